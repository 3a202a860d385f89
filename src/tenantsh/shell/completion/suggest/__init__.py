"""What kind of thing is wanted at a cursor, by the text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.suggest import clauses, meta, statements, strings
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.commands.registry import Registry
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Wanted

_QUERIES = ("select", "with", "insert", "update", "delete", "merge", "values", "table")


def suggest(text: str, cursor: int, commands: Registry) -> Wish | None:
    """What is wanted; None where nothing can be offered."""
    place = find(text, cursor)
    if place is None:
        return None
    if place.command is not None:
        return meta.suggest(place.command, place.start, commands)
    if place.string is not None:
        return strings.suggest(place)
    query = bool(place.before) and (place.before[0].is_word(*_QUERIES) or place.before[0].is_mark("("))
    return wish(place, (clauses if query else statements).suggest(place))


def wish(place: Place, wanted: list[Wanted]) -> Wish:
    """What is wanted at a place in a statement, with what the place says of the word there."""
    lexemes = place.lexemes
    near = frozenset(lexeme.value for lexeme in lexemes if lexeme.is_name)
    typed = [lexeme.text for lexeme in place.before if lexeme.text.isalpha()]
    word = place.word or (typed[-1] if typed else "")
    return Wish(tuple(wanted), place.start, place.word, place.quoted, place.qualifier, near, lower=word[-1:].islower())
