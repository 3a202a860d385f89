"""Parentheses that somebody forgot to close: `select count(* from users where |` is not within `count`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Sort
from tenantsh.shell.completion.keywords import QUERIES

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexemes
    from tenantsh.shell.completion.place import Place

_ENDING: dict[str, tuple[str, ...]] = {
    "from": ("extract", "trim", "substring", "overlay", "position"),
    "where": ("filter", "conflict", "json_table"),
    "group": (),
    "having": (),
    "limit": (),
    "returning": ("json_value", "json_query"),
}
"""Words that no parenthesis holds but a query's, and in front of whose it may stand all the same."""


def mended(place: Place) -> Place:
    """The place as if the parentheses were closed in front of a clause that cannot stand within them."""
    marks = [lexeme.text for lexeme in place.before]
    if marks.count("(") == marks.count(")"):
        return place
    before = _closed(place.before)
    return place if len(before) == len(place.before) else replace(place, before=before)


def _closed(lexemes: Lexemes) -> Lexemes:
    kept: list[Lexeme] = []
    opened: list[int] = []
    for at, lexeme in enumerate(lexemes):
        if lexeme.text == "(":
            opened.append(at)
        elif lexeme.text == ")" and opened:
            opened.pop()
        elif lexeme.sort is Sort.WORD and lexeme.value in _ENDING:
            while opened and _cannot_stand(lexemes, opened[-1], at):
                opened.pop()
                kept.append(Lexeme(Sort.MARK, ")", lexeme.start))
        kept.append(lexeme)
    return tuple(kept)


def _cannot_stand(lexemes: Lexemes, opened: int, at: int) -> bool:
    """Whether one of these words cannot stand within a parenthesis."""
    if lexemes[at - 1].is_mark("."):
        return False
    first, front = lexemes[opened + 1], lexemes[opened - 1] if opened else None
    if first.is_word(*QUERIES) or first.is_mark("(") or (front and front.is_word(*_ENDING[lexemes[at].value])):
        return False
    return not lexemes[at - 1].is_word("distinct", "within")
