"""The next word of a filter on JSON documents."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.filters import words
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.jsonb import detail, documents, matching, reach
from tenantsh.shell.completion.suggest.filters import end
from tenantsh.shell.completion.wanted import DEEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.model.catalog import Key
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.suggest.filters import Spot
    from tenantsh.shell.completion.wanted import Filter

_IS = tuple(
    (word, "")
    for word in ("null", "missing", *(each for each in words.TYPES if each not in ("null", "missing")), "not")
)


def filters(wanted: Filter, looking: Looking) -> Iterator[Found]:
    """What can come next: keys, operators for a key's types, values."""
    spot = end(wanted.text)
    if spot is None:
        return
    match spot.wants:
        case "term" if not spot.path and len(columns := documents(wanted.of, looking.catalog)) > 1:
            yield from _columns(columns, spot, wanted, looking)
        case "term" | "key":
            yield from _keys(spot.path, spot, wanted, looking)
            if spot.wants == "term" and not spot.quote:
                yield from _texts(words.STARTS, wanted.fit + 1, looking)
        case "operator":
            yield from _operators(spot, wanted, looking)
            yield from _keys(spot.beside, spot, replace(wanted, fit=wanted.fit + 1), looking)
        case "is":
            yield from _texts(_IS, wanted.fit, looking)
        case _:
            yield from _values(spot, wanted, looking)


def _columns(columns: Sequence[str], spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    """Where a table has several columns of documents: a term has to begin with one of them."""
    for at, name in enumerate(columns):
        match = looking.match(name)
        if match is not None:
            yield Found(name, f"{words.spell_key(name)}.", "column", wanted.fit, match, "documents", order=at)
    if not spot.quote:
        yield from _texts(words.STARTS, wanted.fit + 1, looking)


def _reach(path: Sequence[str], wanted: Filter, looking: Looking) -> list[Key]:
    """What a path leads to, which may begin with the column."""
    of = wanted.of
    reached = reach(of, path, looking.catalog)
    if path and path[0] != DEEP and of.sources and of.name in ("", path[0]):
        reached += reach(replace(of, name=path[0]), path[1:], looking.catalog)
    return reached


def _keys(path: Sequence[str], spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    below = [key for reached in _reach(path, wanted, looking) for key in reached.keys]
    for at, (key, match) in enumerate(matching(below, looking)):
        text = _within(spot.quote, key.name) if spot.quote else words.spell_key(key.name)
        yield Found(key.name, text, "key", wanted.fit, match, detail(key), spot.quote, order=at)


def _operators(spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    """Those that suit the types of a key; all of them where it is not known."""
    types = {kind for key in _reach(spot.path, wanted, looking) for kind in key.types}
    for at, (text, says, suits) in enumerate(words.OPERATORS):
        if text.startswith(looking.wish.word) and (not types or types & set(suits.split())):
            yield Found(text, text, "operator", wanted.fit, 0, says, order=at)


def _values(spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    path = (*spot.path, DEEP) if spot.wants == "any" else spot.path
    for key in _reach(path, wanted, looking):
        for at, (text, written) in enumerate(zip(key.values, key.json or map(json.dumps, key.values), strict=True)):
            match = looking.match(text)
            string = written.startswith('"')
            if match is None or (spot.quote and not string):
                continue
            spelled = _within(spot.quote, text) if spot.quote else words.spell_text(text) if string else text
            yield Found(text, spelled, "value", wanted.fit, match, key.name, order=at)


def _within(quote: str, text: str) -> str:
    """A key or a value as it goes on within a quote that is open."""
    return text.replace("'", "''") if quote == "'" else words.quote(text)[1:-1]


def _texts(texts: Iterable[tuple[str, str]], fit: int, looking: Looking) -> Iterator[Found]:
    for at, (text, says) in enumerate(texts):
        if text.startswith(looking.wish.word):
            yield Found(text, text, "operator", fit, 0, says, order=at)
