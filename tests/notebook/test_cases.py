"""Cases in a notebook: cells and their parameters are recorded, and nothing is lost with the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tenantsh.model.case import Recorded
from tenantsh.notebook.named import sessions

if TYPE_CHECKING:
    from pathlib import Path

    from tests.notebook.conftest import Notebook

    from tenantsh.model.case import Entry

pytestmark = pytest.mark.newest  # what a cell does is the client's affair, whatever the server


@pytest.fixture(autouse=True)
def _state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture
def recording(notebook: Notebook) -> Notebook:
    notebook.open()
    notebook.cell(r'%tenantsh \case new "Nothing is listed" --ticket SUP-4711')
    return notebook


def entries() -> list[Entry]:
    assert sessions.of is not None
    return list(sessions.of.find("default").cases.demand().entries())


def recorded() -> list[Recorded]:
    return [entry for entry in entries() if isinstance(entry, Recorded)]


def test_a_frame_and_its_parameters_are_recorded(recording: Notebook) -> None:
    frame = recording.value("n = 3; ids = [1, 2]\n%tenantsh select :n + 1 as more, :ids as ids")
    assert frame["more"][0] == 4
    (found,) = recorded()
    assert found.how == "frame"
    assert found.sql == "select $1 + 1 as more, $2 as ids"
    assert [(one.value, one.type) for one in found.parameters] == [("3", "integer"), ("{1,2}", "integer[]")]
    assert found.look is not None
    assert found.look.answer is not None
    assert found.look.answer.rows == 1


def test_a_cell_is_recorded_statement_by_statement(recording: Notebook) -> None:
    recording.cell("%%tenantsh\nselect 1;\n\\case note between\nselect 2;\nselect 1/0;\nselect 3;")
    assert [(entry.sql, entry.sqlstate) for entry in recorded()] == [
        ("select 1", ""),
        ("select 2", ""),
        ("select 1/0", "22012"),
    ]
    assert len(entries()) == 4


def test_what_is_open_is_a_frame(recording: Notebook) -> None:
    facts = recording.value(r"%tenantsh \case")
    assert list(facts["Value"][:2]) == ["Nothing is listed", "SUP-4711"]


def test_it_is_saved_and_closed(recording: Notebook, tmp_path: Path) -> None:
    recording.cell("%tenantsh select 1")
    assert "is not for the ticket" in recording.cell(rf"%tenantsh \case save {tmp_path}/c.jsonl").err
    assert "is closed" in recording.cell(r"%tenantsh \case close").out
    assert recording.cell("%tenantsh select 2").error is None


def test_a_session_that_ends_keeps_the_draft(recording: Notebook) -> None:
    recording.cell("%tenantsh select 1")
    told = recording.cell(r"%tenantsh \q").err
    assert r"\case resume goes on with it" in told
    recording.open()
    assert "goes on: Nothing is listed (1 statement)" in recording.cell(r"%tenantsh \case resume").out
    recording.cell(r"%tenantsh \case discard")


def test_another_organization_under_the_name_keeps_the_draft_of_the_first(recording: Notebook) -> None:
    recording.cell("%tenantsh select 1")
    assert "is not saved; it is kept" in recording.open("43").err
    assert "No case is open" in recording.cell(r"%tenantsh \case").out
