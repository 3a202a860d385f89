"""COPY's data have no columns to go by: of marked tables they are not handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.masking.marks import Marks
    from tenantsh.db.steps import Step


def refuse_marked_copy(step: Step, marks: Marks) -> None:
    """Refuse a COPY TO STDOUT that may read something marked, unless only columns are named that are not."""
    if not marks.columns:
        return
    from tenantsh.db.guard import grammar
    from tenantsh.db.masking.harmless import copies_nothing_marked

    try:
        statements = grammar.parse(step.sql.decode("utf-8", "surrogateescape"))
    except grammar.TooDeep:
        statements = None
    if statements and len(statements) == 1 and copies_nothing_marked(statements[0].tree, marks):
        return
    raise Refused(
        "COPY would give out columns that are masked",
        rule="masked-copy",
        why="its data come as bytes, in which nothing can be masked column by column",
        hint=r"a query written with \pset format csv and \g FILE is masked; \unmask COLUMN shows one for a reason",
    )
