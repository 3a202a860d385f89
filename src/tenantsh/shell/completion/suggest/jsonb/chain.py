"""JSON paths as SQL writes them, read backwards: `(o.data->'owner')->>'email'` is a column and a path."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import opening, split
from tenantsh.lang.lexemes import Sort
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.suggest.jsonb.array import elements
from tenantsh.shell.completion.suggest.jsonb.jsonpath import steps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme

ARROWS = ("->", "->>")
PATHS = ("#>", "#>>")
_ALTERING = ("-", "#-", "||")
"""Operators that give the same document, more or less."""
EXTRACTING = ("jsonb_extract_path", "jsonb_extract_path_text", "json_extract_path", "json_extract_path_text")
"""Functions that take a document and then its keys, one by one."""
QUERYING = (
    "jsonb_path_query", "jsonb_path_query_first", "jsonb_path_query_array", "jsonb_path_exists", "jsonb_path_match",
    "jsonb_path_query_tz", "jsonb_path_query_first_tz", "jsonb_path_query_array_tz", "jsonb_path_exists_tz",
    "jsonb_path_match_tz", "json_value", "json_query", "json_exists", "json_table",
)  # fmt: skip
"""Functions that take a document and a jsonpath."""
ELEMENTS = (
    "jsonb_array_elements", "json_array_elements", "jsonb_array_elements_text", "json_array_elements_text",
)  # fmt: skip
"""Functions whose rows are the elements of an array."""
SAME = (
    "lower", "upper", "trim", "btrim", "ltrim", "rtrim", "coalesce", "nullif", "jsonb_strip_nulls", "to_jsonb",
    "jsonb_set", "jsonb_set_lax", "jsonb_insert", "jsonb_pretty", "array",
)  # fmt: skip
"""Functions whose value is that of their first argument, more or less."""
_NO_CALL = RESERVED | {"values", "exists", "between", "set"}


@dataclass(frozen=True, slots=True)
class Chain:
    """A column, and the path into its document."""

    name: str
    qualifier: tuple[str, ...] = ()
    path: tuple[str, ...] = ()
    text: bool = False
    """Whether it is text at its end, and JSON no longer: `->>`."""
    type: str = ""
    """What it is cast to."""
    start: int = 0
    """Where it begins among the lexemes."""

    def then(self, path: Sequence[str], *, text: bool = False) -> Chain:
        """A longer path."""
        return replace(self, path=(*self.path, *path), text=text)


def read(lexemes: Sequence[Lexeme], end: int | None = None, depth: int = 0) -> Chain | None:
    """The chain that ends in front of `end`, at their own end by default; None where something else does."""
    end = len(lexemes) if end is None else end
    if end <= 0 or depth > 40:
        return None
    last = lexemes[end - 1]
    cast = _cast(lexemes, end)
    if cast is not None:
        inner = read(lexemes, cast - 1, depth + 1)
        return inner and replace(inner, type=inner.type if inner.type and not inner.text else lexemes[cast].value)
    if last.sort in (Sort.STRING, Sort.NUMBER):
        return _stepped(lexemes, end, depth)
    if last.is_mark("]"):
        return _subscripted(lexemes, end, depth)
    if last.is_mark(")"):
        return _parenthesized(lexemes, end, depth)
    return _named(lexemes, end) if last.is_name else None


def _cast(lexemes: Sequence[Lexeme], end: int) -> int | None:
    """Where the type's name stands, of a cast that ends here."""
    at = end
    if lexemes[at - 1].is_mark(")"):
        at = opening(lexemes, at - 1) or 0
    for _ in range(4):
        if at < 2 or not lexemes[at - 1].is_name:
            return None
        if lexemes[at - 2].sort is Sort.OPERATOR and lexemes[at - 2].text == "::":
            return at - 1
        at -= 2 if lexemes[at - 2].is_mark(".") else 1
    return None


def _stepped(lexemes: Sequence[Lexeme], end: int, depth: int) -> Chain | None:
    """`… -> 'key'`, `… #> '{a,b}'`."""
    if end < 2 or lexemes[end - 2].sort is not Sort.OPERATOR:
        return None
    if end > 2 and lexemes[end - 2].text == "-" and lexemes[end - 3].text in ARROWS:  # -> -1: from the end
        before = read(lexemes, end - 3, depth + 1)
        return before and before.then([f"-{lexemes[end - 1].value}"], text=lexemes[end - 3].text == "->>")
    operator, value = lexemes[end - 2].text, lexemes[end - 1].value
    if operator not in ARROWS + PATHS + _ALTERING:
        return None
    before = read(lexemes, end - 2, depth + 1)
    if operator in _ALTERING:
        return before
    path = [value] if operator in ARROWS else elements(value)
    return before and before.then(path, text=operator.endswith(">>"))


def _subscripted(lexemes: Sequence[Lexeme], end: int, depth: int) -> Chain | None:
    """`…['key']`, `… #> array['a', 'b']`."""
    start = opening(lexemes, end - 1)
    if not start:
        return None
    inner = [lexeme.value for lexeme in lexemes[start + 1 : end - 1] if lexeme.sort in (Sort.STRING, Sort.NUMBER)]
    if not lexemes[start - 1].is_word("array"):
        before = read(lexemes, start, depth + 1)
        return before.then(inner) if before and len(inner) == 1 else None
    if start < 2 or lexemes[start - 2].text not in PATHS:
        return None
    before = read(lexemes, start - 2, depth + 1)
    return before and before.then(inner, text=lexemes[start - 2].text == "#>>")


def _parenthesized(lexemes: Sequence[Lexeme], end: int, depth: int) -> Chain | None:
    """`( … )`, and calls of functions that give what is in their argument."""
    start = opening(lexemes, end - 1)
    if start is None:
        return None
    if start and lexemes[start - 1].is_name and lexemes[start - 1].value not in _NO_CALL:
        return called(lexemes[start - 1].value, lexemes, start, end - 1, depth)
    if start and lexemes[start - 1].is_word("cast"):
        return _cast_call(lexemes, start, end - 1, depth)
    inner = read(lexemes, end - 1, depth + 1)
    return inner and (replace(inner, start=start) if inner.start == start + 1 else None)


def called(name: str, lexemes: Sequence[Lexeme], start: int, end: int, depth: int = 0) -> Chain | None:
    """What a call gives whose parentheses stand at `start` and `end`; None where it is not a part of a document."""
    first, *others = split(lexemes[start + 1 : end]) or [()]
    inner = read(first, len(first), depth + 1)
    if inner is None:
        return None
    inner = replace(inner, start=start - 1)
    rest = [argument[0].value for argument in others if len(argument) == 1]
    if name in EXTRACTING:
        return inner.then(rest, text=name.endswith("text"))
    if name in QUERYING:
        return inner.then(steps(rest[0]) if rest else (), text=name == "json_value")
    if name in ELEMENTS:
        return replace(inner, text=name.endswith("text"))
    return inner if name in SAME else None


def _cast_call(lexemes: Sequence[Lexeme], start: int, end: int, depth: int) -> Chain | None:
    """`cast(… as type)`."""
    at = next((at for at in range(start + 1, end) if lexemes[at].is_word("as")), None)
    inner = read(lexemes, at, depth + 1) if at else None
    if at is None or inner is None or at + 1 >= end:
        return None
    return replace(inner, start=start - 1, type=lexemes[at + 1].value)


def _named(lexemes: Sequence[Lexeme], end: int) -> Chain | None:
    """`data`, `o.data`, `(o).data`."""
    last = lexemes[end - 1]
    if last.sort is Sort.WORD and last.value in RESERVED:
        return None
    qualifier: list[str] = []
    at = end - 1
    while at >= 2 and lexemes[at - 1].is_mark("."):
        if lexemes[at - 2].is_name:
            qualifier.insert(0, lexemes[at - 2].value)
            at -= 2
        elif lexemes[at - 2].is_mark(")") and at >= 4 and lexemes[at - 4].is_mark("("):
            qualifier.insert(0, lexemes[at - 3].value)
            at -= 4
        else:
            break
    return Chain(last.value, tuple(qualifier), start=at)
