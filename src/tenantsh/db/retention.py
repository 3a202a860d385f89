"""What retention asks of a database: tables with rules and their partitions, runs on record, who runs one now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from datetime import date, datetime

LOCK = 0x74736872
"""The advisory lock that a run holds in its database."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The server's time, and what kind of server it is."""

    now: datetime
    """In UTC, without a zone."""
    standby: bool
    recorded: bool
    """Whether this role can read on record what runs did."""


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
    lower: date | None
    """The day of its lower bound, in UTC; None where it has none that a calendar knows."""
    upper: date | None
    """The first day on which nothing of it is left; None where its bound is none that a rule could meet."""
    is_month: bool
    """Whether it holds just one month of UTC."""
    rows: int
    """An estimate."""
    bytes: int
    views: list[str] = field(default_factory=list)
    """Views that read this partition by its name, and would not let it go."""


@dataclass(frozen=True, slots=True)
class RecordedRun:
    """A run, as tenants may see it."""

    run_id: int
    created_at: datetime
    finished_at: datetime | None
    outcome: str
    months: int


@dataclass(frozen=True, slots=True)
class Gone:
    """Months of a table that runs have taken away."""

    table_name: str
    fate: str
    months: int
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever holds the lock of a run; who she is may be hidden from this role."""

    pid: int | None
    login: str | None
    host: str | None
    since: datetime | None


CLOCK = Query("retention/clock", Clock)
TABLES = Query("retention/tables", RuledTable)
PARTS = Query("retention/partitions", Part)
RUNS = Query("retention/runs", RecordedRun)
GONE = Query("retention/gone", Gone)
HOLDER = Query("retention/holder", Holder)
