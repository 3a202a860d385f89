"""The items of a FROM clause as sources."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.lang.quote import RESERVED
from tenantsh.shell.completion.scope.clauses import split
from tenantsh.shell.completion.scope.defining import definitions, name_of, table_columns
from tenantsh.shell.completion.scope.tree import Group, Item, holds, is_here, is_query, word
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Outputs = Callable[[Sequence[Item]], tuple[Output, ...]]
    """What gives the outputs of a query."""

_JOINING = frozenset({"join", "inner", "left", "right", "full", "cross", "natural", "outer"})
_NO_ALIAS = (
    RESERVED
    | _JOINING
    | {"set", "values", "tablesample", "repeatable", "ordinality", "rows", "when", "then", "overriding"}
)


@dataclass(frozen=True, slots=True)
class FromItem:
    """A source, and where it stands in FROM."""

    source: Source
    lateral: bool = False
    group: Group | None = None
    """The parentheses of a derived table."""


class FromList:
    """FROM being read from left to right. `outputs` reads a derived table's query; `made` are the CTEs in sight."""

    def __init__(self, items: Sequence[Item], outputs: Outputs, made: Sequence[Source] = ()) -> None:
        self._items = [item for item in items if not is_here(item)]
        self._at = 0
        self._outputs = outputs
        self._made = {source.alias: source for source in made}
        self.found: list[FromItem] = []

    def read(self) -> list[FromItem]:
        """All items, those of joins in parentheses among them."""
        lateral = natural = False
        while self._at < len(self._items):
            item = self._items[self._at]
            if word(item) in ("on", "using"):
                self._condition()
            elif word(item) == "lateral":
                lateral = True
                self._at += 1
            elif item.is_mark(",") or word(item) in _JOINING or word(item) == "only":
                natural = natural or word(item) == "natural"
                self._at += 1
            else:
                self._item(lateral=lateral)
                if natural and self.found:
                    self._merge(("*",))
                lateral = natural = False
        return self.found

    def first(self) -> FromItem | None:
        """The item that these begin with, and nothing behind it."""
        if self._here() == "only":
            self._at += 1
        if self._at < len(self._items):
            self._item(lateral=False)
        return self.found[0] if self.found else None

    def target(self) -> FromItem | None:
        """The table that these begin with: what stands in parentheses behind it are columns, not arguments."""
        if self._here() == "only":
            self._at += 1
        if self._at >= len(self._items) or not self._items[self._at].is_name or self._here() in RESERVED:
            return None
        start = self._items[self._at].start
        return self._relation(self._names(), start, lateral=False)

    def _here(self) -> str:
        return word(self._items[self._at]) if self._at < len(self._items) else ""

    def _group(self) -> Group | None:
        item = self._items[self._at] if self._at < len(self._items) else None
        return item if isinstance(item, Group) and item.round else None

    def _condition(self) -> None:
        """Pass over what stands behind ON or USING."""
        using = self._here() == "using"
        self._at += 1
        group = self._group()
        if using and group is not None and self.found:
            self._merge(tuple(output.name for output in definitions(group)))
        while self._at < len(self._items):
            item = self._items[self._at]
            called = self._at + 1 < len(self._items) and isinstance(self._items[self._at + 1], Group)
            if item.is_mark(",") or (word(item) in _JOINING and not (called and word(item) in ("left", "right"))):
                return
            self._at += 1

    def _merge(self, names: tuple[str, ...]) -> None:
        last = self.found[-1]
        self.found[-1] = replace(last, source=replace(last.source, joined=names))

    def _item(self, *, lateral: bool) -> None:
        group = self._group()
        if group is not None:
            self._at += 1
            self._derived(group, lateral=lateral) if is_query(group) else self._nested(group)
        elif self._here() == "rows":
            self._rows()
        elif self._items[self._at].is_name and self._here() not in RESERVED:
            self._named(lateral=lateral)
        else:
            self._at += 1

    def _nested(self, group: Group) -> None:
        """A join in parentheses: its sources can be named from outside, unless it has an alias."""
        inner = FromList(group.items, self._outputs, tuple(self._made.values())).read()
        start = group.start
        alias, renamed, _ = self._alias()
        if alias:
            outputs = tuple(Output("", of=item.source) for item in inner)
            self.found.append(FromItem(Source(alias, outputs=outputs, renamed=renamed, start=start)))
        else:
            self.found.extend(inner)

    def _derived(self, group: Group, *, lateral: bool) -> None:
        alias, renamed, _ = self._alias()
        outputs = () if group.here else self._outputs(group.items)  # from within nobody can name them
        source = Source(alias, outputs=outputs, renamed=renamed, start=group.start)
        self.found.append(FromItem(source, lateral, group))

    def _rows(self) -> None:
        """ROWS FROM (…): functions side by side."""
        start = self._items[self._at].start
        self._at += 1 + (self._at + 1 < len(self._items) and word(self._items[self._at + 1]) == "from")
        group = self._group()
        self._at += 1
        outputs: tuple[Output, ...] = ()
        for part in split(group.items) if group else ():
            item = FromList(part, self._outputs).first()
            outputs += (Output("", of=item.source),) if item else ()
        outputs += self._ordinality()
        alias, renamed, _ = self._alias()
        self.found.append(FromItem(Source(alias, outputs=outputs, renamed=renamed, start=start)))

    def _named(self, *, lateral: bool) -> None:
        start = self._items[self._at].start
        names = self._names()
        group = self._group()
        if group is not None:
            self._at += 1
            self._function(names[-1], names[-2] if len(names) > 1 else None, group, start)
        else:
            self.found.append(self._relation(names, start, lateral=lateral))

    def _relation(self, names: list[str], start: int, *, lateral: bool) -> FromItem:
        schema = names[-2] if len(names) > 1 else None
        if self._at < len(self._items) and self._items[self._at].text == "*":
            self._at += 1
        alias, renamed, _ = self._alias()
        made = self._made.get(names[-1]) if schema is None else None
        self._sample()
        source = Source(alias or names[-1], names[-1], schema, renamed=renamed, start=start)
        if made is not None:
            source = replace(made, alias=alias or made.alias, renamed=renamed or made.renamed, start=start)
        return FromItem(source, lateral)

    def _names(self) -> list[str]:
        """Names with dots between them."""
        names = [name_of(self._items[self._at])]
        self._at += 1
        while self._at < len(self._items) and self._items[self._at].is_mark("."):
            self._at += 1
            if self._at < len(self._items) and self._items[self._at].is_name:
                names.append(name_of(self._items[self._at]))
                self._at += 1
        return names

    def _function(self, name: str, schema: str | None, group: Group, start: int) -> None:
        ordinal = self._ordinality()
        alias, renamed, outputs = self._alias()
        outputs = outputs or table_columns(name, group)
        source = Source(alias or name, name, schema, function=True, renamed=renamed, start=start)
        if outputs or ordinal:
            outputs = (outputs or (Output("", of=replace(source, renamed=())),)) + ordinal
            source = replace(source, outputs=outputs)
        self.found.append(FromItem(source, lateral=True, group=group))

    def _ordinality(self) -> tuple[Output, ...]:
        if self._here() != "with":
            return ()
        self._at += 1
        if self._here() == "ordinality":
            self._at += 1
        return (Output("ordinality", type="bigint"),)

    def _sample(self) -> None:
        """Pass over TABLESAMPLE."""
        while self._here() in ("tablesample", "repeatable"):
            sampling = self._here() == "tablesample"
            self._at += 1
            if sampling and self._at < len(self._items) and self._items[self._at].is_name:
                self._names()
            self._at += self._group() is not None

    def _alias(self) -> tuple[str, tuple[str, ...], tuple[Output, ...]]:
        """An alias, and its columns: as names, or as definitions with their types."""
        explicit = self._here() == "as"
        self._at += explicit
        alias = ""
        if self._at < len(self._items) and self._items[self._at].is_name and self._here() not in _NO_ALIAS:
            alias = name_of(self._items[self._at])
            self._at += 1
        group = self._group()
        if group is None or not (alias or explicit):
            return alias, (), ()
        self._at += 1
        defined = definitions(group)
        if any(output.type for output in defined):
            return alias, (), defined
        return alias, tuple(output.name for output in defined), ()


def has_cursor(item: FromItem) -> bool:
    """Whether the cursor stands in the parentheses of a derived table or a function."""
    return item.group is not None and holds(item.group)
