"""Tables whose columns depend on what was asked for: each heading knows what stands beneath it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from tenantsh.model.result import TEXT_OID, Column, Table, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = TypeVar("Row")

NUMBER = 20
"""The type of a column whose cells stand to the right: int8."""


class Heading(NamedTuple, Generic[Row]):
    """A column: its name, its cell for a row, and when psql shows it."""

    name: str
    cell: Callable[[Row], object]
    type_oid: int = TEXT_OID
    """psql's own type of the column, where it is not text: numbers stand to the right."""
    verbose: bool = False
    """Whether only a `+` brings it."""
    known_since: int = 0
    """The first major version whose psql has it."""
    known_until: int = 10_000
    """The last one."""

    def shown(self, *, verbose: bool, major: int) -> bool:
        """Whether the psql of this major shows it."""
        return self.known_since <= major <= self.known_until and (verbose or not self.verbose)


def tabulate(
    headings: Sequence[Heading[Row]], rows: Iterable[Row], *, absent: str | None
) -> tuple[tuple[Column, ...], Table]:
    r"""The columns and the cells; `absent` stands where there is nothing.

    psql knows two kinds of nothing in its descriptions: NULL, which is shown as `\pset null` says, and empty text.

    >>> columns, cells = tabulate([Heading("Name", lambda row: row)], ["a", None], absent="")
    >>> next(cells.text())
    [('a',), ('',)]
    """
    found = list(rows)
    columns = [_column(heading, found, absent) for heading in headings]
    return tuple(Column(heading.name, heading.type_oid) for heading in headings), Table(zip(*columns, strict=True))


def _column(heading: Heading[Row], rows: Sequence[Row], absent: str | None) -> list[object]:
    """A column from top to bottom: ten thousand relations are listed, and a call for every cell would be felt."""
    cells = [absent if cell is None else cell for cell in map(heading.cell, rows)]
    return (
        [cell if isinstance(cell, str) else as_text(cell) for cell in cells] if heading.type_oid == TEXT_OID else cells
    )
