"""A query read as far as it is written: its WITH, its branches, their sources and outputs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.shell.completion.keywords import QUERIES
from tenantsh.shell.completion.scope.clauses import FROM, Part, bare, parts
from tenantsh.shell.completion.scope.defining import definitions, name_of
from tenantsh.shell.completion.scope.fromlist import FromItem, FromList
from tenantsh.shell.completion.scope.outputs import select_list
from tenantsh.shell.completion.scope.tree import Group, Item, first_word, is_here, is_query, word
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class Around:
    """What a query can see of what is around it."""

    made: tuple[Source, ...] = ()
    """CTEs."""
    outer: tuple[Source, ...] = ()
    """Sources of the queries around."""


@dataclass(frozen=True, slots=True)
class Made:
    """A CTE as it is written."""

    name: str
    columns: Group | None
    body: Group | None
    start: int


@dataclass(frozen=True, slots=True)
class With:
    """The list of WITH."""

    made: tuple[Made, ...] = ()
    recursive: bool = False
    end: int = 0
    """Where the query behind it begins, among its items."""


def with_list(items: Sequence[Item]) -> With:
    """The WITH in front of a query; an empty one where there is none."""
    places = [at for at, item in enumerate(items) if not is_here(item)]
    found: list[Made] = []
    at = 1
    if not places or word(items[places[0]]) != "with":
        return With()
    recursive = len(places) > 1 and word(items[places[1]]) == "recursive"
    at += recursive
    while at < len(places) and items[places[at]].is_name and word(items[places[at]]) not in QUERIES:
        named, at = items[places[at]], at + 1
        columns, body = None, None
        while at < len(places) and not items[places[at]].is_mark(",") and word(items[places[at]]) not in QUERIES:
            item = items[places[at]]
            if isinstance(item, Group) and (body is None or columns is None):
                behind = word(items[places[at - 1]]) in ("as", "materialized")
                columns, body = (columns, item) if behind else (item, body)
            at += 1
        found.append(Made(name_of(named), columns, body, named.start))
        at += at < len(places) and items[places[at]].is_mark(",")
    return With(tuple(found), recursive, places[at] if at < len(places) else len(items))


def source_made(made: Made, around: Around) -> Source:
    """A CTE as a source."""
    outputs = outputs_of(made.body.items, around) if made.body else ()
    renamed = tuple(output.name for output in definitions(made.columns)) if made.columns else ()
    return Source(made.name, outputs=outputs, renamed=renamed, start=made.start)


def behind_with(items: Sequence[Item], around: Around) -> tuple[tuple[Item, ...], Around]:
    """The query without its WITH, and what it sees with it."""
    listed = with_list(items)
    for made in listed.made:
        around = replace(around, made=(*around.made, source_made(made, around)))
    return tuple(items[listed.end :]), around


def branches(items: Sequence[Item]) -> list[tuple[Item, ...]]:
    """The queries that UNION, INTERSECT and EXCEPT stand between."""
    if first_word(items) == "insert":
        return [tuple(items)]
    found: list[tuple[Item, ...]] = []
    start = 0
    for at, item in enumerate(items):
        here = word(item)
        if here in ("union", "except", "intersect"):
            found.append(tuple(items[start:at]))
            start = at + 1
        elif at == start and start and here in ("all", "distinct"):
            start = at + 1
    return [*found, tuple(items[start:])]


@dataclass(frozen=True, slots=True)
class Branch:
    """One query without WITH and UNION."""

    kind: str
    """Its first word."""
    parts: tuple[Part, ...]
    items: tuple[FromItem, ...] = ()
    """What stands in its FROM."""
    target: Source | None = None
    """What it writes."""

    @property
    def sources(self) -> tuple[Source, ...]:
        """Whose columns its expressions can name."""
        target = (self.target,) if self.target and self.kind != "insert" else ()
        return target + tuple(item.source for item in self.items)

    def part(self, *words: str) -> tuple[Item, ...]:
        """What stands in the first clause of one of these names."""
        return next((part.items for part in self.parts if part.word in words), ())


_TARGETS = ("insert into", "update", "delete from", "merge into")


def branch(items: Sequence[Item], around: Around) -> Branch:
    """Read one query."""
    found = parts(items)
    kind = first_word(items)
    reading = partial(outputs_of, around=around)
    starts = [at for at, part in enumerate(found) if part.word == "from" and kind != "insert"]
    from_items: list[FromItem] = []
    for start in starts[:1]:
        end = next((at for at in range(start, len(found)) if found[at].word not in FROM), len(found))
        last = found[end].start if end < len(found) else len(items)
        from_items = FromList(items[found[start].start + 1 : last], reading, around.made).read()
    target = next((part.items for part in found if part.word in _TARGETS), None)
    written = FromList(target, reading).target() if target else None
    if kind == "table" and found[0].items:
        from_items = FromList(found[0].items, reading, around.made).read()
    source = written.source if written else None
    if source and kind == "insert":  # the names in parentheses are those that are written
        source = replace(source, renamed=())
    return Branch(kind, tuple(found), tuple(from_items), source)


def outputs_of(items: Sequence[Item], around: Around) -> tuple[Output, ...]:
    """The columns of a query's rows: of its first branch, or of what it returns."""
    rest, around = behind_with(items, around)
    first = branches(rest)[0]
    kept = bare(first)
    if kept and is_query(kept[0]) and isinstance(kept[0], Group):
        return outputs_of(kept[0].items, around)
    return branch_outputs(branch(first, around), around)


def branch_outputs(read: Branch, around: Around) -> tuple[Output, ...]:
    """The columns of the rows that a branch makes or returns."""
    if read.kind == "values":
        row = next((item for item in read.part("values") if isinstance(item, Group)), None)
        width = sum(item.is_mark(",") for item in row.items) + 1 if row else 0
        return tuple(Output(f"column{at}") for at in range(1, width + 1))
    if read.kind == "table":
        return tuple(Output("", of=source) for source in read.sources)
    listed = read.part("select", "returning") if read.kind == "select" else read.part("returning")
    mine = read.sources or ((read.target,) if read.target else ())
    return select_list(listed, mine + around.outer, partial(outputs_of, around=around))
