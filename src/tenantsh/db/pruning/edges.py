"""The edges of periods, asked of the server: it knows its zones' clocks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking

_YEAR = re.compile(r"(?<!\d)[1-9]\d{3}(?!\d)|(?<!\d)[1-9]\d{3}(?=[01]\d[0-3]\d(?!\d))")
_SPECIAL = re.compile(r"infinity|epoch|\bbc\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a period begins or ends."""

    at: int
    """Which of the constants it is of."""
    ends: bool
    aligned: bool | None
    """Whether the constant is just the beginning of its period; None where only its clock says so."""
    steady: bool
    """Whether the clock was not put on or back within two days."""
    exact: bool
    """Whether there is one moment from which on the clock shows the edge or later."""
    shown: bool
    """Whether the clock shows the edge at that moment; it may have been put past it."""
    edge: str | None
    """That moment."""
    first: str
    """A moment before all doubtful ones."""
    last: str
    """A moment behind all doubtful ones."""

    @property
    def lower(self) -> str:
        """Where to begin so that nothing is missed."""
        return self.edge if self.exact and self.edge is not None else self.first

    @property
    def upper(self) -> str:
        """Where to end so that nothing is missed."""
        return self.edge if self.exact and self.edge is not None else self.last


EDGES = Query("pruning/edges", Edge)


@dataclass(frozen=True, slots=True)
class Constant:
    """A constant that names a period."""

    value: str
    type: str
    """`unknown`, or a moment's type."""
    space: str
    zone: str | None
    unit: str


@dataclass(frozen=True, slots=True)
class Period:
    """The period that a constant names."""

    begins: Edge
    ends: Edge


def periods(session: Asking, constants: Sequence[Constant]) -> list[Period | None]:
    """The period of each constant; None for one that has none that can be told."""
    fine = {at: each for at, each in enumerate(constants) if _fine(each)}
    if not fine:
        return [None] * len(constants)
    asked = EDGES.ask(
        moment_ats=list(fine),
        moment_values=[constant.value for constant in fine.values()],
        moment_types=[constant.type for constant in fine.values()],
        moment_spaces=["tz" if constant.space == "tz" else "local" for constant in fine.values()],
        moment_zones=[constant.zone for constant in fine.values()],
        moment_units=[constant.unit for constant in fine.values()],
    )
    try:
        rows = session.fetch_apart(asked)[0]
    except StatementError:  # it knows no such zone, or no such day
        return [None] * len(constants)
    edges = {(row.at, row.ends): row for row in rows}
    return [Period(edges[at, False], edges[at, True]) if at in fine else None for at in range(len(constants))]


def _fine(constant: Constant) -> bool:
    """Whether it says a year, and no moment without one."""
    return bool(_YEAR.search(constant.value)) and not _SPECIAL.search(constant.value)


def literal_of(moment: str, kind: str) -> str:
    """A moment as a literal as people write it, for a key of this type.

    >>> literal_of("2025-03-01 00:00:00.000000", "timestamptz"), literal_of("2025-03-01 05:00:00.000000+00", "date")
    ("'2025-03-01'", "'2025-03-01'")
    """
    clock, plus, ahead = moment.partition("+")
    text = clock.rstrip("0").rstrip(".") + plus + ahead
    plain = text.removesuffix(" 00:00:00")
    return f"'{plain[:10] if kind == 'date' else plain}'"
