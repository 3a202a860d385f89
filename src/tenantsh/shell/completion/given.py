r"""Names that statements give and no catalog tells: savepoints, cursors, prepared statements, channels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.model.catalog import Thing
from tenantsh.model.named import Names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tenantsh.lang.lexemes import Lexeme


@dataclass(frozen=True, slots=True)
class Given:
    """What is known by its name at a moment, in the order in which it was named."""

    savepoints: tuple[str, ...] = ()
    cursors: tuple[str, ...] = ()
    held: tuple[str, ...] = ()
    """The cursors that outlive their transaction."""
    prepared: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()

    def things(self) -> Mapping[str, Names[Thing]]:
        """The same as a catalog has things."""
        found = {
            "savepoint": self.savepoints,
            "cursor": self.cursors,
            "prepared statement": self.prepared,
            "channel": self.channels,
        }
        return {kind: Names(Thing(name, detail=kind) for name in names) for kind, names in found.items() if names}

    def with_prepared(self, name: str) -> Given:
        """A statement has been prepared under this name."""
        return replace(self, prepared=_with(self.prepared, name))

    def without_prepared(self, name: str) -> Given:
        """A prepared statement has been forgotten."""
        return replace(self, prepared=_without(self.prepared, name))


NOTHING = Given()


def after(given: Given, statement: Sequence[Lexeme]) -> Given:
    """What is known behind a statement, without comments, that has succeeded.

    >>> from tenantsh.lang.lexemes import lex
    >>> texts = "begin", "savepoint a", "savepoint b", "declare c cursor for select 1", "rollback to a", "prepare p as"
    >>> found = Given()
    >>> for text in texts: found = after(found, lex(text))
    >>> found.savepoints, found.cursors, found.prepared
    (('a',), ('c',), ('p',))
    >>> after(found, lex("commit")).things().keys()
    dict_keys(['prepared statement'])
    """
    change = _CHANGES.get(statement[0].value) if statement and statement[0].sort is Sort.WORD else None
    return change(given, statement) if change else given


def _with(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return (*_without(names, name), name) if name else names


def _without(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    return tuple(known for known in names if known != name)


def _name(statement: Sequence[Lexeme], *skipped: str) -> str:
    """The name behind the first word, and behind one of these; empty where none stands there."""
    at = 2 if len(statement) > 2 and statement[1].is_word(*skipped) else 1
    return statement[at].value if len(statement) > at and statement[at].is_name else ""


def _all(statement: Sequence[Lexeme]) -> bool:
    return statement[-1].is_word("all")


def _saved(given: Given, statement: Sequence[Lexeme]) -> Given:
    return replace(given, savepoints=_with(given.savepoints, _name(statement)))


def _released(given: Given, statement: Sequence[Lexeme]) -> Given:
    return replace(given, savepoints=_up_to(given.savepoints, _name(statement, "savepoint")))


def _up_to(names: tuple[str, ...], name: str, more: int = 0) -> tuple[str, ...]:
    return names[: names.index(name) + more] if name in names else names


def _rolled_back(given: Given, statement: Sequence[Lexeme]) -> Given:
    at = next((at for at, lexeme in enumerate(statement) if lexeme.is_word("to")), None)
    if at is None:
        return _ended(given, statement)
    return replace(given, savepoints=_up_to(given.savepoints, _name(statement[at:], "savepoint"), 1))


def _ended(given: Given, statement: Sequence[Lexeme]) -> Given:
    if len(statement) > 1 and statement[1].is_word("prepared"):
        return given
    return replace(given, savepoints=(), cursors=given.held)


def _prepared(given: Given, statement: Sequence[Lexeme]) -> Given:
    name = _name(statement)
    if name == "transaction" and len(statement) > 2 and statement[2].sort is Sort.STRING:
        return _ended(given, ())
    return given.with_prepared(name)


def _deallocated(given: Given, statement: Sequence[Lexeme]) -> Given:
    return replace(given, prepared=()) if _all(statement) else given.without_prepared(_name(statement, "prepare"))


def _declared(given: Given, statement: Sequence[Lexeme]) -> Given:
    name = _name(statement)
    end = next((at for at, lexeme in enumerate(statement) if lexeme.is_word("for")), len(statement))
    holds = statement[end - 1].is_word("hold") and statement[end - 2].is_word("with")
    held = _with(given.held, name) if holds else _without(given.held, name)
    return replace(given, cursors=_with(given.cursors, name), held=held)


def _closed(given: Given, statement: Sequence[Lexeme]) -> Given:
    if _all(statement):
        return replace(given, cursors=(), held=())
    name = _name(statement)
    return replace(given, cursors=_without(given.cursors, name), held=_without(given.held, name))


def _told(given: Given, statement: Sequence[Lexeme]) -> Given:
    return replace(given, channels=_with(given.channels, _name(statement)))


def _discarded(given: Given, statement: Sequence[Lexeme]) -> Given:
    return replace(given, prepared=(), cursors=(), held=()) if _all(statement) else given


_CHANGES: dict[str, Callable[[Given, Sequence[Lexeme]], Given]] = {
    "savepoint": _saved,
    "release": _released,
    "rollback": _rolled_back,
    "abort": _rolled_back,
    "commit": _ended,
    "end": _ended,
    "prepare": _prepared,
    "deallocate": _deallocated,
    "declare": _declared,
    "close": _closed,
    "listen": _told,
    "notify": _told,
    "discard": _discarded,
}
GIVING = frozenset(_CHANGES)
"""First words of the statements that change what is known."""
