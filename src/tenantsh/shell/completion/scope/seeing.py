"""From the statement down to the cursor, and what can be named on the way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.shell.completion.scope.clauses import Part, bare, parts, split
from tenantsh.shell.completion.scope.defining import name_of
from tenantsh.shell.completion.scope.fromlist import FromList, has_cursor
from tenantsh.shell.completion.scope.outputs import NAMELESS
from tenantsh.shell.completion.scope.query import (
    Around,
    Branch,
    branch,
    branch_outputs,
    branches,
    outputs_of,
    source_made,
    with_list,
)
from tenantsh.shell.completion.scope.statement import query_start, referenced, rows_of, table_of
from tenantsh.shell.completion.scope.tree import Group, Item, first_word, holding, holds, is_query, word
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean at a place."""

    sources: tuple[Source, ...] = ()
    """Whose columns can be named, the innermost query's first, each query's in the order of the text. `outer` marks
    those of queries around. In INSERT … ON CONFLICT `excluded`, in RETURNING `old` and `new` (of 18) are among them."""
    made: tuple[Source, ...] = ()
    """CTEs that FROM can name here."""
    target: Source | None = None
    """What INSERT, UPDATE, DELETE, MERGE write, and the table of a policy, an index and the like."""
    windows: tuple[str, ...] = ()
    """The names of its WINDOW clause."""
    making: Callable[[], tuple[Output, ...]] = tuple
    """Makes `outputs`, which few ask for."""

    @property
    def own(self) -> tuple[Source, ...]:
        """The sources of the query itself, without those of queries around it."""
        return tuple(source for source in self.sources if not source.outer)

    @property
    def outputs(self) -> tuple[Output, ...]:
        """The columns that the query's select list makes: ORDER BY and GROUP BY can name them."""
        return tuple(output for output in self.making() if output.name != NAMELESS)


def seen(items: Sequence[Item]) -> Scope:
    """The scope at the cursor in a statement."""
    start = query_start(items)
    if start is not None and holding(items[start:]):
        return _in_query(items[start:], Around(outer=_rule_rows(items[:start])))
    table = table_of(items)
    mine = rows_of(items, table) if table else ()
    return _within(items, Scope(mine, target=table), definition=True)


def _rule_rows(items: Sequence[Item]) -> tuple[Source, ...]:
    """`old` and `new` for the query of CREATE RULE."""
    table = table_of(items) if any(item.is_word("rule") for item in items[:4]) else None
    return _outer(rows_of(items, table)) if table else ()


def _outer(sources: Sequence[Source]) -> tuple[Source, ...]:
    return tuple(source if source.outer else replace(source, outer=True) for source in sources)


def _within(items: Sequence[Item], scope: Scope, *, definition: bool = False) -> Scope:
    """The scope at the cursor in an expression or a list whose own scope this is."""
    group = next((item for item in items if isinstance(item, Group) and item.here), None)
    if group is None:
        return scope
    if is_query(group):
        return _in_query(group.items, Around(scope.made, _outer(scope.sources)))
    other = referenced(items) if definition else None
    return _within(group.items, replace(scope, sources=(other,)) if other else scope, definition=definition)


def _in_query(items: Sequence[Item], around: Around) -> Scope:
    listed = with_list(items)
    inner = around
    for made in listed.made:
        if made.body and made.body.here:
            own = (source_made(made, inner),) if listed.recursive else ()
            return _in_query(made.body.items, replace(inner, made=inner.made + own))
        inner = replace(inner, made=(*inner.made, source_made(made, inner)))
    rest = items[listed.end :]
    if not holding(rest):
        return Scope(made=inner.made)
    if first_word(rest) == "insert":
        return _in_insert(rest, inner)
    return _in_union(branches(rest), inner)


def _in_union(found: list[tuple[Item, ...]], around: Around) -> Scope:
    mine = next((items for items in found if holding(items)), found[-1])
    alone = next(iter(bare(mine)), None)
    if isinstance(alone, Group) and alone.here and is_query(alone):
        return _in_query(alone.items, around)
    scope = _in_branch(mine, around)
    combined = len(found) > 1 and not _within_query(mine)
    return replace(scope, making=partial(outputs_of, found[0], around)) if combined else scope


def _within_query(items: Sequence[Item]) -> bool:
    """Whether the cursor stands in a query in parentheses, whose ORDER BY is its own."""
    group = next((item for item in items if isinstance(item, Group) and item.here), None)
    return group is not None and (is_query(group) or _within_query(group.items))


def _in_branch(items: Sequence[Item], around: Around) -> Scope:
    read = branch(items, around)
    inside = next((item for item in read.items if has_cursor(item)), None)
    if inside is not None and inside.group is not None:
        siblings = read.sources[: read.sources.index(inside.source)] if inside.lateral else ()
        if is_query(inside.group):
            return _in_query(inside.group.items, Around(around.made, _outer(siblings) + around.outer))
        return _within(inside.group.items, Scope(siblings + around.outer, around.made, read.target))
    now = next((part for part in read.parts if holding(part.items)), read.parts[0])
    sources = _named(read, items, now) + around.outer
    making = partial(branch_outputs, read, around)
    return _within(items, Scope(sources, around.made, read.target, _windows(read), making))


def _named(read: Branch, items: Sequence[Item], now: Part) -> tuple[Source, ...]:
    """The sources whose columns can be named in the clause that holds the cursor."""
    if now.word == "on" and read.kind != "merge":
        here = _cursor(items)
        return tuple(source for source in read.sources if source.start < here)
    if now.word == "from" and _nested(now.items):
        group = next(item for item in now.items if isinstance(item, Group) and item.here)
        return tuple(item.source for item in FromList(group.items, lambda _: ()).read())
    return read.sources + (_versions(read.target) if now.word == "returning" and read.target else ())


def _nested(items: Sequence[Item]) -> bool:
    """Whether the cursor stands behind an ON of a join in parentheses."""
    group = next((item for item in items if isinstance(item, Group) and item.here), None)
    return group is not None and any(item.is_word("join") for item in group.items)


def _cursor(items: Sequence[Item]) -> int:
    """Where in the text the cursor stands, or the parentheses open that hold it."""
    return next((item.start for item in items if holds(item)), 0)


def _versions(target: Source) -> tuple[Source, ...]:
    """A row before and after: `old` and `new` in RETURNING."""
    row = Source("old", target.name, target.schema, start=target.start, qualified=True, since=18)
    return row, replace(row, alias="new")


def _windows(read: Branch) -> tuple[str, ...]:
    listed = split(read.part("window"))
    return tuple(name_of(part[0]) for part in listed if len(part) > 2 and part[0].is_name)


def _in_insert(items: Sequence[Item], around: Around) -> Scope:
    """The scope at the cursor in an INSERT: its query's, or its target's."""
    start, end = insert_query(items)
    read = branch(items, around)
    if holding(items[start:end]):
        return replace(_in_query(items[start:end], around), target=read.target)
    if read.target is None:
        return Scope(made=around.made)
    now = next((part.word for part in reversed(parts(items)) if holding(part.items)), "")
    sources: tuple[Source, ...] = (read.target,)
    if now in ("do", "do update set", "set", "where"):
        sources += (Source("excluded", read.target.name, read.target.schema, start=read.target.start, qualified=True),)
    if now == "returning":
        sources += _versions(read.target)
    return _within(items, Scope(sources + around.outer, around.made, read.target))


def insert_query(items: Sequence[Item]) -> tuple[int, int]:
    """Where the query of an INSERT begins and ends among its items."""
    end = len(items)
    found = [part for part in parts(items) if part.word in ("on conflict", "returning")]
    if found:
        end = found[0].start
    for at, item in enumerate(items[:end]):
        if word(item) in ("select", "with", "table") or (
            word(item) == "values" and not items[at - 1].is_word("default")
        ):
            return at, end
        if at > 2 and is_query(item):
            return at, end
    return end, end
