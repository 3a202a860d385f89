"""Intervals, asked of the server: months, days and seconds are apart in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval's parts."""

    at: int
    months: float
    days: float
    seconds: float

    @property
    def weighed(self) -> str:
        """The same length in comparisons of intervals, as a literal that has no months and no days."""
        seconds = self.seconds + (self.months * 30 + self.days) * 86400
        hours, rest = divmod(seconds, 3600)
        return f"interval '{hours:.0f} hours{f' {rest:g} seconds' if rest else ''}'"


HOURS = Query("pruning/hours", Interval)


def intervals(session: Asking, literals: Sequence[str]) -> list[Interval]:
    """What the texts of intervals mean."""
    return session.fetch_apart(HOURS.ask(intervals=list(literals)))[0] if literals else []
