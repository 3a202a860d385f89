"""What of JSON documents is wanted: in a string, and where a string may be opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.suggest.jsonb import array, fragment, jsonpath
from tenantsh.shell.completion.suggest.jsonb.context import context, ended
from tenantsh.shell.completion.suggest.jsonb.meaning import Meaning, meaning
from tenantsh.shell.completion.wanted import JsonKeys, JsonOperators, JsonValues, Labels

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.jsonb.content import Content
    from tenantsh.shell.completion.suggest.jsonb.context import Context
    from tenantsh.shell.completion.wanted import Operand, Wanted

Words = tuple[list["Wanted"], int, str]
"""What is wanted in a string, where the word begins in its content, and the word."""


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
    chain = ended(place.before)
    if chain is None or place.qualifier:
        return []
    meant = meaning(chain, place)
    return [] if meant.text or meant.is_key else [JsonOperators(meant.of, meant.path, fit=_FIRST)]


def _literals(meant: Meaning, taken: tuple[str, ...]) -> list[Wanted]:
    if meant.is_key:
        return [JsonKeys(meant.of, meant.path, quoted=True, taken=taken, fit=_FIRST)]
    form = "literal" if meant.text or meant.of.type not in ("", "json", "jsonb") else "json literal"
    return [JsonValues(meant.of, meant.path, form=form, taken=taken, fit=_FIRST)]


def within(about: Context, content: Content, place: Place) -> Words | None:
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


def _key(meant: Meaning, content: Content) -> Words:
    return [JsonKeys(meant.of, meant.path, after="'", escapes=content.escapes)], 0, content.text


def _member(meant: Meaning, content: Content, taken: tuple[str, ...]) -> Words:
    """A key of an object, or an element of an array."""
    escapes = content.escapes
    keys = JsonKeys(meant.of, meant.path, after="'", escapes=escapes, taken=taken)
    return [keys, JsonValues(meant.of, meant.path, after="'", escapes=escapes, taken=taken)], 0, content.text


def _elements(what: str, meant: Meaning, content: Content) -> Words | None:
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
    return [keys], element.at, element.word


def _json(meant: Meaning, content: Content, spot: fragment.Spot | None) -> Words | None:
    if spot is None:
        return None
    path = (*meant.path, *spot.path)
    if not spot.key:
        after = '"' if spot.opened else ""
        value = JsonValues(
            meant.of, path, "json", after, spot.opened, content.escapes, whole=not spot.listed, taken=spot.taken
        )
        return [value], spot.at, spot.word
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
    return [keys], spot.at, spot.word


def _jsonpath(meant: Meaning, content: Content) -> Words | None:
    spot = jsonpath.end(content.text)
    if spot is None:
        return None
    path = (*meant.path, *spot.path)
    if spot.wants == "value":
        after = '"' if spot.opened else ""
        return [JsonValues(meant.of, path, "json", after, spot.opened, content.escapes)], spot.at, spot.word
    before = {"dot": ".", "start": "@." if content.text.strip() else "$."}.get(spot.wants, "")
    after = '"' if spot.opened else ""
    keys = JsonKeys(meant.of, path, after, inside="path", opened=spot.opened, before=before, escapes=content.escapes)
    return [keys], spot.at, spot.word


def _values(meant: Meaning, content: Content) -> Words | None:
    """`= any('{a,b`."""
    element = array.last(content.text)
    if element is None or not element.brace:
        return None
    after = "\"}'" if element.opened else "}'"
    value = JsonValues(meant.of, meant.path, "array", after, element.opened, content.escapes, taken=element.before)
    return [value], element.at, element.word


def _value(meant: Meaning, content: Content, taken: tuple[str, ...]) -> Words | None:
    """What a column, or a part of its document, is compared with."""
    escapes = content.escapes
    if meant.is_key:
        return [JsonKeys(meant.of, meant.path, after="'", escapes=escapes, taken=taken)], 0, content.text
    if meant.text or (meant.path and meant.of.type not in ("", "json", "jsonb")):
        return [JsonValues(meant.of, meant.path, after="'", escapes=escapes, taken=taken)], 0, content.text
    if meant.path:
        return _json(meant, content, fragment.end(content.text, value=True))
    return written(meant.of, content)


def written(of: Operand, content: Content) -> Words:
    """What a column itself is compared with, or set to: a label, or a document."""
    document = _json(Meaning(of), content, fragment.end(content.text))
    labels: list[Wanted] = [Labels(of)]
    if document is None:
        return labels, 0, content.text
    return ([*labels, *document[0]] if not content.text else document[0]), document[1], document[2]
