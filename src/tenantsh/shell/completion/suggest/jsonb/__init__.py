"""What of JSON documents is wanted: in a string, and where a string may be opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.jsonb import array, fragment, jsonpath
from tenantsh.shell.completion.suggest.jsonb.chain import read
from tenantsh.shell.completion.suggest.jsonb.context import context
from tenantsh.shell.completion.suggest.jsonb.meaning import Meaning, meaning
from tenantsh.shell.completion.wanted import JsonKeys, JsonOperators, JsonValues, Labels

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.jsonb.content import Content
    from tenantsh.shell.completion.suggest.jsonb.context import Context
    from tenantsh.shell.completion.wanted import Operand, Wanted


@dataclass(frozen=True, slots=True)
class Inside:
    """What is wanted in a string."""

    wanted: list[Wanted]
    word: str
    at: int = 0
    """Where the word begins in the string's content."""


_FIRST = -1
"""How it suits beside columns, which stand there as well."""
_ONLY = ("->", "->>", "#>", "#>>", "?", "?|", "?&", "@?")


def suggest(place: Place) -> list[Wanted]:
    """What is wanted where no string is open: keys and values that bring their quotes. Empty where nothing is."""
    about = context(place.before)
    if about is None or (place.before[-1].text in ("-", "||") or place.qualifier):
        return []
    meant = meaning(about.chain, place)
    path = meant.path
    match about.what:
        case "key" | "member":
            return [JsonKeys(meant.of, path, quoted=True, taken=about.taken)]
        case "path" | "members":
            return [JsonKeys(meant.of, path, quoted=True, inside="array", before="{", after="}'")]
        case "json":
            return [JsonKeys(meant.of, path, quoted=True, inside="json", before="{", after=": ", fit=_FIRST)]
        case "jsonpath":
            return [JsonKeys(meant.of, path, quoted=True, inside="path", before="$.", after="'", fit=_FIRST)]
        case "value" if path or meant.is_key:
            return _literals(meant, about.taken)
        case _:
            return []


def alone(place: Place) -> bool:
    """Whether nothing else is sensible where something of a document is: other types have not these operators."""
    return place.before[-1].text in _ONLY


def operators(place: Place) -> list[Wanted]:
    """The operators of JSON, where an expression has ended that may be a document."""
    chain = read(place.before)
    if chain is None or place.qualifier:
        return []
    meant = meaning(chain, place)
    return [] if meant.text or meant.is_key else [JsonOperators(meant.of, meant.path, fit=_FIRST)]


def _literals(meant: Meaning, taken: tuple[str, ...]) -> list[Wanted]:
    if meant.is_key:
        return [JsonKeys(meant.of, meant.path, quoted=True, taken=taken, fit=_FIRST)]
    form = "literal" if meant.text or meant.of.type not in ("", "json", "jsonb") else "json literal"
    return [JsonValues(meant.of, meant.path, form=form, taken=taken, fit=_FIRST)]


def within(about: Context, content: Content, place: Place) -> Inside | None:
    """What is wanted in a string that is about a document or a column; None where nothing can be."""
    meant = meaning(about.chain, place)
    match about.what:
        case "key":
            return _key(meant, content)
        case "member":
            return _member(meant, content, about.taken)
        case "path" | "members":
            return _elements(about.what, meant, content)
        case "json":
            return _json(meant, content, fragment.end(content.text))
        case "jsonpath":
            return _jsonpath(meant, content)
        case "values":
            return _values(meant, content)
        case _:
            return _value(meant, content, about.taken)


def _key(meant: Meaning, content: Content) -> Inside:
    return Inside([JsonKeys(meant.of, meant.path, after="'", escapes=content.escapes)], content.text)


def _member(meant: Meaning, content: Content, taken: tuple[str, ...]) -> Inside:
    """A key of an object, or an element of an array."""
    escapes = content.escapes
    keys = JsonKeys(meant.of, meant.path, after="'", escapes=escapes, taken=taken)
    values = JsonValues(meant.of, meant.path, after="'", escapes=escapes, taken=taken)
    return Inside([keys, values], content.text)


def _elements(what: str, meant: Meaning, content: Content) -> Inside | None:
    """`{a,b`: each element below the one before it, or beside it."""
    element = array.last(content.text)
    if element is None:
        return None
    path = (*meant.path, *element.before) if what == "path" else meant.path
    keys = JsonKeys(
        meant.of,
        path,
        after="\"}'" if element.opened else "}'",
        inside="array",
        opened=element.opened,
        before="" if element.brace else "{",
        escapes=content.escapes,
        taken=() if what == "path" else element.before,
    )
    return Inside([keys], element.word, element.at)


def _json(meant: Meaning, content: Content, spot: fragment.Spot | None) -> Inside | None:
    if spot is None:
        return None
    path = (*meant.path, *spot.path)
    if not spot.key:
        after = '"' if spot.opened else ""
        value = JsonValues(
            meant.of, path, "json", after, spot.opened, content.escapes, whole=not spot.listed, taken=spot.taken
        )
        return Inside([value], spot.word, spot.at)
    keys = JsonKeys(
        meant.of,
        path,
        after='": ' if spot.opened else ": ",
        inside="json",
        opened=spot.opened,
        before="" if spot.brace else "{",
        escapes=content.escapes,
        taken=spot.taken,
    )
    return Inside([keys], spot.word, spot.at)


def _jsonpath(meant: Meaning, content: Content) -> Inside | None:
    spot = jsonpath.end(content.text)
    if spot is None:
        return None
    path = (*meant.path, *spot.path)
    if spot.wants == "value":
        after = '"' if spot.opened else ""
        value = JsonValues(meant.of, path, "json", after, spot.opened, content.escapes)
        return Inside([value], spot.word, spot.at)
    before = {"dot": ".", "start": "@." if content.text.strip() else "$."}.get(spot.wants, "")
    after = '"' if spot.opened else ""
    keys = JsonKeys(meant.of, path, after, inside="path", opened=spot.opened, before=before, escapes=content.escapes)
    return Inside([keys], spot.word, spot.at)


def _values(meant: Meaning, content: Content) -> Inside | None:
    """`= any('{a,b`."""
    element = array.last(content.text)
    if element is None or not element.brace:
        return None
    after, taken = "\"}'" if element.opened else "}'", element.before
    value = JsonValues(meant.of, meant.path, "array", after, element.opened, content.escapes, taken=taken)
    labels = [] if meant.path else [Labels(meant.of, taken, after, element.opened)]
    return Inside([value, *labels], element.word, element.at)


def _value(meant: Meaning, content: Content, taken: tuple[str, ...]) -> Inside | None:
    """What a column, or a part of its document, is compared with."""
    escapes = content.escapes
    if meant.is_key:
        return Inside([JsonKeys(meant.of, meant.path, after="'", escapes=escapes, taken=taken)], content.text)
    if meant.text or (meant.path and meant.of.type not in ("", "json", "jsonb")):
        return Inside([JsonValues(meant.of, meant.path, after="'", escapes=escapes, taken=taken)], content.text)
    if meant.path:
        return _json(meant, content, fragment.end(content.text, value=True))
    return written(meant.of, content, taken)


def written(of: Operand, content: Content, taken: tuple[str, ...] = ()) -> Inside:
    """What a column itself is compared with, or set to: a label, or a document."""
    document = _json(Meaning(of), content, fragment.end(content.text))
    labels: list[Wanted] = [Labels(of, taken)]
    if document is None:
        return Inside(labels, content.text)
    return document if content.text else replace(document, wanted=[*labels, *document.wanted])
