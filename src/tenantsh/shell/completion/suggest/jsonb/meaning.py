"""Whose document a chain is in: a column's, also where it is an element of what a function in FROM gives."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import closing, split
from tenantsh.shell.completion.scope import visible
from tenantsh.shell.completion.suggest.jsonb.chain import ELEMENTS, QUERYING, Chain, called, read
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


def meaning(chain: Chain, place: Place, depth: int = 0) -> Meaning:
    """What a chain means at a place."""
    sources = visible(place).sources
    if depth < _DEEPEST:
        made = _of_function(chain, place, sources, depth) or _of_expression(chain, place, sources, depth)
        if made:
            return made
    return Meaning(Operand(chain.name, chain.qualifier, sources, chain.type), chain.path, chain.text)


def _of_function(chain: Chain, place: Place, sources: tuple[Source, ...], depth: int) -> Meaning | None:
    """What a chain means that begins at a function's rows: `item->'sku'` of `jsonb_array_elements(data) as item`."""
    source = next((source for source in sources if _is_of(chain, source)), None)
    call = _call(source, place.lexemes) if source else None
    if source is None or call is None:
        return None
    name, inner = call
    of = meaning(inner, place, depth + 1)
    if name in _KEYS or (name in _EACH and chain.name == (source.renamed or ("key",))[0]):
        return Meaning(of.of, of.path, is_key=True)
    path = (*of.path, ANY) if name in _EACH else of.path
    return _further(chain, Meaning(of.of, path, name.endswith("text") or of.text))


def _further(chain: Chain, of: Meaning) -> Meaning:
    """What a chain means that begins where another one has ended."""
    return Meaning(
        replace(of.of, type=chain.type), (*of.path, *chain.path), chain.text if chain.path else of.text or chain.text
    )


def _of_expression(chain: Chain, place: Place, sources: tuple[Source, ...], depth: int) -> Meaning | None:
    """What a chain means that begins at an expression of an inner query: `s.o` of `(select data->'owner' as o …) s`."""
    named = [source for source in sources if not chain.qualifier or chain.qualifier == (source.alias,)]
    outputs = [output for source in named for output in source.outputs or () if output.name == chain.name]
    if not outputs or outputs[0].column:
        return None
    lexemes = place.lexemes
    for at in range(1, len(lexemes)):
        if not lexemes[at].is_name or lexemes[at].value != chain.name:
            continue
        end = at - 1 if lexemes[at - 1].is_word("as") else at
        inner = read(lexemes, end)
        if inner and inner.path:
            there = replace(place, before=lexemes[:end], after=lexemes[end:])
            return _further(chain, meaning(inner, there, depth + 1))
    return None


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
    elif name in _EACH + _KEYS and (arguments := split(lexemes[at + 1 : end])):
        inner = read(arguments[0])
    else:
        return None
    return (name, inner) if inner else None
