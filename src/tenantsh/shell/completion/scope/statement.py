"""Statements that are no query themselves: the query within them, or the table that they are about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.scope.clauses import bare
from tenantsh.shell.completion.scope.defining import definitions
from tenantsh.shell.completion.scope.fromlist import FromList
from tenantsh.shell.completion.scope.tree import Group, Item, holds, is_here, is_query, word
from tenantsh.shell.completion.wanted import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEADING = ("explain", "create", "prepare", "declare", "copy")


def query_start(items: Sequence[Item]) -> int | None:
    """Where the query begins that a statement consists of or has in it; None where it has none."""
    first = next((at for at, item in enumerate(items) if not is_here(item)), None)
    if first is None:
        return None
    if word(items[first]) in QUERIES or is_query(items[first]):
        return first
    if word(items[first]) not in _LEADING:
        return None
    return next((at for at in range(first + 1, len(items)) if _begins_query(items, at, word(items[first]))), None)


def _begins_query(items: Sequence[Item], at: int, statement: str) -> bool:
    """Whether the query of a statement begins here."""
    item = items[at]
    if not (word(item) in QUERIES or is_query(item)) or (word(item) == "table" and statement != "explain"):
        return False
    before = bare(items[:at])
    last = word(before[-1])
    match statement:
        case "explain":
            return all(word(found) not in ("create", "declare", "execute") for found in before) or last in ("as", "for")
        case "copy":
            return len(before) == 1
        case "declare":
            return last == "for"
        case "create" if any(found.is_word("rule") for found in before[:4]):
            return last in ("do", "also", "instead")
        case _:
            return last == "as"


def table_of(items: Sequence[Item]) -> Source | None:
    """The table whose columns a statement's parentheses and expressions can name."""
    words = [word(item) for item in items]
    at = _table_place(words)
    if at is None:
        return None
    if words[0] in _LISTING or "publication" in words[:3]:
        here = next((place for place, item in enumerate(items) if holds(item)), len(items))
        at = max((place + 1 for place in range(at, here) if items[place].is_mark(",")), default=at)
    item = FromList(items[at:], _no_outputs).target()
    if item is None:
        return None
    table = replace(item.source, alias=item.source.name, renamed=())
    return _being_made(table, items[at:]) if _makes_table(words) else table


def _makes_table(words: Sequence[str]) -> bool:
    partition = "partition" in words and "of" in words
    return words[:1] == ["create"] and "table" in words[:5] and not partition and "publication" not in words


def _being_made(source: Source, items: Sequence[Item]) -> Source:
    """A table that is being made: its columns are those in its parentheses."""
    group = next((item for item in items if isinstance(item, Group)), None)
    listed = definitions(group) if group else ()
    outputs = tuple(output for output in listed if output.name not in _NO_COLUMN)
    return Source(source.alias, source.name, source.schema, outputs=outputs, start=source.start)


_NO_COLUMN = frozenset({"constraint", "primary", "unique", "check", "foreign", "exclude", "like"})
_LISTING = ("vacuum", "analyze", "analyse")
"""Statements on several tables, each with its columns."""
_ON = frozenset({"index", "policy", "trigger", "rule", "constraint"})
_SKIPPED = frozenset(
    """
    table foreign materialized view if not exists only full freeze verbose analyze analyse
    """.split()  # noqa: SIM905 - a list would take ten lines
)
"""Words that may stand in front of the name."""


def _table_place(words: Sequence[str]) -> int | None:
    """Where the table's name begins."""
    first = words[0] if words else ""
    kinds = set(words[1:6])
    if first in ("grant", "revoke"):
        return _behind(words, "on")
    if first == "comment":
        return _behind(words[2:], "on", 2) if kinds & _ON else None
    if first in ("create", "alter", "drop"):
        return _of_definition(words, first, kinds)
    if first in ("copy", "analyze", "analyse", "vacuum", "cluster", "lock", "truncate"):
        return _passed(words, 1)
    return None


def _of_definition(words: Sequence[str], first: str, kinds: set[str]) -> int | None:
    """As `_table_place`, in CREATE, ALTER and DROP."""
    if "rule" in kinds and first == "create":
        return _behind(words, "to")
    if "statistics" in kinds:
        return _behind(words, "from")
    if "publication" in kinds:
        return _behind(words, "table")
    if kinds & (_ON - {"constraint"}) and not (first == "alter" and "table" in kinds):
        return _behind(words, "on")
    if "partition" in words and "of" in words:
        return _behind(words, "of")
    if kinds & {"table", "view"}:
        return _behind(words, "table" if "table" in kinds else "view")
    return None


def _behind(words: Sequence[str], keyword: str, more: int = 0) -> int | None:
    at = next((at for at, found in enumerate(words) if found == keyword), None)
    return None if at is None else _passed(words, at + 1) + more


def _passed(words: Sequence[str], at: int) -> int:
    """The place of the name behind words that may stand in front of it, or behind options in parentheses."""
    while at < len(words) and (words[at] in _SKIPPED or (not words[at] and at == 1)):
        at += 1
    return at


def _no_outputs(items: Sequence[Item]) -> tuple[()]:
    return ()


def rows_of(items: Sequence[Item], table: Source) -> tuple[Source, ...]:
    """What a statement's expressions can name: a table's columns, or `old` and `new` of a trigger and a rule."""
    words = {word(item) for item in items[:5]}
    whole = "trigger" in words and not any(isinstance(item, Group) and holds(item) for item in items)
    if not words & {"trigger", "rule"} or "create" not in words or whole:
        return (table,)
    return tuple(Source(name, table.name, table.schema, start=table.start, qualified=True) for name in ("old", "new"))


def referenced(items: Sequence[Item]) -> Source | None:
    """The table behind the REFERENCES whose parentheses the cursor stands in."""
    at = next((at for at, item in enumerate(items) if isinstance(item, Group) and holds(item)), 0)
    starts = [place for place in range(at) if word(items[place]) == "references"]
    if not starts or any(item.is_mark(",") or isinstance(item, Group) for item in items[starts[-1] : at]):
        return None
    item = FromList(items[starts[-1] + 1 : at], _no_outputs).target()
    return item.source if item else None
