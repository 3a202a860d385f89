"""What a DEFAULT is for: a value of the column that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.brackets import enclosing, split
from tenantsh.shell.completion.wanted import Labels, Operand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.wanted import Source


def labels(before: Sequence[Lexeme], sources: tuple[Source, ...]) -> list[Labels]:
    """The values that a column can have whose DEFAULT ends these: `status SET DEFAULT`, `status state DEFAULT`."""
    if not before or not before[-1].is_word("default"):
        return []
    if len(before) > 2 and before[-2].is_word("set"):
        return [Labels(Operand(before[-3].value, sources=sources))] if before[-3].is_name else []
    kind = _type(before)
    return [Labels(Operand("", type=kind))] if kind else []


def _type(before: Sequence[Lexeme]) -> str:
    """The type of the column at whose definition's end this is."""
    opened = enclosing(before)
    definition = split(before[opened.at + 1 if opened else 0 :])[-1]
    start = max(
        (at + 1 for at, lexeme in enumerate(definition) if lexeme.is_word("add", "column", "exists")), default=0
    )
    name_and_type = definition[start : start + 2]
    return name_and_type[1].value if len(name_and_type) == 2 and name_and_type[1].is_name else ""
