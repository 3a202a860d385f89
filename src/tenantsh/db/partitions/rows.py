"""The questions about partitions, and the rows of their answers."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.named import Named
from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Pinned:
    """The session's own settings, and what is set for the questions that follow."""

    timezone: str
    datestyle: str
    utc: str
    iso: str
    plain: str
    lock_timeout: str


@dataclass(frozen=True, slots=True)
class Moment:
    """When and by whom partitions are looked at."""

    now: str
    """By the clock of UTC: `2026-11-26 21:14:42`."""
    role: str
    above: bool
    """Whether row security does not apply to the role."""
    makes_months: bool
    """Whether the platform's own function for new months is there."""


@dataclass(frozen=True, slots=True)
class Relation(Named):
    """A partitioned table, a partition, or a table that looks like one."""

    relation: int
    root: int
    """The partitioned table that it belongs to."""
    parent: int | None
    level: int
    """0 for the partitioned table itself, -1 for what is no partition but looks like one."""
    schema: str
    name: str
    visible: bool
    """Whether it is found without its schema."""
    kind: str
    """The relkind: `p`, `r` or `f`."""
    strategy: str | None
    """`r` range, `l` list, `h` hash, where it is partitioned itself."""
    key: list[str | None] | None
    """The columns of its key; None for an expression."""
    key_types: list[str] | None
    is_default: bool
    bound: str | None
    detach_pending: bool
    live: int
    """Rows, as the statistics have counted them since they began."""
    tuples: int
    """Rows, as VACUUM or ANALYZE saw them last; -1 or 0 where neither ever came."""
    bytes: int | None
    """With indexes and TOAST; None where nobody looked."""
    index_bytes: int | None
    toast_bytes: int | None
    about_bytes: int | None
    """The same as VACUUM or ANALYZE saw it last."""
    held: bool
    """Whether somebody holds, or waits for, a lock that a reader would wait for."""
    owner: str
    row_security: bool
    forced: bool
    policies: list[str]
    policies_say: str | None
    """The same for the same policies, whatever they are called and whose they are."""
    readable: bool
    """Whether the role may read it, or columns of it, by its own name."""
    filtered: bool
    """Whether row security then decides which rows."""
    readers: list[str] | None
    """Others than the owner who may read it, as SQL writes them."""
    indexes_attached: int
    indexes_own: int
    """Those that belong to no index of the partitioned table."""
    indexes_invalid: int
    columns: list[str] | None
    """Of a partitioned table: those that an INSERT may name."""
    last_vacuum: str | None
    last_analyze: str | None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of a partitioned table's."""

    relation: int
    name: str
    permissive: bool
    command: str
    roles: list[str]
    """As SQL writes them."""
    visible: str | None
    writable: str | None
    told: bool
    """Whether its conditions were looked at."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a partitioned table that some partition lacks, or one of a partition that is not valid."""

    relation: int
    schema: str
    name: str
    shared: bool
    """Whether it is the partitioned table's."""
    valid: bool
    is_unique: bool
    definition: str | None
    of_constraint: str | None
    """The constraint that it is the index of, as ALTER TABLE ADD writes it."""
    lacking: list[int]
    """The partitions that have none for it."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows of a relation there are to see."""

    relation: int
    rows: int


@dataclass(frozen=True, slots=True)
class Parent:
    """Whose partition something is."""

    parent: str


PATIENCE = "250ms"
"""How long a lock is waited for that came between the look at the locks and that at the sizes."""

PINNED = Query("partitions/pinned", Pinned)
MOMENT = Query("partitions/moment", Moment)
RELATIONS = Query("partitions/relations", Relation)
POLICIES = Query("partitions/policies", Policy)
INDEXES = Query("partitions/indexes", Index)
PARENT = Query("partitions/parent", Parent)


def counted(table: Relation) -> Query[Counted]:
    """The question how many rows each partition has, of those that may be seen through their table."""
    return Query(
        "partitions/counted",
        Counted,
        sql=f"""-- How many rows of each partition there are to see.
            SELECT r.tableoid::pg_catalog.int8 AS relation, pg_catalog.count(*) AS rows
              FROM {table.quoted} AS r
             GROUP BY r.tableoid""",
    )
