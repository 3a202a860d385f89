"""The questions about what row security rests on, and the rows of their answers.

`grants` are `GRANTEE=PRIVILEGE`, with a `*` where it may be granted on; grantees are OIDs, and 0 is everybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query
from tenantsh.lang.quote import quote_identifier, spell_on_a_line


@dataclass(frozen=True, slots=True)
class Seed:
    """A role that could be one of the tenants'."""

    name: str
    named: bool
    """Whether the convention names it."""
    login: bool
    """Whether it is the connection's own login."""
    reaches: bool
    """Whether a table with the tenant's column is open to it, or has a policy for it."""
    above: bool
    owns: bool
    """Whether it owns such a table."""


@dataclass(frozen=True, slots=True)
class Role:
    """A role that somebody can act as who may become a tenant's."""

    oid: int
    name: str
    seed: bool
    """Whether it is a tenant's role itself."""
    can_login: bool
    superuser: bool
    bypasses: bool
    creates_roles: bool
    replicates: bool
    holds: list[int]
    """The roles whose privileges it has, itself among them."""
    logins: list[str]
    """Who can act as it."""
    members: list[str]
    """To whom it was granted on the way there."""

    @property
    def above(self) -> bool:
        """Whether row security applies to it nowhere."""
        return self.superuser or self.bypasses


@dataclass(frozen=True, slots=True)
class Relation:
    """A table, view or foreign table."""

    relation: int
    schema: str
    name: str
    kind: str
    """The relkind: `r`, `p`, `v`, `m` or `f`."""
    owner: int
    owner_name: str
    owner_above: bool
    """Whether the owner is a superuser or has BYPASSRLS."""
    enabled: bool
    forced: bool
    is_partition: bool
    parent: int | None
    has_tenant: bool
    """Whether it has the convention's column."""
    tenant_type: str | None
    tenant_filled: bool
    """Whether that column is NOT NULL."""
    options: list[str]
    """`NAME=VALUE`."""
    grants: list[str]

    @property
    def sql(self) -> str:
        """How SQL names it wherever it is said."""
        return f"{spell_on_a_line(self.schema)}.{spell_on_a_line(self.name)}"

    @property
    def quoted(self) -> str:
        """The same in quotes, whatever is in it."""
        return f"{quote_identifier(self.schema)}.{quote_identifier(self.name)}"

    @property
    def invoker(self) -> bool:
        """Of a view: whether what it reads is read as the one who asks."""
        return self._on("security_invoker")

    @property
    def barrier(self) -> bool:
        """Of a view: whether its conditions are looked at before the person's."""
        return self._on("security_barrier")

    @property
    def checked(self) -> bool:
        """Of a view: whether what is written through it has to fulfil its conditions."""
        return any(option.startswith("check_option=") for option in self.options)

    def _on(self, name: str) -> bool:
        said = next((option for option in self.options if option.startswith(f"{name}=")), "=false")
        return said.partition("=")[2].lower() in ("true", "on", "yes", "1")


@dataclass(frozen=True, slots=True)
class Column:
    """A column on which somebody has privileges of his own."""

    relation: int
    name: str
    grants: list[str]


@dataclass(frozen=True, slots=True)
class Schema:
    """A schema."""

    oid: int
    name: str
    owner: int
    grants: list[str]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of a relation's."""

    relation: int
    name: str
    permissive: bool
    command: str
    """`SELECT`, `INSERT`, `UPDATE`, `DELETE` or `ALL`."""
    roles: list[int]
    """0 is everybody."""
    using: str | None
    check: str | None
    told: bool
    """Whether its conditions were read: another session may hold the table."""
    functions: list[int]
    """Those that it calls, but for PostgreSQL's own."""
    relations: list[int]
    """Those that it reads."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function or procedure that row security depends on, or that might lead around it."""

    oid: int
    schema: str
    name: str
    arguments: str
    kind: str
    owner: int
    owner_name: str
    owner_above: bool
    definer: bool
    """Whether it acts as its owner."""
    volatility: str
    """`i`, `s` or `v`."""
    leakproof: bool
    language: str
    is_trigger: bool
    settings: list[str]
    """`NAME=VALUE`, set while it runs."""
    source: str
    of_extension: bool
    grants: list[str]

    @property
    def sql(self) -> str:
        """How SQL names it wherever it is said."""
        return f"{spell_on_a_line(self.schema)}.{spell_on_a_line(self.name)}({self.arguments})"

    @property
    def word(self) -> str:
        """What ALTER calls it."""
        return "PROCEDURE" if self.kind == "p" else "FUNCTION"


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that does something when a table or view is written to."""

    relation: int
    name: str
    command: str
    uses: list[int]
    """What it reads or writes; its own relation may be among them."""


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger."""

    relation: int
    name: str
    function: int
    commands: list[str]
    rows: list[str]
    """The names of the rows before and after, of one for whole statements."""


@dataclass(frozen=True, slots=True)
class View:
    """What a view reads, and which functions it calls."""

    view: int
    reads: list[int]
    calls: list[int]
    """But for PostgreSQL's own."""


@dataclass(frozen=True, slots=True)
class Definition:
    """How a view is defined."""

    view: int
    definition: str


@dataclass(frozen=True, slots=True)
class Index:
    """An index of a table with the tenant's column."""

    relation: int
    name: str
    is_unique: bool
    """Or an exclusion constraint's."""
    is_primary: bool
    is_valid: bool
    is_partial: bool
    keys: list[str]
    """Columns; empty for an expression."""
    is_given: bool
    """Whether that one of its values is taken tells nothing: the database has made it, it is a number that is a primary
    key, a uuid, or bytea."""
    is_within: bool
    """Whether the tenant's column is in an expression of it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A foreign key."""

    relation: int
    refers_to: int
    name: str
    columns: list[str]
    referred: list[str]


@dataclass(frozen=True, slots=True)
class Default:
    """Privileges that new tables are born with."""

    maker: str
    schema: str | None
    kind: str
    grants: list[str]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is set for a role, or everybody, when a connection begins."""

    role: int
    role_name: str | None
    database: str | None
    setting: str
    """`NAME=VALUE`."""


@dataclass(frozen=True, slots=True)
class Door:
    """A way to files, programs or other servers."""

    kind: str
    """`function`, `mapping`, `language`, `large-object`, `catalog`, `sequence`, `parameter` or `database`."""
    name: str
    grants: list[str]


@dataclass(frozen=True, slots=True)
class Citus:
    """Whether tables are distributed."""

    there: bool


SEEDS = Query("doctor/seeds", Seed)
ROLES = Query("doctor/roles", Role)
RELATIONS = Query("doctor/relations", Relation)
COLUMNS = Query("doctor/columns", Column)
SCHEMAS = Query("doctor/schemas", Schema)
POLICIES = Query("doctor/policies", Policy)
FUNCTIONS = Query("doctor/functions", Function)
TRIGGERS = Query("doctor/triggers", Trigger)
RULES = Query("doctor/rules", Rule)
VIEWS = Query("doctor/views", View)
DEFINITIONS = Query("doctor/definitions", Definition)
INDEXES = Query("doctor/indexes", Index)
KEYS = Query("doctor/keys", Key)
DEFAULTS = Query("doctor/defaults", Default)
SETTINGS = Query("doctor/settings", Setting)
DOORS = Query("doctor/doors", Door)
CITUS = Query("doctor/citus", Citus)
