"""What retention asks of a database: tables with rules and their partitions, runs on record, who runs one now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from tenantsh.db.query import Query

LOCK = 0x74736872
"""The advisory lock that a run holds in its database."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The server's time, and what kind of server it is."""

    moment: str
    """By the clock of UTC. A text, as all times here: how a session writes them is the person's own."""
    standby: bool
    recorded: bool
    """Whether this role can read on record what runs did."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC and without a zone."""
        return datetime.fromisoformat(self.moment)


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table that a rule names."""

    relation: int
    schema: str
    name: str
    kind: str
    owner: str
    secured: bool
    """Whether row security decides which of its rows this role sees."""
    key: str | None
    """The first column of the partition key, where it is a column."""
    by_time: bool
    """Whether it is partitioned by ranges of one date or timestamp."""
    has_organizations: bool
    """Whether it has the convention's tenant column."""
    default_partition: str | None
    default_rows: int
    """An estimate."""

    @property
    def full_name(self) -> str:
        """`schema.name`, as manifests and records have it."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Part:
    """A partition of a table with a rule; the default partition is none."""

    parent: int
    relation: int
    schema: str
    name: str
    kind: str
    bound: str
    begins: str | None
    ends: str | None
    is_month: bool
    """Whether it holds just one month of UTC."""
    rows: int
    """An estimate."""
    bytes: int
    views: list[str] = field(default_factory=list)
    """Views that read this partition by its name, and would not let it go."""

    @property
    def lower(self) -> date | None:
        """The day of its lower bound, in UTC; None where it has none that a calendar knows."""
        return None if self.begins is None else date.fromisoformat(self.begins)

    @property
    def upper(self) -> date | None:
        """The first day on which nothing of it is left; None where its bound is none that a rule could meet."""
        return None if self.ends is None else date.fromisoformat(self.ends)


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run, as tenants may see it."""

    run_id: int
    began: str
    ended: str | None
    outcome: str
    months: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Months of a table that runs have taken away."""

    table_name: str
    fate: str
    months: int
    until: str
    """The end of the last one, a day in UTC."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds a lock; who she is may be hidden from this role."""

    pid: int | None
    login: str | None
    host: str | None
    since: str | None

    def __str__(self) -> str:
        since = f", since {self.since} UTC" if self.since else ""
        return f"process {self.pid} ({self.login} from {self.host}{since})" if self.pid else "somebody"


@dataclass(frozen=True, slots=True)
class Described:
    """A column of a table."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Database:
    """Which database it is, and the server's process that answered."""

    name: str
    pid: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a run has to be sure of before it goes on."""

    same: bool
    """Whether the partition is the one that was looked at."""
    alone: bool
    """Whether this session still holds the lock that keeps other runs away."""
    wanted: bool
    """Whether somebody waits for the partition."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A table that is locked too when a partition goes."""

    name: str
    """In quotes where it needs them."""


CLOCK = Query("retention/clock", Clock)
TABLES = Query("retention/tables", RuledTable)
PARTS = Query("retention/partitions", Part)
RUNS = Query("retention/runs", RecordedRun)
GONE = Query("retention/gone", Gone)
HOLDER = Query("retention/holder", Holder)
COLUMNS = Query("retention/columns", Described)
DATABASE = Query("retention/database", Database)
HELD = Query("retention/held", Held)
BOUND_TO = Query("retention/bound_to", Bound)
LOCKERS = Query("retention/lockers", Holder)
