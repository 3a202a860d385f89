"""The questions about row security, and the rows of their answers."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.named import Named
from tenantsh.db.query import Query
from tenantsh.lang.quote import spell_identifier


@dataclass(frozen=True, slots=True)
class Subject:
    """The role whose access is looked at."""

    oid: int
    role: str
    login: str
    """The session's login, which `session_user` is in a policy."""
    current: bool
    """Whether it is the role that the session has."""
    superuser: bool
    bypasses: bool
    """Whether it has BYPASSRLS."""
    row_security: bool
    """The session's setting; while it is off, a query that row security would filter fails."""

    @property
    def above(self) -> bool:
        """Whether row security applies to it nowhere."""
        return self.superuser or self.bypasses


@dataclass(frozen=True, slots=True)
class Relation(Named):
    """A table, view or foreign table, and how the subject is subject to row security there."""

    relation: int
    schema: str
    name: str
    visible: bool
    """Whether the session finds it without its schema."""
    kind: str
    """The relkind: `r`, `p`, `v`, `m` or `f`."""
    owner: str
    owner_above: bool
    """Whether the owner is a superuser or has BYPASSRLS."""
    owned: bool
    """Whether the subject has the owner's privileges."""
    enabled: bool
    forced: bool
    applies: bool
    """Whether row security decides which rows the subject sees, by this relation's own policies."""
    usage: bool
    """Of the schema."""
    selects_all: bool
    """Whether it may read all columns; `selects`: some."""
    selects: bool
    inserts: bool
    updates: bool
    deletes: bool
    truncates: bool
    is_partition: bool
    parent: int | None
    """Whose partition or inheriting table it is; that of several which was named first."""
    root: int | None
    """Of a partition: the table at the top."""
    tenant_column: str | None
    """The convention's, where the relation has it."""
    invoker: bool
    """Of a view: whether what it reads is read as the one who asks (security_invoker), not as its owner."""
    barrier: bool
    """Of a view: whether its conditions are looked at before the person's (security_barrier)."""

    @property
    def reached(self) -> bool:
        """Whether the subject may use it at all."""
        return self.usage and (self.selects or self.inserts or self.updates or self.deletes or self.truncates)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of a relation's."""

    relation: int
    name: str
    permissive: bool
    command: str
    """`SELECT`, `INSERT`, `UPDATE`, `DELETE` or `ALL`."""
    roles: list[str]
    """As they are called, or `PUBLIC`."""
    mine: bool
    """Whether it is for the subject, or for a role whose privileges it has."""
    using: str | None
    """Every name with its schema, columns as the relation has them."""
    check: str | None
    told: bool
    """Whether its conditions were looked at; not while another session changes the relation."""


@dataclass(frozen=True, slots=True)
class Beneath:
    """A table that a view reads."""

    view: int
    relation: int
    schema: str
    name: str
    kind: str
    reader: str
    """The role that row security sees: the owner of the view right above it, or the subject (security_invoker)."""
    as_subject: bool
    enabled: bool
    applies: bool
    """Whether row security decides which rows that reader sees."""
    tenant_column: str | None

    @property
    def sql(self) -> str:
        """How SQL names it wherever it is said."""
        return f"{spell_identifier(self.schema)}.{spell_identifier(self.name)}"


@dataclass(frozen=True, slots=True)
class Partitions:
    """The partitions of a table, or the tables that inherit from it, as far as they can be named themselves."""

    relation: int
    partitions: int
    """All beneath it, those of partitions too."""
    reached: int
    """Those that the subject may use by their own names."""
    open: int
    """Those of them where row security does not apply to it."""
    some: list[str]
    """The first of these, as SQL names them."""


@dataclass(frozen=True, slots=True)
class Bare:
    """What is set for the questions that follow."""

    search_path: str
    jit: str
    lock_timeout: str


PATIENCE = "250ms"
"""How long a lock is waited for that came between the look at the locks and that at the conditions."""

SUBJECT = Query("policies/subject", Subject)
RELATIONS = Query("policies/relations", Relation)
BARE = Query("policies/bare", Bare)
POLICIES = Query("policies/policies", Policy)
BENEATH = Query("policies/beneath", Beneath)
PARTITIONS = Query("policies/partitions", Partitions)
