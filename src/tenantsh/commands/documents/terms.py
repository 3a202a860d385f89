"""What a survey has met, as a filter's terms: a value of JSON's as it is typed, and an example for each key."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tenantsh.db.survey.field import Way, spelled_key, spelled_text

if TYPE_CHECKING:
    from tenantsh.db.survey.field import Field

_FEW = 12
"""Different numbers up to which one of them is worth asking for."""
_DAY = len("2026-01-31")
_OFFSET = re.compile(r"[+-]")
_WITHIN = Way(through=True)
"""Within brackets."""


def typed(written: str) -> str:
    r"""A value as JSON writes it, as a filter has it; what cannot be seen is escaped.

    >>> typed('"premium"'), typed('"42"'), typed("42"), typed('"zero\u200bwidth"')
    ('premium', '"42"', '42', '"zero\\u200bwidth"')
    """
    if not written.startswith('"'):
        return written
    return spelled_text(json.loads(written))


def example(field: Field, way: Way | None = None) -> str:
    """A term that some rows fulfil; `way` leads to the key where it does not begin at the top."""
    way = way or field.way
    path, kind = f"{way.spelled}{field.key}", field.main_type
    if field.many:
        return f"has:{way.spelled}{spelled_key(field.many.example)}"
    if kind == "null":
        return f"{path} is null"
    if kind == "array" and field.below:
        below = next((each for each in field.below if not each.below), field.below[0])
        return f"{path}[{example(below, _WITHIN)}]"
    if kind == "array" and field.element:
        return way.exactly(field.key, f"~{typed(field.element)}")
    if kind in ("object", "array"):
        return f"has:{path}"
    if kind != "boolean" and field.range is not None and field.distinct > _FEW:
        return f"{path}>={_date(field.range.median) if field.range.dates else field.range.median}"
    if not field.value:
        return f"has:{path}"
    if field.value in ("true", "false") and not way.through:
        return path if field.value == "true" else f"!{path}"
    return way.exactly(field.key, f"={typed(field.value)}")


def _date(text: str) -> str:
    """A date as a filter has it, the day alone where it is the day in UTC."""
    return text.replace(" ", "T") if _OFFSET.search(text, _DAY) else text[:_DAY]
