"""What stands around a key in a condition, so that the planner does not see the key."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.text import here, unwrapped

if TYPE_CHECKING:
    from tenantsh.db.pruning.naming import Columns
    from tenantsh.db.pruning.statement import Level

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "century", "millennium")
SESSION = ""
"""The session's own time zone."""
INSTANT = "instant"

FORMATS = {
    "YYYY": ("year", "%Y"),
    "YYYY-MM": ("month", "%Y-%m"),
    "YYYY/MM": ("month", "%Y/%m"),
    "YYYYMM": ("month", "%Y%m"),
    "MM-YYYY": ("month", "%m-%Y"),
    "MM/YYYY": ("month", "%m/%Y"),
    "YYYY-MM-DD": ("day", "%Y-%m-%d"),
    "YYYY/MM/DD": ("day", "%Y/%m/%d"),
    "YYYYMMDD": ("day", "%Y%m%d"),
    "DD.MM.YYYY": ("day", "%d.%m.%Y"),
    "DD/MM/YYYY": ("day", "%d/%m/%Y"),
    "MM/DD/YYYY": ("day", "%m/%d/%Y"),
}
"""The formats of to_char() that name just one day, month or year, and how Python reads them."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An expression over one key."""

    ref: Any
    """The key itself."""
    type: str
    """The key's: `timestamptz`, `timestamp`, `date`."""
    space: str
    """What the expression gives: `tz` a moment, `local` what a clock shows, `date`, `year`, `text`, `other`."""
    zone: str | None
    """Whose clock: `SESSION`, a zone's name, or None where the key has no zone."""
    unit: str = INSTANT
    """The beginnings of these are what it gives."""
    said: str = ""
    """What it is that hides the key; empty where nothing does."""
    form: str = ""
    """How Python reads the text that it gives."""
    shift: Any = None
    """The interval or number of days that is added to the key."""
    sign: str = "+"

    @property
    def bare(self) -> bool:
        """Whether it is the key itself."""
        return not self.said


def shape(node: Any, level: Level, columns: Columns) -> Shape | None:
    """What an expression is to a key; None where no key is in it."""
    keys = [
        each for each in here(node) if type(each).__name__ == "ColumnRef" and columns.type_of(each, level) is not None
    ]
    if not keys:
        return None
    return _shape(node, level, columns) or _other(node, keys[0], columns.type_of(keys[0], level) or "")


def _shape(node: Any, level: Level, columns: Columns) -> Shape | None:
    match type(node).__name__:
        case "ColumnRef":
            found = columns.type_of(node, level)
            spaces = {"timestamptz": "tz", "timestamp": "local", "date": "date"}
            return Shape(node, found, spaces[found], SESSION if found == "timestamptz" else None) if found else None
        case "TypeCast":
            within = _shape(unwrapped(node.arg), level, columns)
            return _unshifted(_cast(within, type_name(node.type_name))) if within else None
        case "FuncCall":
            return _unshifted(_call(node, level, columns))
        case "A_Expr":
            return _shifted(node, level, columns)
    return None


def _unshifted(around: Shape | None) -> Shape | None:
    """What is around a key, and None where it is around a key with an interval: that goes to no other side."""
    return around if around is not None and around.shift is None else None


def _cast(within: Shape, to: str) -> Shape | None:
    if within.unit not in (INSTANT, "day") or within.space not in ("tz", "local", "date"):
        return None
    said = f"the cast to {to}"
    if to == "date":
        return replace(within, space="date", unit="day", said=said)
    if to == "timestamp" and within.space in ("tz", "local", "date"):
        unit = "day" if within.space == "date" else within.unit
        return replace(within, space="local", unit=unit, said=said if within.space != "local" else within.said)
    if to == "timestamptz" and within.space == "tz":
        return within
    if to in ("text", "varchar") and within.unit == INSTANT and within.type == "timestamptz":
        return replace(within, space="text", said=said)
    return None


def _call(node: Any, level: Level, columns: Columns) -> Shape | None:
    name = name_of(node)
    args = [unwrapped(arg) for arg in node.args]
    constants = [string_of(arg) for arg in args]
    if name == "date" and len(args) == 1:
        within = _shape(args[0], level, columns)
        return _cast(within, "date") if within else None
    if name == "timezone" and len(args) == 1:  # AT LOCAL
        return _in_zone(_shape(args[0], level, columns), SESSION)
    if name == "timezone" and len(args) == 2 and constants[0]:
        return _in_zone(_shape(args[1], level, columns), constants[0])
    if name == "date_trunc" and len(args) in (2, 3) and constants[0]:
        zone = constants[2] if len(args) == 3 else SESSION
        return _truncated(_shape(args[1], level, columns), constants[0].lower(), zone)
    if name in ("date_part", "extract") and len(args) == 2 and constants[0]:
        return _part(_shape(args[1], level, columns), constants[0].lower())
    if name == "to_char" and len(args) == 2 and constants[1]:
        return _written(_shape(args[0], level, columns), constants[1])
    return None


def _in_zone(within: Shape | None, zone: str) -> Shape | None:
    if within is None or within.space != "tz" or within.unit != INSTANT:
        return None
    return replace(within, space="local", zone=zone, said="AT TIME ZONE" if zone else "AT LOCAL")


def _truncated(within: Shape | None, unit: str, zone: str | None) -> Shape | None:
    unit = unit if unit in UNITS else unit.removesuffix("s")
    if within is None or zone is None or unit not in UNITS or within.unit != INSTANT:
        return None
    if zone != SESSION and within.space != "tz":
        return None
    said = f"date_trunc('{unit}', …)"
    if within.type == "date":  # it is made a moment first, which is midnight in the session's zone
        return replace(within, unit=unit, space="tz", said=said) if unit not in ("second", "minute", "hour") else None
    return replace(within, unit=unit, zone=within.zone if zone == SESSION else zone, said=said)


def _part(within: Shape | None, field: str) -> Shape | None:
    if within is None or within.unit not in (INSTANT, "day") or within.space not in ("tz", "local", "date"):
        return None
    if field not in ("year", "years"):
        return None
    return replace(within, space="year", unit="year", said="extract(year from …)")


def _written(within: Shape | None, form: str) -> Shape | None:
    if within is None or form not in FORMATS or within.unit != INSTANT or within.space not in ("tz", "local", "date"):
        return None
    unit, read = FORMATS[form]
    return replace(within, space="text", unit=unit, form=read, said="to_char()")


def _shifted(node: Any, level: Level, columns: Columns) -> Shape | None:
    """The key and an interval, or a number of days, that is added to it or taken from it."""
    sign = operator_of(node)
    if sign not in ("+", "-"):
        return None
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    if left is None or right is None:
        return None
    within = _shape(left, level, columns)
    if within is None or not within.bare:
        if sign == "-":
            return None
        left, right = right, left
        within = _shape(left, level, columns)
    if within is None or not within.bare or not is_constant(right):
        return None
    return replace(
        within, shift=right, sign=sign, said="what is added to it" if sign == "+" else "what is taken from it"
    )


def _other(node: Any, ref: Any, kind: str) -> Shape:
    return Shape(ref, kind, "other", None, said=_named(node))


def _named(node: Any) -> str:
    match type(node).__name__:
        case "FuncCall":
            return f"{name_of(node) or unwrapped(node.funcname[-1]).sval}()"
        case "TypeCast":
            return f"the cast to {type_name(node.type_name)}"
        case "CoalesceExpr":
            return "COALESCE"
        case "CaseExpr":
            return "CASE"
        case "A_Expr" if operator_of(node):
            return f"the operator {operator_of(node)}"
    return "the expression around it"


def operator_of(node: Any) -> str:
    """An operator's name; empty for one of another schema than PostgreSQL's own."""
    return _ours(node.name)


def name_of(call: Any) -> str:
    """A function's name; empty for one of another schema than PostgreSQL's own."""
    return _ours(call.funcname)


def type_name(node: Any) -> str:
    """A type's name, as SQL's short words have it; empty for one with a length or dimensions, or of another schema."""
    name = _ours(node.names)
    return "" if node.array_bounds or (node.typmods and name != "interval") else name


def _ours(names: Any) -> str:
    *schema, name = [unwrapped(each).sval for each in names] or [""]
    return str(name) if schema in ([], ["pg_catalog"]) else ""


def is_constant(node: Any) -> bool:
    """Whether an expression is a literal, or one with a type."""
    if type(node).__name__ == "TypeCast":
        node = unwrapped(node.arg)
    return type(node).__name__ == "A_Const"


def string_of(node: Any) -> str | None:
    """The text of a literal, with a type or without one."""
    if type(node).__name__ == "TypeCast":
        node = unwrapped(node.arg)
    if type(node).__name__ == "A_Const" and node.HasField("sval"):
        return str(node.sval.sval)
    return None
