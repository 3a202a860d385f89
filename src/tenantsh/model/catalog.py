"""What is in a database for one role, as a frozen value: what completion answers from, without asking the server.

Names come first and the rest later, so a catalog may know a relation whose columns it does not know yet.
"""

from __future__ import annotations

from collections import ChainMap
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar, cast

from tenantsh.model.named import Names
from tenantsh.model.shelves import Shelves

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, MutableMapping

Item = TypeVar("Item")

SHARED = ("role", "database")
"""The kinds of things that databases share."""
OWNED = ("constraint", "policy", "trigger", "rule", "statistics")
"""Kinds of things that belong to a relation."""

SYSTEM = ("pg_catalog", "information_schema", "pg_toast")
"""Schemas that come with every database."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view, index or sequence that the role may use; of indexes those of such tables."""

    oid: int
    schema: str
    name: str
    kind: str
    """`pg_class.relkind`: `r` table, `p` partitioned, `v` view, `m` materialized, `f` foreign, `i` or `I` index,
    `S` sequence."""
    parent: int = 0
    """The partitioned table that it is a partition of, or the table of an index; 0 where there is none."""
    row_security: bool = True
    """Whether row security is on; views and the system's own relations count as on: nothing is to be said of them."""
    readable: bool = True
    writable: bool = False
    """Whether the role may INSERT, UPDATE or DELETE in it."""
    comment: str = ""

    @property
    def system(self) -> bool:
        """Whether it comes with every database."""
        return self.schema in SYSTEM


@dataclass(frozen=True, slots=True)
class Column:
    """A column that the role may use."""

    name: str
    type: str
    """As `format_type` writes it, without its modifier: `timestamp with time zone`."""
    type_oid: int = 0
    required: bool = False
    """Whether an INSERT has to give it: NOT NULL, and nothing fills it."""
    generated: bool = False
    """Whether nobody can write it."""
    comment: str = ""
    readable: bool = True
    """Whether the role may read it, and not only write it."""


@dataclass(frozen=True, slots=True)
class ColumnName:
    """A name that columns have, of one relation or of many."""

    name: str
    relations: tuple[int, ...]
    """Some of the relations that have such a column, no partitions and none of the system's."""
    count: int
    """How many there are."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """One foreign key: `columns` of the relation `of` refer to `others` of the relation `to`."""

    of: int
    columns: tuple[str, ...]
    to: int
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function, aggregate, window function or procedure that the role may call."""

    schema: str
    name: str
    kind: str
    """`pg_proc.prokind`: `f`, `a`, `w`, `p`."""
    arguments: str = ""
    """As `pg_get_function_arguments` writes them."""
    result: str = ""
    many: bool = False
    """Whether it returns a set."""
    columns: tuple[str, ...] = ()
    """The columns of its rows, where it names them."""
    internal: bool = False
    """Whether people do not call it by hand: support functions of types, operators and triggers."""
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """A type, or an enum with its labels."""

    schema: str
    name: str
    oid: int = 0
    kind: str = "b"
    """`pg_type.typtype`: `b` base, `c` composite, `d` domain, `e` enum, `r` range, `m` multirange, `p` pseudo-type."""
    labels: tuple[str, ...] = ()
    element: int = 0
    """Of a domain the type below it; 0 for others."""
    spelled: str = ""
    """As `format_type` writes it, where that is another name: `integer` for `int4`."""
    comment: str = ""
    fields: tuple[Column, ...] = ()
    """Of a composite type its fields."""


@dataclass(frozen=True, slots=True)
class Setting:
    """A configuration parameter of the server."""

    name: str
    kind: str
    """`pg_settings.vartype`: bool, enum, integer, real, string."""
    values: tuple[str, ...] = ()
    detail: str = ""
    settable: bool = True
    """Whether a SET can change it at all in a session."""
    identity: bool = False
    """Whether it says whose data a tenant's session sees."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Anything else that has a name: a role, a constraint, a policy, an extension."""

    name: str
    schema: str = ""
    of: int = 0
    """The relation that it belongs to, for constraints, policies, triggers and rules; else 0."""
    detail: str = ""
    here: bool = False
    """Of roles and databases, which others share: whether this database is about it, or the login."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key that occurs in a JSONB column, as a bounded sample of this organization's rows shows it."""

    name: str
    types: tuple[str, ...] = ()
    """The JSON types of its values, the most frequent first: string, number, boolean, object, array, null."""
    share: float = 1.0
    """The part of the sampled objects that have it, 0 to 1."""
    values: tuple[str, ...] = ()
    """Its values as text, where they are few; the most frequent first. Of an array the values in it."""
    keys: tuple[Key, ...] = ()
    """The keys of the objects below it, or of the objects in its array."""
    json: tuple[str, ...] = ()
    """The same values, each as JSON writes it: `"premium"`, `10`, `true`."""
    shares: tuple[float, ...] = ()
    """The part of its values that each of the `types` has, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Organization:
    """An organization that can be gone to."""

    id: str
    name: str = ""


@dataclass(frozen=True)
class Catalog:
    """One role's database. Replaced as a whole, never changed; `dataclasses.replace` makes the next one."""

    version: int = 180000
    """The server's, as libpq counts it."""
    database: str = ""
    search_path: tuple[str, ...] = ("pg_catalog", "public")
    """The schemas that are searched, in order, `pg_catalog` among them."""
    schemas: tuple[str, ...] = ()
    """Those that the role may use."""
    relations: Names[Relation] = field(default_factory=Names)
    columns: Mapping[int, tuple[Column, ...]] = field(default_factory=dict)
    """By relation; a relation that is missing is not loaded yet."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    functions: Names[Function] = field(default_factory=Names)
    types: Names[Type] = field(default_factory=Names)
    settings: Names[Setting] = field(default_factory=Names)
    things: Mapping[str, Names[Thing]] = field(default_factory=dict)
    """By kind, in psql's and SQL's words: role, database, tablespace, extension, language, policy, constraint, trigger,
    rule, collation, `access method`, publication, subscription, server, `foreign-data wrapper`, `event trigger`,
    statistics, `text search configuration`, `text search dictionary`, `text search parser`, `text search template`,
    operator, `operator class`, `operator family`, conversion, cast, domain, schema, encoding, timezone."""
    keys: Mapping[tuple[int, str], tuple[Key, ...]] = field(default_factory=dict)
    """Keys of JSONB columns by relation and column; a column that is missing has not been sampled."""
    organizations: tuple[Organization, ...] = ()

    def relation(self, name: str, schema: str | None = None) -> Relation | None:
        """The relation that a name means in a statement: by its schema, or the first one on the search path."""
        named = self.relations.named(name)
        if schema is not None:
            return next((found for found in named if found.schema == schema), None)
        by_schema = {found.schema: found for found in reversed(named)}
        return next((by_schema[path] for path in self.search_path if path in by_schema), None)

    def columns_of(self, relation: Relation) -> tuple[Column, ...]:
        """The relation's columns; none where they are not loaded yet."""
        return self.columns.get(relation.oid, ())

    def plus(self, few: Catalog) -> Catalog:
        """This and a few things more, which come first, as does the path of those; its indexes are not made again."""
        path = (*(schema for schema in few.search_path if schema not in self.search_path), *self.search_path)
        _ = self.children, self.owned, self.keys_to, self.types_by_oid, self.schema_names  # once for all who add to it
        found = copy(self)
        found.__dict__.update(
            search_path=path,
            relations=self.relations.plus(few.relations),
            columns=_over(few.columns, self.columns),
            functions=self.functions.plus(few.functions),
            types=self.types.plus(few.types),
            things={
                **self.things,
                **{kind: self.things.get(kind, Names()).plus(few.things[kind]) for kind in few.things},
            },
            shelves=self.shelves.plus(tuple(few.relations), path),
            by_oid=_over(few.by_oid, self.by_oid),
            column_names=self.column_names.plus(_column_names(few)),
            own_functions=self.own_functions.plus(few.functions),
            own_types=self.own_types.plus(few.types),
        )
        return found

    @cached_property
    def shelves(self) -> Shelves:
        """Relations as completion reaches for them."""
        return Shelves(self.relations, self.search_path)

    @cached_property
    def schema_names(self) -> Names[Thing]:
        """The schemas, to be found by their names."""
        return Names(map(Thing, self.schemas))

    @cached_property
    def by_oid(self) -> Mapping[int, Relation]:
        """Relations by OID."""
        return {relation.oid: relation for relation in self.relations}

    @cached_property
    def children(self) -> Mapping[int, tuple[Relation, ...]]:
        """Partitions and indexes by the relation that they belong to."""
        found: dict[int, list[Relation]] = {}
        for relation in self.relations:
            if relation.parent:
                found.setdefault(relation.parent, []).append(relation)
        return {oid: tuple(children) for oid, children in found.items()}

    @cached_property
    def owned(self) -> Mapping[str, Mapping[int, tuple[Thing, ...]]]:
        """What belongs to relations by its kind and their OIDs: constraints, policies, triggers, rules, statistics."""
        return {kind: _by_owner(self.things.get(kind, ())) for kind in OWNED}

    @cached_property
    def concerned(self) -> Mapping[str, Names[Thing]]:
        """The roles and databases that this database is about, or the login: those that come first."""
        return {kind: Names(thing for thing in self.things.get(kind, ()) if thing.here) for kind in SHARED}

    @cached_property
    def column_names(self) -> Names[ColumnName]:
        """The names that columns of the database's own relations have."""
        return Names(_column_names(self))

    @cached_property
    def organization_names(self) -> Names[Thing]:
        """The names and the ids of organizations, each with the other as its detail."""
        names = [Thing(one.name, detail=one.id) for one in self.organizations if one.name]
        return Names([*names, *(Thing(one.id, detail=one.name) for one in self.organizations)])

    @cached_property
    def own_functions(self) -> Names[Function]:
        """The functions that did not come with the database."""
        return Names(function for function in self.functions if function.schema not in SYSTEM)

    @cached_property
    def own_types(self) -> Names[Type]:
        """The types that did not come with the database."""
        return Names(kind for kind in self.types if kind.schema not in SYSTEM)

    @cached_property
    def types_by_oid(self) -> Mapping[int, Type]:
        """Types by OID."""
        return {kind.oid: kind for kind in self.types}

    @cached_property
    def keys_to(self) -> Mapping[int, tuple[ForeignKey, ...]]:
        """Foreign keys by each relation that takes part in them."""
        found: dict[int, list[ForeignKey]] = {}
        for key in self.foreign_keys:
            found.setdefault(key.of, []).append(key)
            if key.to != key.of:
                found.setdefault(key.to, []).append(key)
        return {oid: tuple(keys) for oid, keys in found.items()}


def _over(few: Mapping[int, Item], many: Mapping[int, Item]) -> Mapping[int, Item]:
    return ChainMap(cast("MutableMapping[int, Item]", few), cast("MutableMapping[int, Item]", many))


def _column_names(catalog: Catalog) -> Iterable[ColumnName]:
    found: dict[str, list[int]] = {}
    for relation in catalog.relations:
        if not (relation.system or relation.parent):
            for column in catalog.columns.get(relation.oid, ()):
                found.setdefault(column.name, []).append(relation.oid)
    return (ColumnName(name, tuple(oids[:_SOME]), len(oids)) for name, oids in found.items())


_SOME = 3
"""Relations that a column's name remembers."""


def _by_owner(things: Iterable[Thing]) -> dict[int, tuple[Thing, ...]]:
    found: dict[int, list[Thing]] = {}
    for thing in things:
        found.setdefault(thing.of, []).append(thing)
    return {of: tuple(owned) for of, owned in found.items()}
