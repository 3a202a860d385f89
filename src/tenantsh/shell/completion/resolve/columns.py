"""Columns, the names that qualify them, and the values that they can have."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_literal
from tenantsh.model.documents import is_json
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.meaning import Known, Meaning, source_named
from tenantsh.shell.completion.resolve.quoting import in_array
from tenantsh.shell.completion.wanted import Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Catalog, Column
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Aliases, Columns, Labels, Operand

_SYSTEM = ("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid")
_RARE = 3
"""How far the system's columns suit a clause less."""
_SAME_TYPE = -100_000
"""What puts columns of the wanted type in front of others."""
_BEHIND = 10_000
_ITSELF = -3
_MOMENTS = {
    "timestamp with time zone": ("now", "current_date"),
    "timestamp without time zone": ("localtimestamp", "now", "current_date"),
    "date": ("current_date", "now"),
}
"""What times are mostly compared with, by their type."""
_TEXTS = ("text", "varchar", "character varying")
"""Types whose values are still the labels of an enum that is cast to them."""


def columns(wanted: Columns, looking: Looking) -> Iterator[Found]:
    """Columns of the sources; of the one that is named where the word is qualified."""
    meaning = Meaning(looking.catalog)
    if looking.wish.qualifier:
        return _qualified(wanted, looking, meaning)
    return _unqualified(wanted, looking, meaning)


def _qualified(wanted: Columns, looking: Looking, meaning: Meaning) -> Iterator[Found]:
    qualifier = looking.wish.qualifier
    source = source_named(qualifier, wanted.sources)
    found: Iterable[Known]
    if source is not None:
        found = meaning.columns(source)
    elif fields := meaning.composite(qualifier, wanted.sources):
        found = [Known(column, 0, column) for column in fields]
    else:
        source = _table_named(qualifier)
        found = meaning.columns(source)
    offer = _Offer(wanted, looking, meaning)
    for at, known in enumerate(found):
        yield from offer.column(known, looking.spelled(known.column.name), at)
    if not looking.wish.word and not (wanted.writable or wanted.documents) and source is not None:
        yield Found("*", "*", "columns", wanted.fit, detail="all columns", late=2)
    if source is not None:
        yield from offer.system(source)


def _table_named(qualifier: tuple[str, ...]) -> Source:
    """A table that stands nowhere in the statement, as if it did: the person may write FROM later."""
    return Source(qualifier[-1], qualifier[-1], qualifier[-2] if len(qualifier) > 1 else None)


def _unqualified(wanted: Columns, looking: Looking, meaning: Meaning) -> Iterator[Found]:
    sources = [source for source in wanted.sources if not source.qualified]
    known = {id(source): meaning.columns(source) for source in sources}
    inner = _counted(known[id(source)] for source in sources if not source.outer)
    outer = _counted(known[id(source)] for source in sources if source.outer)
    offer = _Offer(wanted, looking, meaning, several=len(sources) > 1)
    for number, source in enumerate(sources):
        for at, found in enumerate(known[id(source)]):
            name = found.column.name
            merged = not source.outer and (name in source.joined or (source.joined == ("*",) and inner[name] > 1))
            if merged:
                continue
            others = outer[name] + inner.get(name, 0) if source.outer else inner[name]
            clear = others == 1 or not source.alias or _is_merged(name, sources)
            prefix = "" if clear else f"{looking.spelled(source.alias)}."
            yield from offer.column(found, prefix + looking.spelled(name), number * 1000 + at, source)
    for source in sources[:1]:
        yield from offer.system(source)


def _counted(found: Iterable[tuple[Known, ...]]) -> dict[str, int]:
    """How many sources have a column of each name."""
    counts: dict[str, int] = {}
    for known in found:
        for name in {one.column.name for one in known}:
            counts[name] = counts.get(name, 0) + 1
    return counts


def _is_merged(name: str, sources: list[Source]) -> bool:
    """Whether USING or NATURAL makes one column of those of this name."""
    return any(name in source.joined or source.joined == ("*",) for source in sources)


class _Offer:
    """Makes offers of columns, for one place."""

    def __init__(self, wanted: Columns, looking: Looking, meaning: Meaning, *, several: bool = False) -> None:
        self._wanted, self._looking, self._several = wanted, looking, several
        self._like = meaning.operand(wanted.like) if wanted.like else None
        self._keys = looking.catalog.keys_to.get(self._like.relation, ()) if self._like else ()

    def column(self, known: Known, text: str, order: int, source: Source | None = None) -> Iterator[Found]:
        """The offer of a column, if it fits."""
        column, wanted = known.column, self._wanted
        match = self._looking.match(column.name)
        taken = column.name in wanted.taken
        if match is None or (wanted.writable and (column.generated or taken)):
            return
        if not wanted.writable and not column.readable:
            return
        if wanted.documents and not is_json(column, self._looking.catalog):
            return
        outer = source is not None and source.outer
        late = self._likeness(known) + taken
        same = self._like is not None and late <= 0 and column.type == self._like.column.type
        order += (_SAME_TYPE if same else 0) + (_BEHIND if outer else 0)
        of = f"of {source.alias}" if self._several and source is not None and source.alias else ""
        detail = ", ".join(filter(None, (column.type, of, column.comment)))
        kind = "variable" if outer and source is not None and not source.alias else "column"
        yield Found(column.name, text, kind, wanted.fit, match, detail, late=late, order=order)

    def _likeness(self, known: Known) -> int:
        """-2 where a foreign key leads from one to the other, -1 where both have one name, 1 for the column itself.

        What is assigned to a column is mostly made of what it was.
        """
        like = self._like
        if like is None:
            return 0
        if known.relation and (known.relation, known.origin.name) == (like.relation, like.origin.name):
            return _ITSELF if self._wanted.assigned else 1
        ends = {(like.relation, like.origin.name), (known.relation, known.origin.name)}
        pairs = ({(key.of, mine), (key.to, other)} for key in self._keys
                 for mine, other in zip(key.columns, key.others, strict=False))  # fmt: skip
        if not known.relation or ends in pairs:
            return -2 if known.relation else 0
        alike = known.column.name == like.column.name != "id" and known.relation != like.relation
        return -1 if alike else 0

    def system(self, source: Source) -> Iterator[Found]:
        """The system's columns of a table, once they are being typed."""
        word = self._looking.wish.word.lower()
        if not word or source.outputs is not None or source.function or self._wanted.writable or self._wanted.documents:
            return
        for name in _SYSTEM:
            if name.startswith(word):
                yield Found(name, name, "column", self._wanted.fit + _RARE, detail="system column", late=3)


def aliases(wanted: Aliases, looking: Looking) -> Iterator[Found]:
    """Names that qualify columns."""
    if looking.wish.qualifier:
        return
    for at, source in enumerate(wanted.sources):
        match = looking.match(source.alias) if source.alias else None
        if match is not None and source.since <= looking.catalog.version // 10_000:
            name = ".".join(filter(None, (source.schema, source.name)))
            kind = "table" if source.alias == source.name else "alias"
            detail = name if kind == "alias" else "of the query around" if source.outer else ""
            late = int(source.outer)
            yield Found(source.alias, looking.spelled(source.alias), kind, wanted.fit, match, detail, ".", late, at)


def labels(wanted: Labels, looking: Looking) -> Iterator[Found]:
    """Values of an enum or a boolean."""
    meaning = Meaning(looking.catalog)
    known = meaning.operand(wanted.of)
    if known is None:
        return
    cast = wanted.of.type
    column = replace(known.column, type=cast, type_oid=0) if cast and cast not in _TEXTS else known.column
    kind = meaning.type_of(column)
    exact = looking.wish.exact
    if column.type == "boolean" or (kind and kind.spelled == "boolean"):
        for at, name in enumerate(("true", "false")):
            yield from _label(name, name, "boolean", at, wanted, looking)
    elif column.type in _MOMENTS and not exact:
        for at, name in enumerate(_MOMENTS[column.type]):
            match = looking.match(name)
            if match is not None:
                after = "()" if name == "now" else ""
                yield Found(name, name, "function", wanted.fit, match, column.type, after, order=at)
    elif kind is not None:
        for at, label in enumerate(kind.labels):
            yield from _label(label, _spelled(label, wanted, exact=exact), kind.name, at, wanted, looking)


def _label(label: str, text: str, detail: str, at: int, wanted: Labels, looking: Looking) -> Iterator[Found]:
    match = looking.match(label)
    if match is not None and label not in wanted.taken:
        yield Found(label, text, "value", wanted.fit, match, detail, wanted.after, order=at)


def _spelled(label: str, wanted: Labels, *, exact: bool) -> str:
    """A label as a literal, as what is in one, or as the element of an array in one."""
    if not exact:
        return quote_literal(label).strip()
    inner = in_array(label, opened=wanted.opened) if wanted.after else label
    return inner.replace("'", "''")


def columns_of(source: Source, catalog: Catalog) -> tuple[Column, ...]:
    """The columns of a source, of its query's outputs where it has some; empty where they are not known."""
    return tuple(known.column for known in Meaning(catalog).columns(source))


def column_of(operand: Operand, catalog: Catalog) -> tuple[int, Column] | None:
    """The column that an operand means, and the OID of its relation; None where unknown.

    Seen through CTEs and derived tables to the relation's own column; the OID is 0 where it is no relation's.
    """
    known = Meaning(catalog).operand(operand)
    if known is None:
        return None
    column = known.origin if known.relation else known.column
    return known.relation, replace(column, type=operand.type) if operand.type else column
