"""Constants that a key is compared with, and the periods that they name."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from tenantsh.db.pruning.edges import Constant, Period
from tenantsh.db.pruning.ranges import Range, both, merged, of_moment, of_period
from tenantsh.db.pruning.shapes import INSTANT, SESSION, Shape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.pruning.comparing import Comparison
    from tenantsh.db.pruning.values import Value

_SINGLE = ("=", "<", "<=", ">", ">=")
_ORDERED = ("<", "<=", ">", ">=", "between")
_MOST = 60
"""Constants of one list."""
_MOMENTS = ("date", "timestamp", "timestamptz")
_NATURAL = {"date": "date", "local": "timestamp", "tz": "timestamptz"}
"""What a literal without a type is, beside an expression that gives this."""
_ALIKE = {
    "date": {"unknown", "date"},
    "local": {"unknown", "date", "timestamp"},
    "tz": {"unknown", "date", "timestamp", "timestamptz"},
}
_YEAR = re.compile(r"[1-9]\d{3}")
_PREFIX = re.compile(r"(?P<year>[1-9]\d{3})-(?:(?P<month>\d\d)(?:-(?:(?P<day>\d\d) ?)?)?)?%")


def constants(one: Comparison, *, iso: bool) -> list[Constant]:
    """The constants of a comparison, to be asked for; none where not all of them are, or have a period.

    `iso` is whether DateStyle has dates written as 2025-03-01.
    """
    if not one.values or len(one.values) > _MOST or one.key.shift is not None or one.limit is not None:
        return []
    if one.operator == "in" and not _alike(one):
        return []
    made = [_constant(one, each, iso=iso) for each in one.values]
    return [each for each in made if each is not None] if None not in made else []


def ranges(one: Comparison, found: Sequence[Period | None]) -> list[Range]:
    """The ranges of a key that are compared so with the periods of constants; none where that is not certain."""
    sure = [period for period in found if period is not None]
    if len(sure) < len(found):
        return []
    if one.operator == "between":
        return _between(one, sure)
    if one.operator in ("in", "like"):
        return merged([made for period in sure if (made := _compared(one, "=", period)) is not None])
    single = _compared(one, one.operator, sure[0]) if one.operator in _SINGLE else None
    return [] if single is None else [_beside(one, single)]


def never(one: Comparison, found: Sequence[Period | None]) -> bool:
    """Whether no row can fulfil a comparison: its constant is not the beginning of anything."""
    compares = one.operator == "=" and one.key.unit != INSTANT
    return compares and len(found) == 1 and found[0] is not None and found[0].begins.aligned is False


def _between(one: Comparison, sure: Sequence[Period]) -> list[Range]:
    lower, upper = (_compared(one, each, period) for each, period in zip((">=", "<="), sure, strict=True))
    return [] if lower is None or upper is None else [_beside(one, both(lower, upper))]


def _compared(one: Comparison, operator: str, period: Period) -> Range | None:
    if one.key.unit == INSTANT and one.operator != "like":
        return of_moment(operator, period.begins, one.key)
    return of_period(operator, period, one.key)


def _beside(one: Comparison, made: Range) -> Range:
    """A range, which is not all where texts are compared: an infinite key has none."""
    return replace(made, exact=False) if one.key.form and one.operator in _ORDERED else made


def _alike(one: Comparison) -> bool:
    """Whether a list's literals are of the key's own type: others have the server make all of them something else."""
    types = {value.type for value in one.values}
    return types <= _ALIKE.get(one.key.space, types)


def _constant(one: Comparison, value: Value, *, iso: bool) -> Constant | None:
    key = one.key
    if value.known != "constant":
        return None
    match key.space:
        case "year":
            fine = value.type == "number" and _YEAR.fullmatch(value.raw)
            return Constant(f"{value.raw}-01-01", "timestamp", "local", key.zone, "year") if fine else None
        case "text":
            return _of_text(one, value.raw, iso=iso)
        case "tz" | "local" | "date":
            return _of_moment(key, value)
    return None


def _of_moment(key: Shape, value: Value) -> Constant | None:
    kind = _NATURAL[key.space] if value.type == "unknown" else value.type
    if kind not in _MOMENTS or (key.type == "date" and key.unit in (INSTANT, "hour")):
        return None
    space = key.space
    if kind == "timestamptz" and space != "tz":  # the other side is made a moment, by the session's clock
        if key.zone != SESSION or key.unit == INSTANT:
            return None
        space = "tz"
    return Constant(value.raw, kind, space, key.zone, key.unit)


def _of_text(one: Comparison, raw: str, *, iso: bool) -> Constant | None:
    key = one.key
    if one.predicate.negated:  # of an infinite key there is no text, which is neither this one nor another
        return None
    if one.operator == "like":
        return _of_prefix(raw, key) if iso and not key.form else None
    if not key.form or (one.operator in _ORDERED and not key.form.startswith("%Y")):
        return None
    try:
        read = datetime.strptime(raw, key.form)  # noqa: DTZ007 - what a clock shows
    except ValueError:
        return None
    written = read.strftime(key.form.replace("%Y", f"{read.year:04d}"))
    return Constant(_iso(read), "timestamp", "local", key.zone, key.unit) if written == raw else None


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
