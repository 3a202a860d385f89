"""A condition that hides its key, written so that the planner sees the key: for just the same rows.

Where ranges alone would have a few rows more, because a clock is put on or back near an end of them, the condition
itself stays beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.constants import constants, never, ranges
from tenantsh.db.pruning.edges import periods
from tenantsh.db.pruning.expressions import Expressions
from tenantsh.db.pruning.shapes import string_of, type_name
from tenantsh.db.pruning.spans import intervals

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.pruning.comparing import Comparison
    from tenantsh.db.pruning.ranges import Range
    from tenantsh.db.pruning.text import Text


@dataclass(frozen=True, slots=True)
class Written:
    """What came of a condition."""

    instead: str | None
    """What to write in its place; None where there is nothing that is certain."""
    never: bool
    """Whether no row can fulfil it."""


def rewrite(
    session: Asking, asked: Sequence[Comparison], text: Text, *, timezone: str, datestyle: str
) -> list[Written]:
    """What to write instead of each condition; the server is asked what its constants and intervals mean."""
    iso = datestyle.upper().startswith("ISO")
    wanted = [constants(one, iso=iso) for one in asked]
    answers = iter(periods(session, [constant for of in wanted for constant in of]))
    found = [[next(answers) for _ in of] for of in wanted]
    shifts = {at: string_of(node) or "" for at, one in enumerate(asked) if (node := _interval(one)) is not None}
    spans = dict(zip(shifts, intervals(session, list(shifts.values())), strict=True))
    expressions = Expressions(text, timezone)
    written = []
    for at, one in enumerate(asked):
        if found[at]:
            made = ranges(one, found[at])
        else:
            single = expressions.range(one, spans.get(at))
            made = [] if single is None else [single]
        written.append(Written(_words(one, made, text), never=never(one, found[at])))
    return written


def _words(one: Comparison, made: Sequence[Range], text: Text) -> str | None:
    column, own = text.words(one.key.ref), text.words(one.predicate.node)
    if not made or column is None or own is None:
        return None
    words = _joined([each.sql(column) for each in made])
    return words if all(each.exact for each in made) else f"{words} AND {own}"


def _joined(parts: Sequence[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return "(" + " OR ".join(part if " AND " not in part else f"({part})" for part in parts) + ")"


def _interval(one: Comparison) -> Any:
    """The interval of a comparison, where it has one without fields."""
    node = one.limit.node if one.limit is not None else one.key.shift
    if node is None:
        return None
    if type(node).__name__ == "TypeCast":
        return node if type_name(node.type_name) == "interval" and not node.type_name.typmods else None
    return node if string_of(node) is not None and one.key.type != "date" else None  # '5' and a date are five days
