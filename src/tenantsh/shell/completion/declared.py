"""The variables of a body: its routine's parameters, what DECLARE declares, and what FOR goes through."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import closing, split
from tenantsh.lang.lexemes import Lexeme, lex
from tenantsh.lang.quote import fold_case

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Variables = tuple[tuple[str, str], ...]
"""Names, each with its type as it is written."""

_FAR = 16 * 1024
"""Characters of a body that are looked through."""
_DECLARE = re.compile(r"\bdeclare\b(.*?)\bbegin\b", re.IGNORECASE | re.DOTALL)
_FOR = re.compile(r"\b(?:for|foreach)\s+(\w+)\s+in\b", re.IGNORECASE)
_MODES = ("in", "out", "inout", "variadic")
_BEHIND_TYPE = ("not", "default", "collate")


def declared(text: str, first: int, cursor: int) -> Variables:
    """What a body that begins at a place declares before the cursor."""
    part = text[first : min(cursor, first + _FAR)]
    found: list[tuple[str, str]] = []
    for block in _DECLARE.finditer(part):
        found.extend(_variables(split(lex(block[1], psql=False), ";")))
    loops = ((fold_case(loop[1]), "record") for loop in _FOR.finditer(part))
    return tuple(dict([*loops, *found]).items())


def parameters(statement: Sequence[Lexeme]) -> Variables:
    """The parameters of the routine that a statement creates."""
    start = next((at for at, lexeme in enumerate(statement) if lexeme.is_mark("(")), None)
    if start is None or not statement[0].is_word("create"):
        return ()
    return tuple(_variables(split(statement[start + 1 : closing(statement, start)])))


def _variables(parts: Iterable[Sequence[Lexeme]]) -> Iterator[tuple[str, str]]:
    """A name and a type from each; what has no name is left out."""
    for part in parts:
        kept = part[1:] if len(part) > 2 and part[0].is_word(*_MODES) else part
        if len(kept) > 1 and kept[0].is_name and kept[1].is_name:
            yield kept[0].value, _type(kept[2:] if kept[1].is_word("constant") else kept[1:])


def _type(lexemes: Sequence[Lexeme]) -> str:
    """The type that these begin with: `numeric`, `users%rowtype`."""
    words: list[str] = []
    depth = 0
    for lexeme in lexemes:
        if lexeme.text in (":=", "=") or lexeme.is_word(*_BEHIND_TYPE):
            break
        depth += lexeme.is_mark("(")
        if not depth:
            words.append(lexeme.value)
        depth -= lexeme.is_mark(")")
    return re.sub(r" ?([.%\[\]]) ?", r"\1", " ".join(words))
