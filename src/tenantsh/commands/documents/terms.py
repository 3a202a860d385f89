"""What a survey has met, as a filter's terms: a value of JSON's as it is typed, and an example for each key."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tenantsh.db.survey.field import spelled_text

if TYPE_CHECKING:
    from tenantsh.db.survey.field import Field

_ELLIPSIS = "…"
_FEW = 12
"""Different numbers up to which one of them is worth asking for."""
_DAY = len("2026-01-31")


def typed(written: str) -> str:
    r"""A value as JSON writes it, as a filter has it; what cannot be seen is escaped.

    >>> typed('"premium"'), typed('"42"'), typed("42"), typed('"zero\u200bwidth"')
    ('premium', '"42"', '42', '"zero\\u200bwidth"')
    """
    if not written.startswith('"'):
        return written
    return spelled_text(json.loads(written))


def example(field: Field, path: str | None = None) -> str:
    """A term that some rows fulfil; `path` is the key's where it does not begin at the top."""
    path = path or field.spelled
    kind = field.main_type
    value = next((written for written, _ in field.top if not _is_cut(written)), None)
    if kind == "null":
        return f"{path} is null"
    if kind == "array" and field.below:
        below = next((each for each in field.below if not each.below), field.below[0])
        return f"{path}[{example(below, below.name)}]"
    if kind == "object" or value is None:
        return f"has:{path}"
    if kind == "array":
        return f"{path}~{typed(value)}"
    if kind == "boolean":
        return path if any(written == "true" for written, _ in field.top) else f"!{path}"
    if field.range is not None and field.distinct > _FEW:
        return f"{path}>={field.range.median[:_DAY] if field.range.dates else field.range.median}"
    return f"{path}={typed(value)}"


def _is_cut(written: str) -> bool:
    return written.endswith((_ELLIPSIS, f'{_ELLIPSIS}"'))
