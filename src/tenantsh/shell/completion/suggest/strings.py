"""What is wanted within a string literal: JSONB keys, values, labels, settings, names of relations, words."""

from __future__ import annotations

from dataclasses import replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from tenantsh.lang.brackets import enclosing, opening
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.keywords import COMPARING
from tenantsh.shell.completion.scope import level, visible
from tenantsh.shell.completion.suggest import jsonb, statements
from tenantsh.shell.completion.suggest.clauses import calls
from tenantsh.shell.completion.suggest.clauses.writing import inserted
from tenantsh.shell.completion.suggest.grammar import defaults
from tenantsh.shell.completion.suggest.grammar.slots import setting_before
from tenantsh.shell.completion.suggest.jsonb.content import content
from tenantsh.shell.completion.suggest.jsonb.context import context
from tenantsh.shell.completion.wanted import Files, Labels, Operand, Relations, SettingValues, Texts, Types
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme, Lexemes
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.suggest.jsonb.content import Content
    from tenantsh.shell.completion.wanted import Wanted

_JSON_TYPES = ("object", "array", "string", "number", "boolean", "null")


def suggest(place: Place) -> Wish | None:
    """What is wanted in the string at this place; None where nothing is."""
    if place.string is None or place.string.text[:1] in "bBxX" or not place.before:
        return None
    inside = content(place.string)
    known = _known(place)
    if known:
        return _named(known, inside, place)
    about = context(place.before)
    found = jsonb.within(about, inside, place) if about else _column(place, inside)
    if found is None:
        return None
    return Wish(tuple(found.wanted), inside.places[found.at], found.word, near=place.names, exact=True)


def _known(place: Place) -> list[Wanted]:
    """What a string is by the statement, the function or the type that it belongs to."""
    before = place.before
    first = before[0]
    if first.is_word("copy", "load") and before[-1].is_word("from", "to", "program", "load"):
        return [Files(quote="'", style="copy")]
    if len(before) > 2 and (setting := _setting(before)):
        return [SettingValues(setting)]
    if _asks_json_type(before):
        return [Texts(tuple((name, "") for name in _JSON_TYPES), "type")]
    return calls.in_string(level(place), before, place.after) or statements.in_string(place)


def _setting(before: Sequence[Lexeme]) -> str:
    """The parameter that is being set: `set timezone to '`, `alter role x set timezone = '`."""
    altered = before[0].is_word("alter") and before[1].is_word("role", "user", "database", "system", "function")
    if not (altered or before[0].is_word("set")) or any(lexeme.is_mark("(", "[") for lexeme in before):
        return ""
    return setting_before(before)


def _asks_json_type(before: Sequence[Lexeme]) -> bool:
    """`jsonb_typeof(…) = '`."""
    at = len(before) - 1
    if before[at].is_mark(",", "("):
        opened = enclosing(before)
        at = opened.at - 1 if opened else -1
        if at < 0 or not before[at].is_word("in"):
            return False
        at -= 1 if at and before[at - 1].is_word("not") else 0
    elif before[at].text not in COMPARING:
        return False
    if at < 1 or not before[at - 1].is_mark(")"):
        return False
    start = opening(before, at - 1) or 0
    return start > 0 and before[start - 1].is_word("jsonb_typeof", "json_typeof")


def _named(wanted: list[Wanted], inside: Content, place: Place) -> Wish:
    """A word in a string; names of relations and types may have their schema and their quotes there."""
    if isinstance(wanted[0], Files):
        folder, slash, last = inside.text.rpartition("/")
        files = replace(wanted[0], path=folder + slash)
        return Wish((files,), inside.places[len(folder + slash)], last, near=place.names, exact=True)
    if not any(isinstance(kind, (Relations, Types)) for kind in wanted):
        return Wish(tuple(wanted), inside.places[0], inside.text, near=place.names, exact=True)
    *qualifier, last = inside.text.split(".")
    quoted = last.startswith('"')
    start = inside.places[len(inside.text) - len(last)]
    names = tuple(name.strip('"') for name in qualifier)
    return Wish(tuple(wanted), start, last.lstrip('"'), quoted=quoted, qualifier=names, near=place.names)


def _column(place: Place, inside: Content) -> jsonb.Inside | None:
    """What a column takes that the string is written to, and what the type has that it is cast to."""
    after = place.after
    casts = len(after) > 1 and after[1].is_name and (after[0].text == "::" or _in_cast(place))
    if casts:
        return jsonb.Inside([Labels(Operand("", type=after[1].value))], inside.text)
    default = defaults.labels(place.before, visible(place).sources)
    if default:
        return jsonb.Inside([*default], inside.text)
    of = _written(place) or _compared(place)
    return jsonb.written(of, inside) if of else None


def _in_cast(place: Place) -> bool:
    """`cast('… as type)`."""
    before = place.before
    return place.after[0].is_word("as") and len(before) > 1 and before[-1].is_mark("(") and before[-2].is_word("cast")


def _written(place: Place) -> Operand | None:
    """The column that a string is written to in a row of VALUES, or by INSERT's SELECT."""
    row = level(place)
    if row.opening == "values":
        return inserted(place, row.position) if place.before[-1].is_mark("(", ",") else None
    selects = row.query == "select" and row.clause.word == "select" and row.outer is None
    begins = place.before[-1].is_mark(",") or place.before[-1].is_word("select", "all", "distinct")
    return inserted(place, row.position) if selects and begins and _inserts(row.leading) else None


def _inserts(leading: Lexemes) -> bool:
    return any(lexeme.is_word("insert") for lexeme in leading)


def _compared(place: Place) -> Operand | None:
    """The column behind the string that is compared with it: `'|' = status`."""
    if len(place.after) < 2 or place.after[0].text not in COMPARING:
        return None
    names = []
    for name, dot in zip_longest(place.after[1::2], place.after[2::2]):
        if not name.is_name or name.is_word(*RESERVED):
            return None
        names.append(name.value)
        if dot is None or not dot.is_mark("."):
            break
    return Operand(names[-1], tuple(names[:-1]), visible(place).sources)
