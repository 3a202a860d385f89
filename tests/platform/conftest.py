"""What the platform's tests share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.platform.ask import Connection, superuser

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def db(platform_dsn: str) -> Iterator[Connection]:
    """The platform as the superuser, in a transaction that is undone; `ask.become` takes a role in it."""
    with superuser(platform_dsn) as connection, connection.transaction(force_rollback=True):
        yield connection
