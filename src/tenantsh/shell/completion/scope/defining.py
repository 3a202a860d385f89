"""Columns that a text defines itself: `(a int, b text)` behind an alias, in CREATE TABLE, in JSON_TABLE."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Lexeme, Sort
from tenantsh.lang.quote import fold_case
from tenantsh.shell.completion.scope.clauses import split
from tenantsh.shell.completion.scope.tree import Group, Item, is_here, word
from tenantsh.shell.completion.wanted import Output

if TYPE_CHECKING:
    from collections.abc import Sequence


def name_of(item: Item) -> str:
    """A name as the server knows it."""
    assert isinstance(item, Lexeme)
    return fold_case(item.text) if item.sort is Sort.WORD else item.value


def definitions(group: Group) -> tuple[Output, ...]:
    """The columns in parentheses, with their types where they have some."""
    found = []
    for part in split(group.items):
        kept = [item for item in part if not is_here(item)]
        if kept and kept[0].is_name:
            found.append(Output(name_of(kept[0]), type=type_text(kept[1:])))
    return tuple(found)


_BEHIND_TYPE = frozenset(
    """
    not null default primary unique references check constraint collate generated path for exists error on with
    """.split()  # noqa: SIM905 - a list would take many lines
)


def type_text(items: Sequence[Item]) -> str:
    """The type that these begin with, as text."""
    words: list[str] = []
    for item in items:
        if isinstance(item, Group):
            words.append("" if item.round else "[]")
        elif word(item) in _BEHIND_TYPE and not (word(item) == "with" and words[-1:] in (["time"], ["timestamp"])):
            break
        else:
            words.append(item.value)
    return " ".join(filter(None, words)).replace(" []", "[]").replace(" . ", ".")


def table_columns(name: str, group: Group) -> tuple[Output, ...]:
    """The columns of JSON_TABLE and XMLTABLE, whose call says them itself."""
    if name not in ("json_table", "xmltable"):
        return ()
    at = next((at for at, item in enumerate(group.items) if word(item) == "columns"), len(group.items))
    rest = group.items[at + 1 :]
    if rest and isinstance(rest[0], Group):
        rest = rest[0].items
    found: list[Output] = []
    for part in split(rest):
        if word(part[0] if part else None) == "nested":
            found.extend(_nested_columns(part))
        elif part and part[0].is_name:
            found.append(Output(name_of(part[0]), type=type_text(part[1:])))
    return tuple(found)


def _nested_columns(part: Sequence[Item]) -> tuple[Output, ...]:
    group = next((item for item in part if isinstance(item, Group)), None)
    return definitions(group) if group else ()
