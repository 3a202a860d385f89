"""Whose document a chain is in: a column's, also where it is an element of what a function in FROM gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.suggest.jsonb.chain import ELEMENTS, QUERYING, Chain, called, read, split
from tenantsh.shell.completion.suggest.jsonb.context import closing
from tenantsh.shell.completion.wanted import ANY, Operand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Source

_EACH = ("jsonb_each", "json_each", "jsonb_each_text", "json_each_text")
_KEYS = ("jsonb_object_keys", "json_object_keys")
_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class Meaning:
    """A column, and a path into its document."""

    of: Operand
    path: tuple[str, ...] = ()
    text: bool = False
    is_key: bool = False
    """Whether it is a key and not a value: the `key` of `jsonb_each`."""


def meaning(chain: Chain, place: Place) -> Meaning:
    """What a chain means at a place."""
    sources = visible(place).sources
    return _meaning(chain, place.lexemes, sources, 0)


def _meaning(chain: Chain, lexemes: Sequence[Lexeme], sources: tuple[Source, ...], depth: int) -> Meaning:
    source = next((source for source in sources if _is_of(chain, source)), None)
    call = _call(source, lexemes) if source and depth < _DEEPEST else None
    if source is None or call is None:
        return Meaning(Operand(chain.name, chain.qualifier, sources, chain.type), chain.path, chain.text)
    name, inner = call
    of = _meaning(inner, lexemes, sources, depth + 1)
    if name in _KEYS or (name in _EACH and chain.name == (source.renamed or ("key",))[0]):
        return Meaning(of.of, of.path, is_key=True)
    path = (*of.path, ANY) if name in _EACH else of.path
    text = (chain.text if chain.path else name.endswith("text")) or of.text
    operand = Operand(of.of.name, of.of.qualifier, of.of.sources, chain.type)
    return Meaning(operand, (*path, *chain.path), text)


def _is_of(chain: Chain, source: Source) -> bool:
    """Whether a name is a column of a function's, or the function's alias itself."""
    if not source.function:
        return False
    if chain.qualifier:
        return chain.qualifier == (source.alias,)
    return chain.name == source.alias or chain.name in source.renamed or (chain.name == "key" and source.name in _EACH)


def _call(source: Source, lexemes: Sequence[Lexeme]) -> tuple[str, Chain] | None:
    """The function of a source, and the part of a document that it takes apart."""
    at = next((at for at, lexeme in enumerate(lexemes) if lexeme.start == source.start), None)
    while at is not None and at + 1 < len(lexemes) and not lexemes[at].is_mark("("):
        at += 1
    if not at:
        return None
    name, end = lexemes[at - 1].value, closing(lexemes, at)
    if name in ELEMENTS + QUERYING:
        inner = called(name, lexemes, at, end)
    elif name in _EACH + _KEYS and (arguments := split(lexemes, at + 1, end)):
        inner = read(lexemes, arguments[0][1])
    else:
        return None
    return (name, inner) if inner else None
