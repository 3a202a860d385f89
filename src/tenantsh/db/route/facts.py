"""The questions about shards, and the rows of their answers; only a database with Citus can answer most of them."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Engine:
    """What a database that shards says of itself."""

    version: str


@dataclass(frozen=True, slots=True)
class Patience:
    """What is set while the catalog is asked."""

    lock_timeout: str
    statement_timeout: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A relation that a statement names, distributed by the tenant's column: how row security stands for this role."""

    at: int
    """Which of the names it is, counted from 1."""
    type: str
    """The column's."""
    planted: bool
    """Whether `=` on it may be another operator than the type's own."""
    readable: bool
    """Whether this role may read that column."""
    secured: bool
    """Whether row security chooses its rows for this role."""
    policies: list[str]
    """Those for this role: whether permissive, for which command (`*`, `r`, `w`, …), and what it asks, `|` between."""


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
PATIENCE = Query("route/patience", Patience)
STANDING = Query("route/standing", Standing)
SHARDS = Query("route/shards", Shard)
GROUPS = Query("route/groups", Group)
PLACES = Query("route/places", Lies)
SIZES = Query("route/sizes", Size)
USES = Query("route/uses", Use)
