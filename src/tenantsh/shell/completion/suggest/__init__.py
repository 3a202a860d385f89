"""What kind of thing is wanted at a cursor, by the text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.place import find
from tenantsh.shell.completion.scope import level
from tenantsh.shell.completion.suggest import clauses, meta, statements, strings
from tenantsh.shell.completion.wanted import Variables
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.commands.registry import Registry
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Wanted

_PHRASE = 3
"""Words of a phrase that may have been typed before its last one."""


def suggest(text: str, cursor: int, commands: Registry) -> Wish | None:
    """What is wanted; None where nothing can be offered."""
    found = _suggest(text, cursor, commands)
    return found and meta.variables_in(text, found)


def _suggest(text: str, cursor: int, commands: Registry) -> Wish | None:
    place = find(text, cursor)
    if place is None:
        return None
    if place.command is not None:
        return meta.suggest(text, cursor, place.start, commands)
    if place.variable:
        return Wish((Variables(place.variable),), place.start, place.word, exact=True)
    if place.string is not None:
        return strings.suggest(place)
    query = bool(place.before) and (place.before[0].is_mark("(") or (place.body and level(place).around is not None))
    return _wish(place, (clauses if query else statements).suggest(place))


def _wish(place: Place, wanted: list[Wanted]) -> Wish:
    """What is wanted at a place in a statement, with what the place says of the word there."""
    return Wish(
        tuple(wanted),
        place.start,
        place.word,
        place.quoted,
        place.qualifier,
        place.names,
        lower=_in_lower_case(place),
        behind=_behind(place),
    )


def _in_lower_case(place: Place) -> bool:
    """Whether the statement's keywords are in lower case: the last one that can be nothing else, or its first word."""
    sure = (lexeme for lexeme in reversed(place.before) if lexeme.sort is Sort.WORD and lexeme.value in RESERVED)
    words = (lexeme for lexeme in place.before if lexeme.sort is Sort.WORD)
    found = next(sure, None) or next(words, None)
    return found is not None and found.text.islower()


def _behind(place: Place) -> tuple[str, ...]:
    """The words right before the cursor, a few of them."""
    last = place.before[-_PHRASE:]
    start = next((at for at in range(len(last), 0, -1) if last[at - 1].sort is not Sort.WORD), 0)
    return tuple(lexeme.text.upper() for lexeme in last[start:])
