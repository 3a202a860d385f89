"""Support cases: what is kept of a statement so that another person can run it again and say what differs.

Values only. `db/looks` takes them of a session, `cases` writes, reads, replays and compares them. No cell of an answer
is in them in clear but for keys and a masked sample; what is compared are digests, keyed by the case's own secret.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What there is of a relation that may change, each with a digest of its own."""

    COLUMNS = "columns"
    CONSTRAINTS = "constraints"
    INDEXES = "indexes"
    POLICIES = "policies"
    """Their expressions, roles and commands, with the functions that they call."""
    ROW_SECURITY = "row security"
    """Enabled, forced, or neither."""
    TRIGGERS = "triggers"
    GRANTS = "grants"
    """What the role of the session may do with it."""
    DEFINITION = "definition"
    """Of a view, of how a table is partitioned, of a function."""


@dataclass(frozen=True, slots=True)
class Print:
    """A relation's fingerprints: one digest for each kind of thing that it has."""

    relation: str
    """Schema-qualified, quoted where SQL needs it."""
    kinds: Mapping[Kind, str]
    parts: Mapping[Kind, Mapping[str, str]] = field(default_factory=dict)
    """The same for each thing of a kind by its name (a policy, a column, an index, a role), where it is known: a replay
    says which of them came, went or changed."""
    policies: Mapping[str, str] = field(default_factory=dict)
    """Its policies by name in words: what a replay shows of one that is another."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """As whom a statement ran and under which settings."""

    org: str
    org_name: str | None
    role: str | None
    login: str
    user: str | None
    """The id of the person whose view was taken."""
    email: str | None
    write: bool
    context: tuple[tuple[str, str], ...]
    """The settings that row security reads, in the order in which they were set."""
    settings: Mapping[str, str]
    """What else an answer depends on: search_path, TimeZone, DateStyle, IntervalStyle, lc_*, isolation, …"""


@dataclass(frozen=True, slots=True)
class Standing:
    """The server, and where it stood."""

    version: int
    """As libpq counts: 150018 is 15.18."""
    system: str | None
    """`pg_control_system()`'s identifier; None where the role may not read it."""
    database: str
    host: str
    port: str
    recovering: bool
    """Whether it is a standby."""
    lag: float | None
    """In seconds, of a standby."""
    lsn: str | None
    """Written here, or replayed on a standby: what a clone would have to be restored to."""
    snapshot: str
    now: str
    """The transaction's time, ISO 8601 in UTC."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A statement's plan without its figures."""

    shape: str
    """A digest of its nodes, relations, indexes and conditions; the same for the same way to the rows."""
    steps: tuple[str, ...]
    """The plan in words, a line for each step, indented; without constants."""
    relations: tuple[str, ...]
    """What it reads, also by policies, schema-qualified; partitions that were left out are not there."""


@dataclass(frozen=True, slots=True)
class KeyedRow:
    """One row's key in clear and a short digest of each of its cells."""

    key: tuple[str | None, ...]
    cells: tuple[str, ...]
    """Empty for one that is marked."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A statement's rows, in digests."""

    columns: tuple[tuple[str, str], ...]
    """Name and type."""
    rows: int
    complete: bool
    """Whether all rows were looked at."""
    ordered: str
    """A digest of the rows in their order."""
    multiset: str
    """A digest of the rows in any order, duplicates counted."""
    has_order: bool
    """Whether the statement says an order at its top."""
    key: tuple[str, ...] = ()
    """The columns whose values tell rows apart; none where that is not known, or they are masked."""
    keyed: tuple[KeyedRow, ...] = ()
    """The first rows, by key."""
    sample: tuple[tuple[str | None, ...], ...] = ()
    """A few rows, masked."""


@dataclass(frozen=True, slots=True)
class Failure:
    """The error that a statement ended with."""

    sqlstate: str
    message: str


@dataclass(frozen=True, slots=True)
class Look:
    """What a statement met: taken once when it is recorded, and again, by the same code, when it is replayed."""

    surroundings: Surroundings
    standing: Standing
    planned: Planned | None = None
    prints: tuple[Print, ...] = ()
    answer: Answer | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    untold: tuple[str, ...] = ()
    """Why something of it cannot be told, in sentences: it writes, it asks for the time, it took too long."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A bound value: as text, with its type's name where it is known."""

    value: str | None
    type: str = ""


@dataclass(frozen=True, slots=True)
class Opening:
    """A case's first entry."""

    id: str
    title: str
    ticket: str | None
    reason: str | None
    by: str
    """The account that recorded it, and where."""
    created: str
    """ISO 8601, UTC."""
    tool: str
    org: str = ""
    """The organization's id: a case is one organization's."""
    org_name: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """A statement, what came of it when the person ran it, and what a look at it has found."""

    n: int
    sql: str
    parameters: tuple[Parameter, ...]
    how: str
    """`statement`, `frame`, …, as the evidence log says it."""
    origin: str | None
    r"""The command that made it: `\filter resources tier=premium`."""
    at: str
    rows: int | None
    """As the server's command tag counted them for the person."""
    seconds: float
    sqlstate: str
    look: Look | None
    """None where there was nothing to look at."""
    became: str = "done"
    """What became of it, as the evidence log says it: done, failed, cancelled, lost, withheld."""


@dataclass(frozen=True, slots=True)
class Commanded:
    """A meta-command."""

    n: int
    line: str
    at: str
    rows: int | None
    error: str | None
    said: str = ""
    r"""What it found, in a sentence, where that is of policies and conditions and not of rows: `\why`'s last line."""
    role: str | None = None
    """With whose eyes it has seen what it said."""
    person: str | None = None
    """Whose view was taken: her email."""


@dataclass(frozen=True, slots=True)
class Note:
    """A person's remark."""

    text: str
    at: str


Entry = Recorded | Commanded | Note


@dataclass(frozen=True, slots=True)
class Case:
    """A case as a whole."""

    opening: Opening
    entries: tuple[Entry, ...]


class Verdict(StrEnum):
    """What a replay says of a statement, and of a case."""

    REPRODUCES = "REPRODUCES"
    SAME_ROWS_OTHER_ORDER = "SAME ROWS, OTHER ORDER"
    DATA_CHANGED = "DATA CHANGED"
    POLICY_CHANGED = "POLICY CHANGED"
    RLS_OFF = "RLS OFF"
    SCHEMA_CHANGED = "SCHEMA CHANGED"
    PLAN_CHANGED = "PLAN CHANGED"
    CONTEXT_DIFFERS = "CONTEXT DIFFERS"
    SERVER_DIFFERS = "SERVER DIFFERS"
    CANNOT_TELL = "CANNOT TELL"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not what it was."""

    verdict: Verdict
    what: str
    """`policy of public.resources`, `TimeZone`, `rows`."""
    was: str = ""
    now: str = ""
