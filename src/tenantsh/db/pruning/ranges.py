"""A key's ranges as SQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.pruning.edges import literal_of

if TYPE_CHECKING:
    from tenantsh.db.pruning.edges import Edge, Period
    from tenantsh.db.pruning.shapes import Shape


@dataclass(frozen=True, slots=True)
class Range:
    """From a lower end, which belongs to it, to an upper one, which does not; None is no end.

    >>> Range("'2025-03-01'", "'2025-04-01'").sql("at")
    "at >= '2025-03-01' AND at < '2025-04-01'"
    """

    lower: str | None = None
    upper: str | None = None
    exact: bool = True
    """Whether it has just the rows that are wanted, and not more."""
    above: str = ">="
    below: str = "<"

    def sql(self, column: str) -> str:
        """The condition."""
        if self.lower == self.upper and self.below == "<=":
            return f"{column} = {self.lower}"
        ends = [f"{column} {self.above} {self.lower}" if self.lower is not None else ""]
        ends.append(f"{column} {self.below} {self.upper}" if self.upper is not None else "")
        return " AND ".join(filter(None, ends))


def of_period(operator: str, period: Period, key: Shape) -> Range | None:
    """The rows whose period compares so with a constant's; None where that is not clear, or there are none."""
    begins, ends = period.begins, period.ends
    if begins.aligned is None or (operator == "=" and not begins.aligned):
        return None
    least = begins if begins.aligned else ends
    lower = {"=": begins, ">=": least, ">": ends}.get(operator)
    upper = {"=": ends, "<": least, "<=": ends}.get(operator)
    made = _range(lower, upper, key)
    steady = key.unit not in ("second", "minute", "hour") or key.zone is None or (begins.steady and ends.steady)
    return made if steady else Range(made.lower, made.upper, exact=False)


def of_moment(operator: str, edge: Edge, key: Shape) -> Range | None:
    """The moments whose clock compares so with a constant; None where there are none."""
    if not edge.exact or (not edge.steady and operator in ("=", ">", "<=")):  # a clock may show it twice
        return Range(
            _literal(edge.first, key) if operator in ("=", ">", ">=") else None,
            _literal(edge.last, key) if operator in ("=", "<", "<=") else None,
            exact=False,
            below="<=",
        )
    lower = upper = _literal(edge.lower, key)
    match operator:
        case "=":
            return Range(lower, upper, below="<=") if edge.shown else None
        case ">" if edge.shown:
            return Range(lower, above=">")
        case ">" | ">=":
            return Range(lower)
        case "<=" if edge.shown:
            return Range(upper=upper, below="<=")
    return Range(upper=upper)


def both(one: Range, other: Range) -> Range:
    """From the one's lower end to the other's upper one."""
    return Range(one.lower, other.upper, one.exact and other.exact, one.above, other.below)


def merged(ranges: list[Range]) -> list[Range]:
    """The same ranges, those that touch each other as one."""
    made: list[Range] = []
    for each in sorted(set(ranges), key=lambda each: str(each.lower)):
        if made and made[-1].upper == each.lower:
            made[-1] = both(made[-1], each)
        else:
            made.append(each)
    return made


def _range(lower: Edge | None, upper: Edge | None, key: Shape) -> Range:
    exact = (lower is None or lower.exact) and (upper is None or upper.exact)
    return Range(
        _literal(lower.lower, key) if lower is not None else None,
        _literal(upper.upper, key) if upper is not None else None,
        exact,
    )


def _literal(moment: str, key: Shape) -> str:
    return literal_of(moment, key.type)
