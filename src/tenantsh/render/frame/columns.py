"""The columns of any result, whatever its cells are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.arrow.gathered import Gathered
    from tenantsh.model.result import Result


def gathered(result: Result) -> Gathered | None:
    """A result's rows as Arrow columns; None for the Python values that a command made, and where there is no table.

    Cells that are text, as a server wrote them, are read as what their columns' types say.
    """
    from tenantsh.arrow.gathered import Gathered

    cells = result.cells
    if isinstance(cells, Gathered):
        return cells
    return None


def in_memory(result: Result) -> list[list[Any]]:
    """The Python values of each column."""
    columns: list[list[Any]] = [[] for _ in result.columns]
    for batch in result.cells.values() if result.cells is not None else ():
        for column, values in zip(columns, zip(*batch, strict=True), strict=False):
            column.extend(values)
    return columns
