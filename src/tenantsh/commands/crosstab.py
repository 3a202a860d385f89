r"""`\crosstabview`: a result of rows, columns and cells as the table that they describe."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.lang.quote import unquote_identifier
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.result import Result, TextRow

_MOST = 1600
_WHOLE = re.compile(r"-?[0-9]+")

Value = str | None


@dataclass(slots=True)
class _Header:
    """The distinct values of a column, in the order in which they came, and what the horizontal one is sorted by."""

    places: dict[Value, int] = field(default_factory=dict)
    ranks: list[Value] = field(default_factory=list)

    def place(self, value: Value, rank: Value = None) -> int:
        """Where a value stands; a new one comes last."""
        if value not in self.places:
            self.places[value] = len(self.places)
            self.ranks.append(rank)
        return self.places[value]


def crosstab(result: Result, arguments: Sequence[str], *, null: str) -> Result:
    """The crosstab of a result; `arguments` name the columns for rows, columns, cells and sorting.

    `null` stands above a column for NULL. Raises UsageError.
    """
    rows, columns, cells, sort = _columns(result, arguments)
    down, across = _Header(), _Header()
    missing = null or "(null)"
    found: dict[tuple[int, int], tuple[Value]] = {}
    for row in _rows(result):
        place = (down.place(row[rows]), across.place(row[columns], row[sort] if sort is not None else None))
        if len(across.places) > _MOST:
            raise _wrong(f"maximum number of columns ({_MOST}) exceeded")
        if place in found:
            raise _wrong(
                "query result contains multiple data values for "
                f'row "{_named(row[rows], missing)}", column "{_named(row[columns], missing)}"'
            )
        found[place] = (row[cells],)
    order = _order(across, sorted_by_rank=sort is not None)
    names = list(across.places)
    values = result.columns[cells]
    head = [result.columns[rows], *(replace(values, name=_named(names[at], null)) for at in order)]
    table = [[value, *(_cell(found.get((at, other))) for other in order)] for value, at in down.places.items()]
    return replace(result, columns=tuple(head), cells=Table(table), status="")


def _cell(found: tuple[Value] | None) -> Value:
    """A cell: empty where the result has no row for it, which is not NULL."""
    return "" if found is None else found[0]


def _rows(result: Result) -> list[TextRow]:
    return [row for batch in result.cells.text() for row in batch] if result.cells is not None else []


def _named(value: Value, null: str) -> str:
    return null if value is None else value


def _columns(result: Result, arguments: Sequence[str]) -> tuple[int, int, int, int | None]:
    count = len(result.columns)
    if count < 3:
        raise _wrong("query must return at least three columns")
    given = [argument or None for argument in arguments]
    rows = _column(result, given[0]) if given[0] else 0
    columns = _column(result, given[1]) if given[1] else 1
    if rows == columns:
        raise _wrong("vertical and horizontal headers must be different columns")
    if given[2]:
        cells = _column(result, given[2])
    elif count > 3:
        raise _wrong("data column must be specified when query returns more than three columns")
    else:
        cells = next(at for at in range(count) if at not in (rows, columns))
    return rows, columns, cells, _column(result, given[3]) if given[3] else None


def _column(result: Result, argument: str) -> int:
    if argument.isascii() and argument.isdigit():
        number = int(argument)
        if not 1 <= number <= len(result.columns):
            raise _wrong(f"column number {argument} is out of range 1..{len(result.columns)}")
        return number - 1
    name = unquote_identifier(argument)
    found = [at for at, column in enumerate(result.columns) if column.name == name]
    if len(found) > 1:
        raise _wrong(f'ambiguous column name: "{name}"')
    if not found:
        raise _wrong(f'column name not found: "{name}"')
    return found[0]


def _order(across: _Header, *, sorted_by_rank: bool) -> list[int]:
    places = list(range(len(across.places)))
    if not sorted_by_rank:
        return places
    names = list(across.places)
    return sorted(
        places,
        key=lambda at: (
            _rank(across.ranks[at]),
            names[at] is None,
            (names[at] or "").encode("utf-8", "surrogateescape"),
        ),
    )


def _rank(value: Value) -> int:
    """What a column is sorted by: a whole number, 0 for anything else."""
    return int(value) if value is not None and _WHOLE.fullmatch(value) else 0


def _wrong(what: str) -> UsageError:
    return UsageError(rf"\crosstabview: {what}")
