"""The questions about shards, and the rows of their answers; only a database with Citus can answer most of them."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Engine:
    """What a database that shards says of itself."""

    version: str


@dataclass(frozen=True, slots=True)
class Table:
    """A relation that a statement names."""

    at: int
    """Which of the names it is, counted from 1."""
    relation: int
    kind: str
    """The relkind."""
    manner: str
    """`distributed` by a column, `reference` (on every node), `schema` (one shard with its schema), `local`, `view`."""
    column: str | None
    """What it is distributed by."""
    type: str | None
    """That column's."""
    readable: bool
    """Whether this role may read that column."""
    planted: bool
    """Whether `=` on it may be another operator than the type's own."""
    secured: bool
    """Whether row security chooses its rows for this role."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that is for this role."""

    at: int
    """Whose of the names it is, counted from 1."""
    permissive: bool
    command: str
    """`SELECT`, `INSERT`, `UPDATE`, `DELETE` or `ALL`."""
    using: str | None


@dataclass(frozen=True, slots=True)
class Shard:
    """A shard, and its table."""

    shard: int
    full_name: str
    table: str
    """As SQL names it from here."""
    manner: str
    shards: int
    """How many its table has."""
    node: str | None
    """`host:port` of where it lies; of one that lies on several, the first."""


@dataclass(frozen=True, slots=True)
class Group:
    """Tables that are distributed alike, so that an organization's rows of all of them lie together."""

    group: int
    relation: int
    """One of them."""
    tables: int


@dataclass(frozen=True, slots=True)
class Lies:
    """Where an organization's rows are."""

    org: str
    shard: int
    nodes: list[str]


@dataclass(frozen=True, slots=True)
class Size:
    """How large a shard is, with those of other tables beside it."""

    shard: int
    bytes: int


@dataclass(frozen=True, slots=True)
class Use:
    """What Citus counted of an organization."""

    org: str
    queries: int
    queries_before: int
    seconds: float
    seconds_before: float


ENGINE = Query("route/engine", Engine)
TABLES = Query("route/tables", Table)
POLICIES = Query("route/policies", Policy)
SHARDS = Query("route/shards", Shard)
GROUPS = Query("route/groups", Group)
PLACES = Query("route/places", Lies)
SIZES = Query("route/sizes", Size)
USES = Query("route/uses", Use)
