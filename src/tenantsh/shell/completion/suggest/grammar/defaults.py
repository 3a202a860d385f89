"""What a DEFAULT is for: a value of the column that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
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
    start, depth = len(before), 0
    while start > 0:
        lexeme = before[start - 1]
        if lexeme.sort is Sort.MARK:
            depth += lexeme.is_mark(")") - lexeme.is_mark("(")
        if depth < 0 or (depth == 0 and (lexeme.is_mark(",") or lexeme.is_word("add", "column", "exists"))):
            break
        start -= 1
    name_and_type = before[start : start + 2]
    return name_and_type[1].value if len(name_and_type) == 2 and name_and_type[1].is_name else ""
