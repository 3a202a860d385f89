"""No cell shows a marked value, in whatever form it is displayed; one is unmasked for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.masking.conftest import marked
from tests.masking.test_outputs import Person

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.small import Small
    from tests.notebook.conftest import Notebook

__all__ = ["marked"]


@pytest.fixture
def cells(notebook: Notebook, marked: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Notebook:
    """A notebook with a session on the marked database."""
    Person(marked, tmp_path)  # who has the configuration
    monkeypatch.setenv("TENANTSH_CONFIG", str(tmp_path / "config.toml"))
    seen = notebook.cell("%tenantsh --profile small")
    assert seen.error is None, seen.out
    return notebook


def everything(seen: Any) -> str:
    return f"{seen.value!r} {seen.out} {seen.err} {seen.shown} {seen.error}".lower()


@pytest.mark.parametrize(
    "cell",
    [
        "%%tenantsh\nselect * from people",
        "%%tenantsh\nselect upper(email), p from people as p",
        "%tenantsh select email from people",
        "%%tenantsh\nselect email from people;\nselect * from mails",
        "%%tenantsh\nselect email::int from people",
        "%%tenantsh\nselect tells()",
        "%%tenantsh\n\\keys people.profile",
        "%%tenantsh\n\\filter people.profile has:nick",
        "%%tenantsh\n\\d+ people",
        "%%tenantsh\nselect email from people \\gx",
        "%%tenantsh\nselect email, upper(email) from people limit 1 \\gset\n\\echo :email :upper",
    ],
)
def test_no_cell_shows_a_marked_value(cells: Notebook, cell: str) -> None:
    assert "zz9" not in everything(cells.cell(cell))


def test_a_cell_says_what_is_masked(cells: Notebook) -> None:
    seen = cells.cell("%%tenantsh\nselect email from people")
    assert seen.value.email.tolist() == ["z***@***"] * 2
    assert "masked: email: people.email (comment)" in everything(seen)


def test_a_cell_shows_one_for_a_reason(cells: Notebook) -> None:
    refused = cells.cell("%%tenantsh\n\\unmask people.email")
    assert "reason is needed" in everything(refused)
    assert cells.cell("%%tenantsh\n\\unmask people.email case 12: bounces").error is None
    shown = cells.value("%%tenantsh\nselect email, phone from people order by person_id")
    assert shown.email.tolist() == ["zz9alice@acme.com", "zz9bob@acme.com"]
    assert shown.phone.tolist() == ["***34", "***99"]
