"""An empty storage, and databases with a table to archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.cold.storage import open_storage

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.cold.storage import Storage


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The directory of `storage`."""
    made = tmp_path / "cold"
    made.mkdir()
    return made


@pytest.fixture
def storage(folder: Path) -> Storage:
    return open_storage(str(folder))
