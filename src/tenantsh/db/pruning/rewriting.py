"""A condition that hides its key, written so that the planner sees the key: for just the same rows.

Where ranges alone would have a few rows more, because a clock is put on or back near an end of them, the condition
itself stays beside them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.comparing import interval_words
from tenantsh.db.pruning.edges import Constant, Period, periods
from tenantsh.db.pruning.ranges import Range, both, merged, of_moment, of_period
from tenantsh.db.pruning.shapes import FORMATS, INSTANT, SESSION, Shape, string_of
from tenantsh.db.pruning.spans import Interval, intervals
from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.pruning.values import Value, typed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.pruning.comparing import Comparison
    from tenantsh.db.pruning.text import Text

_UTC = frozenset({"utc", "etc/utc", "gmt", "etc/gmt", "uct", "etc/uct", "zulu", "universal", "etc/universal"})
"""Zones whose clock is never put on or back."""
_SINGLE = ("=", "<", "<=", ">", ">=")
_ORDERED = ("<", "<=", ">", ">=", "between")
_MOST = 60
"""Constants of one list."""
_ORDER = ("second", "minute", "hour", "day", "month", "quarter", "year", "decade", "century", "millennium")
_PREFIX = re.compile(r"(?P<year>[1-9]\d{3})-(?:(?P<month>\d\d)(?:-(?:(?P<day>\d\d) ?)?)?)?%")


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a condition."""

    instead: str | None
    """What to write in its place; None where there is nothing that is certain."""
    never: bool
    """Whether no row can fulfil it: what it compares with is not the beginning of anything."""


class Rewriting:
    """The rewriting of one statement's conditions."""

    def __init__(self, text: Text, timezone: str, datestyle: str) -> None:
        self._text = text
        self._timezone = timezone
        self._iso = datestyle.upper().startswith("ISO")

    def all(self, session: Asking, asked: Sequence[Comparison]) -> list[Written]:
        """What to write instead of each condition."""
        constants = {at: self._constants(one) for at, one in enumerate(asked)}
        flat = [constant for one in constants.values() for constant in one]
        found = iter(periods(session, flat))
        of = {at: [next(found) for _ in one] for at, one in constants.items()}
        shifts = {at: interval_words(node) for at, one in enumerate(asked) if (node := _interval(one)) is not None}
        spans = dict(zip(shifts, intervals(session, list(shifts.values())), strict=True))
        return [
            Written(self._written(one, of[at], spans.get(at)), never=_never(one, of[at]))
            for at, one in enumerate(asked)
        ]

    # -- constants -----------------------------------------------------------------------------------------------

    def _constants(self, one: Comparison) -> list[Constant]:
        if not one.values or len(one.values) > _MOST or one.key.shift is not None or one.limit is not None:
            return []
        if one.operator == "in" and not _alike(one):
            return []
        made = [self._constant(one, each) for each in one.values]
        return [each for each in made if each is not None] if None not in made else []

    def _constant(self, one: Comparison, value: Value) -> Constant | None:
        key = one.key
        if value.known != "constant":
            return None
        if key.space == "year":
            fine = value.type == "number" and re.fullmatch(r"[1-9]\d{3}", value.raw)
            return Constant(f"{value.raw}-01-01", "timestamp", "local", key.zone, "year") if fine else None
        if key.space == "text":
            return self._of_text(one, value.raw)
        if key.space not in ("tz", "local", "date") or (key.type == "date" and key.unit in (INSTANT, "hour")):
            return None
        kind = value.type
        if kind == "unknown":
            kind = {"date": "date", "local": "timestamp", "tz": "timestamptz"}[key.space]
        if kind not in ("date", "timestamp", "timestamptz"):
            return None
        space = key.space
        if kind == "timestamptz" and space != "tz":
            if key.zone != SESSION or key.unit == INSTANT:
                return None
            space = "tz"
        return Constant(value.raw, kind, space, key.zone, key.unit)

    def _of_text(self, one: Comparison, raw: str) -> Constant | None:
        key = one.key
        if one.predicate.negated:  # of an infinite key there is no text, which is neither this one nor another
            return None
        if key.form and (one.operator in ("=", "in") or (one.operator in _ORDERED and key.form.startswith("%Y"))):
            try:
                read = datetime.strptime(raw, key.form)  # noqa: DTZ007 - what a clock shows
            except ValueError:
                return None
            written = read.strftime(key.form.replace("%Y", f"{read.year:04d}"))
            return Constant(_iso(read), "timestamp", "local", key.zone, key.unit) if written == raw else None
        if one.operator == "like" and not key.form and self._iso:
            return _of_prefix(raw, key)
        return None

    # -- what is written -------------------------------------------------------------------------------------------

    def _written(self, one: Comparison, found: Sequence[Period | None], span: Interval | None) -> str | None:
        column = self._text.words(one.key.ref)
        if column is None:
            return None
        if found:
            ranges = self._of_constants(one, found)
        else:
            single = self._of_expression(one, span)
            ranges = [single] if single is not None else None
        if not ranges:
            return None
        words = _joined([each.sql(column) for each in ranges])
        if all(each.exact for each in ranges):
            return words
        own = self._text.words(one.predicate.node)
        return f"{words} AND {own}" if own is not None else None

    def _of_constants(self, one: Comparison, found: Sequence[Period | None]) -> list[Range] | None:
        key = one.key
        sure = [period for period in found if period is not None]
        if len(sure) < len(found):
            return None

        def compared(operator: str, period: Period) -> Range | None:
            return (
                of_moment(operator, period.begins, key) if _unit(one) == INSTANT else of_period(operator, period, key)
            )

        if one.operator == "between" and len(sure) == 2:
            lower, upper = compared(">=", sure[0]), compared("<=", sure[1])
            if lower is None or upper is None:
                return None
            return [replace(both(lower, upper), exact=False) if key.form else both(lower, upper)]
        if one.operator in ("in", "like"):
            ranges = [compared("=", period) for period in sure]
            return merged([each for each in ranges if each is not None])
        if key.form and one.operator in ("<", "<=", ">", ">="):
            ordered = compared(one.operator, sure[0])
            return [replace(ordered, exact=False)] if ordered is not None else None
        single = compared(one.operator, sure[0]) if one.operator in _SINGLE else None
        return [single] if single is not None else None

    def _of_expression(self, one: Comparison, span: Interval | None) -> Range | None:
        if one.limit is not None:
            return self._of_age(one, span)
        if one.key.shift is not None:
            return self._of_shift(one, span)
        if one.key.space in ("year", "text"):
            return self._of_same(one)
        if one.operator == "between" and len(one.values) == 2:
            lower, upper = self._of_value(one, ">=", one.values[0]), self._of_value(one, "<=", one.values[1])
            return both(lower, upper) if lower and upper else None
        if one.operator in _SINGLE and len(one.values) == 1:
            return self._of_value(one, one.operator, one.values[0])
        return None

    def _of_value(self, one: Comparison, operator: str, value: Value) -> Range | None:
        """A comparison with an expression that is known when the statement starts."""
        if value.known not in ("start", "constant") or value.type not in ("date", "timestamp", "timestamptz"):
            return None
        words = self._text.words(value.node)
        return self._compared(one.key, operator, words, value.type, value.begins) if words else None

    def _compared(self, key: Shape, operator: str, words: str, kind: str, begins: str) -> Range | None:
        if key.space not in ("tz", "local", "date", "year", "text"):
            return None
        if key.zone not in (None, SESSION):
            if kind == "timestamptz" or key.space == "tz":
                return None
            own = f"{words}::timestamp" if kind == "date" else words
            words, following = f"(({own}) AT TIME ZONE {_quoted(key.zone)})", ""
            if key.unit != INSTANT:
                following = f"(({own} + {_one(key.unit, 'timestamp')}) AT TIME ZONE {_quoted(key.zone)})"
        else:
            following = f"{words} + {_one(key.unit, kind)}" if key.unit != INSTANT else ""
            if key.unit == INSTANT and key.type == "timestamptz" and kind != "timestamptz":
                words = f"({words})::timestamptz"
        steady = self._steady(key, kind)
        exact = steady and (key.unit == INSTANT or _multiple(begins, key.unit))
        if key.unit == INSTANT:
            made = _simple(operator, words)
        elif exact:
            made = _of_beginning(operator, words, following)
        else:
            made = Range(
                words if operator in ("=", ">", ">=") else None, following if operator in ("=", "<", "<=") else None
            )
        return made if exact else _wider(made, "" if steady else "interval '1 day'")

    def _steady(self, key: Shape, kind: str) -> bool:
        """Whether no clock that is put on or back has a say."""
        if key.zone not in (None, SESSION):
            return key.zone.lower() in _UTC
        return (key.zone is None and kind != "timestamptz") or self._timezone.lower() in _UTC

    def _of_same(self, one: Comparison) -> Range | None:
        """The key's year, or its text, compared with that of an expression: `extract(year from now())`."""
        if one.operator not in (_SINGLE if one.key.space == "year" else ("=",)) or not one.values:
            return None
        if one.key.space == "text" and one.predicate.negated:
            return None
        node, key = one.values[0].node, one.key
        if type(node).__name__ != "FuncCall" or len(node.args) != 2 or key.zone not in (None, SESSION):
            return None
        first, second = (unwrapped(arg) for arg in node.args)
        name = unwrapped(node.funcname[-1]).sval
        if key.space == "year":
            fine, within = name in ("extract", "date_part") and (string_of(first) or "").lower() == "year", second
        else:
            fine, within = name == "to_char" and FORMATS.get(string_of(second) or "") == (key.unit, key.form), first
        found = typed(within)
        words = self._text.words(within)
        if not fine or found is None or words is None or found[0] == "date":
            return None
        return self._compared(key, one.operator, f"date_trunc('{key.unit}', {words})", found[0], key.unit)

    def _of_shift(self, one: Comparison, span: Interval | None) -> Range | None:
        """The key and an interval: the interval goes to the other side."""
        value, key = (one.values[0] if one.values else None), one.key
        if value is None or one.operator not in _SINGLE or value.known not in ("start", "constant"):
            return None
        words, shift = self._text.words(value.node), self._text.words(key.shift)
        if words is None or shift is None:
            return None
        back = "-" if key.sign == "+" else "+"
        if key.type == "date" and span is None:  # a number of days
            fine = value.type in ("date", "unknown")
            own = f"date {words}" if value.type == "unknown" else words
            return _simple(one.operator, f"{own} {back} {shift}") if fine else None
        if span is None:
            return None
        if string_of(key.shift) is not None and type(key.shift).__name__ == "A_Const":
            shift = f"interval {shift}"
        wanted = "timestamptz" if key.type == "timestamptz" else "timestamp"
        if value.type == "unknown" or (value.type != wanted and value.type in ("date", "timestamp", "timestamptz")):
            if value.type == "timestamptz":
                return None
            words = f"{words}::{wanted}" if type(value.node).__name__ != "A_Expr" else f"({words})::{wanted}"
        elif value.type != wanted:
            return None
        made = _simple(one.operator, f"{words} {back} {shift}")
        margin = "interval '5 days'" if span.months else "interval '1 day'"
        steady = not span.months and (not span.days or key.type != "timestamptz" or self._timezone.lower() in _UTC)
        return made if steady else _wider(made, margin)

    def _of_age(self, one: Comparison, span: Interval | None) -> Range | None:
        """`now() - key < interval '7 days'`: the interval goes to the other side, as long as comparisons weigh it."""
        since, key, operator = one.values[0], one.key, one.operator.removeprefix("age ")
        words = self._text.words(since.node)
        if words is None or one.limit is None or operator not in _SINGLE:
            return None
        turned = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}[operator]
        if key.type == "date":
            limit = self._text.words(one.limit.node)
            fine = since.type == "date" and one.limit.type == "number"
            return _simple(turned, f"{words} - {limit}") if fine else None
        if span is None or since.type != key.type:
            return None
        return _simple(turned, f"{words} - {span.weighed}")


def _alike(one: Comparison) -> bool:
    """Whether a list's literals are of the key's own type: others have the server make all of them something else."""
    types = {value.type for value in one.values}
    return types <= {
        "date": {"unknown", "date"},
        "local": {"unknown", "date", "timestamp"},
        "tz": {"unknown", "date", "timestamp", "timestamptz"},
    }.get(one.key.space, types)


def _never(one: Comparison, found: Sequence[Period | None]) -> bool:
    return (
        one.operator == "="
        and _unit(one) not in (INSTANT, "period")
        and len(found) == 1
        and found[0] is not None
        and found[0].begins.aligned is False
    )


def _joined(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return "(" + " OR ".join(part if " AND " not in part else f"({part})" for part in parts) + ")"


def _unit(one: Comparison) -> str:
    if one.operator == "like":
        return "period"
    return one.key.unit


def _interval(one: Comparison) -> Any:
    """The interval of a comparison, where it has one without fields."""
    node = one.limit.node if one.limit is not None else one.key.shift
    if node is None:
        return None
    if type(node).__name__ == "TypeCast":
        names = [unwrapped(name).sval for name in node.type_name.names]
        return node if names[-1] == "interval" and not node.type_name.typmods else None
    return node if string_of(node) is not None else None


def _of_prefix(raw: str, key: Shape) -> Constant | None:
    """The period that LIKE '2025-03%' names."""
    found = _PREFIX.fullmatch(raw)
    if found is None:
        return None
    unit = "day" if found["day"] else "month" if found["month"] else "year"
    try:
        read = datetime(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))  # noqa: DTZ001 - a clock's
    except ValueError:
        return None
    return Constant(_iso(read), "timestamp", "local", key.zone, unit)


def _iso(moment: datetime) -> str:
    return f"{moment.year:04d}-{moment.month:02d}-{moment.day:02d}"


def _simple(operator: str, words: str) -> Range:
    match operator:
        case "=":
            return Range(words, words, below="<=")
        case ">" | ">=":
            return Range(words, above=operator)
    return Range(upper=words, below=operator)


def _of_beginning(operator: str, words: str, following: str) -> Range:
    """A comparison of the beginnings of periods with one of them."""
    lower = {"=": words, ">=": words, ">": following}.get(operator)
    upper = {"=": following, "<": words, "<=": following}.get(operator)
    return Range(lower, upper)


def _wider(made: Range, margin: str) -> Range:
    """A range with a margin on both sides, which needs the condition itself beside it."""
    lower = f"{made.lower} - {margin}" if made.lower is not None and margin else made.lower
    upper = f"{made.upper} + {margin}" if made.upper is not None and margin else made.upper
    return Range(lower, upper, exact=False, below="<=")


def _one(unit: str, kind: str) -> str:
    if unit == "day" and kind == "date":
        return "1"
    return f"interval '{'3 months' if unit == 'quarter' else f'1 {unit}'}'"


def _multiple(begins: str, unit: str) -> bool:
    """Whether what begins one period begins one of a smaller unit for certain."""
    if begins in _ORDER and unit in _ORDER:
        return _ORDER.index(begins) >= _ORDER.index(unit)
    return begins == unit or (begins == "week" and unit in _ORDER[:4])


def _quoted(zone: str) -> str:
    return "'" + zone.replace("'", "''") + "'"
