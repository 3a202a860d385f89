r"""`\why` in a notebook: a frame with a line for each thing that was asked, the verdict beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest
    from tests.notebook.conftest import Notebook


def test_a_cell_gives_a_frame_with_the_verdict(
    notebook: Notebook, platform_dsn: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[profiles.dba]\nconninfo = "{platform_dsn}"\n', encoding="utf-8")
    monkeypatch.setenv("TENANTSH_CONFIG", str(config))
    notebook.open("42", "--admin-profile", "dba")
    frame = notebook.value("%tenantsh \\why resources 1")
    assert list(frame.columns) == ["Asked", "Answer", "Detail", "Depth"]
    assert (frame["Asked"].iloc[-1], frame["Answer"].iloc[-1]) == ("verdict", "hidden")
    assert frame.attrs["footers"][0].startswith("Hidden: it is organization 1's; not permitted by ")


def test_without_an_admin_it_says_what_cannot_be_told(acme: Notebook) -> None:
    frame = acme.value("%tenantsh \\why resources 1")
    assert frame["Answer"].iloc[-1] == "unknown"
    assert "cannot be told apart" in frame["Detail"].iloc[-1]
