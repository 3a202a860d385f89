"""What is asked of many organizations, and what each of them answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.model.errors import TenantshError
    from tenantsh.model.message import Message
    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant

SECONDS = 30.0
"""How long an organization's statement may take, unless somebody says otherwise."""
WORKERS = 4
MOST_WORKERS = 16


@dataclass(frozen=True, slots=True)
class Inquiry:
    """One statement, read only, and how it is put to many organizations."""

    sql: str
    params: tuple[Any, ...] = ()
    """For `$1`, `$2`, …: texts, whose types the server finds out, or values of Python's."""
    seconds: float = SECONDS
    """For each organization's statement; 0 is as long as the server lets it."""
    workers: int = WORKERS
    """How many organizations are asked at a time."""
    shared: bool = True
    """Whether all are to be asked at one moment, by one snapshot, where the server allows it."""
    plans: bool = False
    """Whether each organization's plan is wanted too: EXPLAIN (VERBOSE, FORMAT JSON)."""
    reason: str | None = None
    """Why these organizations' data are looked at."""
    session_id: str = ""
    """What the server sees of whoever asks: in application_name, and behind the statements."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An organization that is to be asked."""

    org: str
    """Its id."""
    name: str | None = None
    """As a list has it; the answer has it as the organization itself does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one organization says: a result, or what went wrong there."""

    tenant: Tenant
    """Whose answer it is, and as which role it was asked."""
    result: Result | None = None
    """Verified, and masked; its cells can be read any number of times. `Held.description` has the columns' origins."""
    error: TenantshError | None = None
    """StatementError, UnknownOrganization, UnknownPerson, ConnectError, ConnectionLost, ContextDrift."""
    seconds: float = 0.0
    """From connecting to the last row."""
    plan: dict[str, Any] | None = None
    """`["Plan"]` of its EXPLAIN, where plans were wanted."""
    notices: tuple[Message, ...] = ()
    """What the server said beside it, masked."""
    cluster: str | None = None
    """Where it was asked, of several clusters."""
