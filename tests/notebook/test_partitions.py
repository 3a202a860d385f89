r"""`\partitions` in a notebook: a frame of typed values, its findings beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.notebook.conftest import Notebook


def test_a_cell_gives_a_frame_with_its_findings(notebook: Notebook) -> None:
    notebook.open()
    frame = notebook.value("%tenantsh \\partitions events")
    assert frame["Bytes"].dtype.kind == "i"
    assert frame["Row security"].all()
    assert next(iter(frame["Partition"])).startswith("events_")
    assert list(frame.parts["Findings"].columns) == ["Level", "Check", "Object", "What", "Why", "Fix", "Sure"]
    assert any(line.startswith("Findings: ") for line in frame.attrs["footers"])


def test_all_partitioned_tables_are_a_frame_too(notebook: Notebook) -> None:
    notebook.open()
    frame = notebook.value("%tenantsh \\partitions")
    assert list(frame["Table"]) == ["audit_logs", "events"]
