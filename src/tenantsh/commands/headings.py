"""Tables whose columns depend on what was asked for: each heading knows what stands beneath it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from tenantsh.model.result import Column, Table, as_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Heading(Generic[Row]):
    """A column of text: its name, and its cell for a row."""

    name: str
    cell: Callable[[Row], object]


def tabulate(
    headings: Sequence[Heading[Row]], rows: Iterable[Row], *, absent: str | None
) -> tuple[tuple[Column, ...], Table]:
    r"""The columns and the cells; `absent` stands where there is nothing.

    psql knows two kinds of nothing in its descriptions: NULL, which is shown as `\pset null` says, and empty text.

    >>> columns, cells = tabulate([Heading("Name", lambda row: row)], ["a", None], absent="")
    >>> next(cells.text())
    [('a',), ('',)]
    """
    table = Table([[_text(heading.cell(row), absent) for heading in headings] for row in rows])
    return tuple(Column(heading.name) for heading in headings), table


def _text(value: object, absent: str | None) -> str | None:
    text = as_text(value)
    return absent if text is None else text
