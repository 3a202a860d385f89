"""Which relation a statement is about: whose columns, constraints and policies can be named in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.place import Place

_AFTER_TITLE = ("ALTER TABLE", "ALTER FOREIGN TABLE", "ALTER VIEW", "ALTER MATERIALIZED VIEW", "ALTER INDEX", "COPY")
_BEFORE_PARENTHESIS = ("VACUUM", "ANALYZE", "CREATE PUBLICATION", "ALTER PUBLICATION", "CREATE VIEW")
_MADE = ("CREATE TABLE", "CREATE FOREIGN TABLE", "CREATE TABLE AS")
_PASSED = ("if", "not", "exists", "only", "table", "column", "concurrently")
_NO_COLUMN = ("constraint", "check", "unique", "primary", "exclude", "foreign", "like", "not", "partition", "period")


def subject(place: Place, title: str) -> tuple[Source, ...]:
    """The relation whose columns are meant at the cursor; several where it is not sure, none where there is none."""
    referred = _referred(place.before)
    if referred:
        return (referred,)
    if title in _MADE:
        return _made(place)
    found = _named(place, title)
    return (found,) if found else ()


def rows(place: Place, title: str) -> tuple[Source, ...]:
    """Whose columns an expression can name: the subject's, or those of a trigger's two rows."""
    found = subject(place, title)
    if title in ("CREATE TRIGGER", "CREATE RULE"):
        return tuple(Source(alias, of.name, of.schema) for of in found for alias in ("new", "old"))
    return found


def _named(place: Place, title: str) -> Source | None:
    before, whole = place.before, place.lexemes
    if title in _AFTER_TITLE:
        return named_at(whole, len(title.split()))
    opening = open_parenthesis(before)
    if title in _BEFORE_PARENTHESIS and opening is not None:
        return _named_before(before, opening)
    if title == "CLUSTER":
        return next(_after(whole, "using", back=True), None) or named_at(whole, 1)
    if title == "CREATE STATISTICS":
        return next(_after(whole, "from"), None)
    if title == "CREATE RULE":
        return next(_after(whole, "to"), None)
    found = list(_after(whole, "on"))
    if title == "COMMENT":
        return found[1] if len(found) > 1 else None
    return found[0] if found else None


def named_at(lexemes: Sequence[Lexeme], at: int) -> Source | None:
    """The relation whose name begins here, or behind IF EXISTS and ONLY."""
    while at < len(lexemes) and lexemes[at].is_word(*_PASSED):
        at += 1
    names: list[str] = []
    first = at
    while at < len(lexemes) and lexemes[at].is_name:
        names.append(lexemes[at].value)
        if not (at + 1 < len(lexemes) and lexemes[at + 1].is_mark(".")):
            break
        at += 2
    if not names:
        return None
    return Source(names[-1], names[-1], names[-2] if len(names) > 1 else None, start=lexemes[first].start)


def open_parenthesis(lexemes: Sequence[Lexeme]) -> int | None:
    """The innermost parenthesis that is open at the end of these."""
    depth = 0
    for at in range(len(lexemes) - 1, -1, -1):
        if lexemes[at].sort is Sort.MARK:
            depth += lexemes[at].is_mark(")") - lexemes[at].is_mark("(")
            if depth < 0:
                return at
    return None


def _after(lexemes: Sequence[Lexeme], word: str, *, back: bool = False) -> Iterator[Source]:
    """What is named behind (or before) each occurrence of a keyword that is in no parenthesis."""
    depth = 0
    for at, lexeme in enumerate(lexemes):
        if lexeme.sort is Sort.MARK:
            depth += lexeme.is_mark("(") - lexeme.is_mark(")")
        elif depth == 0 and lexeme.is_word(word):
            found = _named_before(lexemes, at) if back else named_at(lexemes, at + 1)
            if found:
                yield found


def _named_before(lexemes: Sequence[Lexeme], at: int) -> Source | None:
    """The relation whose name ends right before this lexeme."""
    if at < 1 or not lexemes[at - 1].is_name:
        return None
    start = at - 1
    while start >= 2 and lexemes[start - 1].is_mark(".") and lexemes[start - 2].is_name:
        start -= 2
    return named_at(lexemes[:at], start)


def _referred(before: Sequence[Lexeme]) -> Source | None:
    """The table of REFERENCES table (…, where the cursor stands in those parentheses."""
    opening = open_parenthesis(before)
    if opening is None:
        return None
    found = _named_before(before, opening)
    if found is None:
        return None
    at = next(at for at in range(opening, -1, -1) if before[at].start == found.start)
    return found if at > 0 and before[at - 1].is_word("references") else None


def _made(place: Place) -> tuple[Source, ...]:
    """The table that CREATE TABLE makes: its columns as far as they are written, or those of what it is part of."""
    lexemes = place.lexemes
    parent = next((found for word in ("of", "inherits") for found in _after(lexemes, word)), None)
    columns = tuple(_columns(lexemes))
    own = (Source("", outputs=columns),) if columns else ()
    return (*own, parent) if parent else own


def _columns(lexemes: Sequence[Lexeme]) -> Iterator[Output]:
    depth, first = 0, False
    for at, lexeme in enumerate(lexemes):
        if lexeme.is_mark("("):
            depth += 1
            first = depth == 1
            continue
        if lexeme.is_mark(")"):
            depth -= 1
            if depth == 0:
                return
        if first and lexeme.is_name and not lexeme.is_word(*_NO_COLUMN):
            following = lexemes[at + 1] if at + 1 < len(lexemes) else lexeme
            if following.is_name and following is not lexeme:
                yield Output(lexeme.value, column=lexeme.value, type=following.value)
        first = depth == 1 and lexeme.is_mark(",")
