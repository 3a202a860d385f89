"""Expressions that a key is compared with, known when the statement starts: `now() - interval '7 days'`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.ranges import Range, both
from tenantsh.db.pruning.shapes import FORMATS, INSTANT, SESSION, Shape, name_of, string_of
from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.pruning.values import Value, typed
from tenantsh.lang.quote import quote_literal

if TYPE_CHECKING:
    from tenantsh.db.pruning.comparing import Comparison
    from tenantsh.db.pruning.spans import Interval
    from tenantsh.db.pruning.text import Text

_UTC = frozenset({"utc", "etc/utc", "gmt", "etc/gmt", "uct", "etc/uct", "zulu", "universal", "etc/universal"})
"""Zones whose clock is never put on or back."""
_SINGLE = ("=", "<", "<=", ">", ">=")
_TURNED = {"=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_MOMENTS = ("date", "timestamp", "timestamptz")
_ORDER = ("second", "minute", "hour", "day", "month", "quarter", "year", "decade", "century", "millennium")
_DAY = "interval '1 day'"
"""What no clock is put on or back by more than."""


@dataclass(frozen=True, slots=True)
class Expressions:
    """A statement's expressions as ends of ranges."""

    text: Text
    timezone: str
    """The session's."""

    def range(self, one: Comparison, span: Interval | None) -> Range | None:
        """The range of a key that is compared so; None where that is not certain. `span` is an interval in it."""
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
        if value.known not in ("start", "constant") or value.type not in _MOMENTS:
            return None
        words = self.text.words(value.node)
        return self._compared(one.key, operator, words, value.type, value.begins) if words else None

    def _compared(self, key: Shape, operator: str, words: str, kind: str, begins: str) -> Range | None:
        """Beginnings of periods, or what a clock shows, beside an expression of a type that may begin a period."""
        if key.space == "other":
            return None
        steady = self._steady(key, kind)
        ends = self._ends(key, words, kind)
        if ends is None:
            return None
        first, following = ends
        if key.unit == INSTANT:
            made = _simple(operator, first)
            return made if steady else _wider(made, _DAY)
        if steady and _multiple(begins, key.unit):
            return _of_beginning(operator, first, following)
        lower = first if operator in ("=", ">", ">=") else None
        upper = following if operator in ("=", "<", "<=") else None
        return _wider(Range(lower, upper), "" if steady else _DAY)

    @staticmethod
    def _ends(key: Shape, words: str, kind: str) -> tuple[str, str] | None:
        """An expression as a key's moment, and the moment a period later."""
        if key.zone in (None, SESSION):
            if key.unit != INSTANT:
                return words, f"{words} + {_one(key.unit, kind)}"
            return (f"({words})::timestamptz" if key.type == "timestamptz" != kind else words), ""
        if kind == "timestamptz" or key.space == "tz":
            return None
        own, zone = f"{words}::timestamp" if kind == "date" else words, quote_literal(key.zone).lstrip()
        return (
            f"(({own}) AT TIME ZONE {zone})",
            f"(({own} + {_one(key.unit, 'timestamp')}) AT TIME ZONE {zone})" if key.unit != INSTANT else "",
        )

    def _steady(self, key: Shape, kind: str) -> bool:
        """Whether no clock that is put on or back has a say."""
        if key.zone not in (None, SESSION):
            return key.zone.lower() in _UTC
        return (key.zone is None and kind != "timestamptz") or self.timezone.lower() in _UTC

    def _of_same(self, one: Comparison) -> Range | None:
        """The key's year, or its text, compared with that of an expression: `extract(year from now())`."""
        node: Any = one.values[0].node if one.values else None
        key = one.key
        if type(node).__name__ != "FuncCall" or len(node.args) != 2 or key.zone not in (None, SESSION):
            return None
        first, second = (unwrapped(arg) for arg in node.args)
        if key.space == "year":
            fine, within = name_of(node) in ("extract", "date_part") and string_of(first) == "year", second
            fine = fine and one.operator in _SINGLE
        else:
            same = FORMATS.get(string_of(second) or "") == (key.unit, key.form)
            fine, within = name_of(node) == "to_char" and same and not one.predicate.negated, first
            fine = fine and one.operator == "="
        found, words = typed(within), self.text.words(within)
        if not fine or found is None or words is None or found[0] == "date":
            return None
        return self._compared(key, one.operator, f"date_trunc('{key.unit}', {words})", found[0], key.unit)

    # -- intervals -----------------------------------------------------------------------------------------------

    def _of_shift(self, one: Comparison, span: Interval | None) -> Range | None:
        """The key and an interval, or a number of days, which goes to the other side."""
        value, key = (one.values[0] if one.values else None), one.key
        if value is None or one.operator not in _SINGLE or value.known not in ("start", "constant"):
            return None
        words, shift = self.text.words(value.node), self.text.words(key.shift)
        if words is None or shift is None:
            return None
        back = "-" if key.sign == "+" else "+"
        if key.type == "date" and span is None:
            own = f"date {words}" if value.type == "unknown" else words
            return _simple(one.operator, f"{own} {back} {shift}") if value.type in ("date", "unknown") else None
        moment = _moment(key, value, words)
        if span is None or moment is None:
            return None
        interval = f"interval {shift}" if type(key.shift).__name__ == "A_Const" else shift
        made = _simple(one.operator, f"{moment} {back} {interval}")
        if span.months:  # the 31st and a month is another month's 30th
            return _wider(made, "interval '5 days'")
        steady = not span.days or key.type != "timestamptz" or self.timezone.lower() in _UTC
        return made if steady else _wider(made, _DAY)

    def _of_age(self, one: Comparison, span: Interval | None) -> Range | None:
        """`now() - key < interval '7 days'`: the interval goes to the other side, as long as comparisons weigh it."""
        since, key, operator = one.values[0], one.key, one.operator.removeprefix("age ")
        words = self.text.words(since.node)
        if words is None or one.limit is None or operator not in _TURNED:
            return None
        if key.type == "date":
            limit = self.text.words(one.limit.node)
            fine = since.type == "date" and one.limit.type == "number"
            return _simple(_TURNED[operator], f"{words} - {limit}") if fine else None
        if span is None or since.type != key.type:
            return None
        return _simple(_TURNED[operator], f"{words} - {span.weighed}")


def _moment(key: Shape, value: Value, words: str) -> str | None:
    """A value as what a key and an interval give; None for one that is something else."""
    wanted = "timestamptz" if key.type == "timestamptz" else "timestamp"
    if value.type == wanted:
        return words
    if value.type == "timestamptz" or value.type not in ("unknown", *_MOMENTS):
        return None
    return f"({words})::{wanted}" if type(value.node).__name__ == "A_Expr" else f"{words}::{wanted}"


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
