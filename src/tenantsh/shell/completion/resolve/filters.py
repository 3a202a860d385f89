"""The next word of a filter on JSON documents."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.jsonb import detail, matching, reach
from tenantsh.shell.completion.suggest.filters import end
from tenantsh.shell.completion.wanted import DEEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.suggest.filters import Spot
    from tenantsh.shell.completion.wanted import Filter

_BARE = re.compile(r"[^\W\d][\w-]*")
_BARE_VALUE = re.compile(r"[^\s\[\]()=!<>~*^,\"']+")
_WORDS = ("and", "or", "not", "in", "is", "true", "false", "null")
_OPERATORS = (
    ("=", "exactly", "string number boolean null"),
    (">=", "at least", "number string"),
    ("<=", "at most", "number string"),
    (">", "more than", "number string"),
    ("<", "less than", "number string"),
    ("~", "has the element", "array"),
    ("[", "an element for which …", "array"),
    ("*=", "has the text in it", "string"),
    ("^=", "begins with", "string"),
    ("=~", "matches the regular expression", "string"),
    ("!=", "anything else, or missing", "string number boolean null"),
    ("!~", "has not the element", "array"),
    ("in", "one of", "string number"),
    ("is", "null, missing or of a type", "string number boolean array object null"),
    ("=~*", "matches it in any case", "string"),
)
"""Operators, what they say, and the types that they are for."""
_STARTS = (("has:", "the key is there"), ("missing:", "the key is not there"), ("any:", "some value is this"),
           ("!", "not"))  # fmt: skip
_IS = tuple((word, "") for word in ("null", "missing", "string", "number", "boolean", "array", "object", "not"))


def filters(wanted: Filter, looking: Looking) -> Iterator[Found]:
    """What can come next: keys, operators for a key's types, values."""
    spot = end(wanted.text)
    if spot is None:
        return
    match spot.wants:
        case "term" | "key":
            yield from _keys(spot.path, spot, wanted, looking)
            if spot.wants == "term" and not spot.quote:
                yield from _texts(_STARTS, wanted.fit + 1, looking)
        case "operator":
            yield from _operators(spot, wanted, looking)
            yield from _keys(spot.beside, spot, replace(wanted, fit=wanted.fit + 1), looking)
        case "is":
            yield from _texts(_IS, wanted.fit, looking)
        case _:
            yield from _values(spot, wanted, looking)


def _keys(path: Iterable[str], spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    below = [key for reached in reach(wanted.of, path, looking.catalog) for key in reached.keys]
    for at, (key, match) in enumerate(matching(below, looking)):
        text = _spelled(key.name, spot.quote, plain=bool(_BARE.fullmatch(key.name)) and key.name not in _WORDS)
        yield Found(key.name, text, "key", wanted.fit, match, detail(key), spot.quote, order=at)


def _operators(spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    """Those that suit the types of a key; all of them where it is not known."""
    types = {kind for key in reach(wanted.of, spot.path, looking.catalog) for kind in key.types}
    for at, (text, says, suits) in enumerate(_OPERATORS):
        if text.startswith(looking.wish.word) and (not types or types & set(suits.split())):
            yield Found(text, text, "operator", wanted.fit, 0, says, order=at)


def _values(spot: Spot, wanted: Filter, looking: Looking) -> Iterator[Found]:
    path = (*spot.path, DEEP) if spot.wants == "any" else spot.path
    for key in reach(wanted.of, path, looking.catalog):
        for at, (text, written) in enumerate(zip(key.values, key.json or map(json.dumps, key.values), strict=True)):
            match = looking.match(text)
            string = written.startswith('"')
            if match is None or (spot.quote and not string):
                continue
            plain = not string or (bool(_BARE_VALUE.fullmatch(text)) and not _reads_otherwise(text))
            yield Found(text, _spelled(text, spot.quote, plain=plain), "value", wanted.fit, match, key.name, order=at)


def _reads_otherwise(text: str) -> bool:
    """Whether a text without quotes is a number, or a word of JSON's."""
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _spelled(text: str, quote: str, *, plain: bool) -> str:
    """A key or a value as a filter has it: in quotes where it needs them, or where they are open."""
    if quote == "'":
        return text
    written = json.dumps(text, ensure_ascii=False)
    if quote:
        return written[1:-1]
    return text if plain else written


def _texts(texts: Iterable[tuple[str, str]], fit: int, looking: Looking) -> Iterator[Found]:
    for at, (text, says) in enumerate(texts):
        if text.startswith(looking.wish.word):
            yield Found(text, text, "operator", fit, 0, says, order=at)
