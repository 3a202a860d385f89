"""What was run, and what became of it: what an evidence log is made of. Never a result, never a parameter.

Named tuples: every start makes these classes, and those of dataclasses take milliseconds.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tenantsh.model.tenant import Tenant


class Verdict(StrEnum):
    """What became of a statement."""

    DONE = "done"
    """It ran, and the context was verified."""
    BEGUN = "begun"
    """Its rows are read in batches, and the first may come; another one tells of their end."""
    REFUSED = "refused"
    """The guard, or a rule of this client's, kept it back: nothing was sent."""
    UNSENT = "unsent"
    """It could not be sent as it was typed."""
    FAILED = "failed"
    """The server said no, and told an SQLSTATE."""
    WITHHELD = "withheld"
    """The context was another one when it ended: it was rolled back, and its rows were not shown."""
    CANCELLED = "cancelled"
    """A person pressed Ctrl-C."""
    LOST = "lost"
    """The connection went: it may have run or not."""


class Server(NamedTuple):
    """Where a statement went."""

    host: str
    port: str
    database: str
    login: str
    version: int
    """As libpq counts: 150018 is 15.18."""

    def __str__(self) -> str:
        return f"{self.host}:{self.port}/{self.database}"


class Done(NamedTuple):
    """One statement of a person's, and what became of it."""

    session: str
    """The session's id, which the server sees too; empty for a session that has none."""
    how: str
    """`statement`, `prepare`, `execute`, `frame`, `batches`, `insert`, `plan`, `glance`, `unmask`, …"""
    sql: str
    """As it was typed, with every literal in it; the log leaves them out."""
    shapes: tuple[str, ...]
    """Of parameters: what kind of value each was, and never which."""
    rows: int | None
    """As many as the server counted; None where it counts none."""
    seconds: float
    verdict: Verdict
    server: Server
    tenant: Tenant | None
    """Whose data; None on a plain connection."""
    sqlstate: str = ""
    rule: str = ""
    """Of the guard, where it refused."""
    allowed: tuple[str, ...] = ()
    """Rules of the guard that a person, or an option, let through for this statement."""
    reason: str | None = None
    """Why this data is looked at, as it was said last."""
    readable: bool = True
    """Whether literals can be told in it: not where standard_conforming_strings is off, or nobody has read it yet."""
    case: str = ""
    """The support case that it is recorded in, by its id; empty for none."""


class Keeping(NamedTuple):
    """What is to be kept of a session's statements, and which reasons it asks for."""

    path: str | None = None
    """The log's file; None where nothing is kept."""
    required: bool = False
    """Whether nothing is shown that could not be written; else a log that cannot be written is told of once."""
    literals: bool = False
    """Whether statements are kept as they were typed."""
    least_reason: int = 0
    """How many characters a reason must have; 0 where none is asked for."""
    reason_seconds: float | None = None
    """How long a reason holds; None where it holds as long as the session."""
    case_key: str | None = None
    """A file with the team's key, of which the keys of support cases are made."""


NOTHING_KEPT = Keeping()
