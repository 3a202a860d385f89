r"""`\dRs`: subscriptions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription to publications of another server."""

    name: str
    owner: str
    enabled: bool
    publications: str
    """As PostgreSQL writes an array."""


@dataclass(frozen=True, slots=True)
class SubscriptionDetails:
    """A subscription with its settings."""

    name: str
    owner: str
    enabled: bool
    publications: str
    binary: bool
    streaming: str | None
    two_phase: str | None
    """Its state: `d` disabled, `p` pending, `e` enabled."""
    disable_on_error: bool
    origin: str | None
    password_required: bool
    run_as_owner: bool
    failover: bool
    synchronous_commit: str
    conninfo: str
    skip_lsn: str | None


SUBSCRIPTIONS: Listing[Subscription] = Listing(
    Query("list/subscriptions", Subscription),
    title="List of subscriptions",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Enabled", lambda row: row.enabled),
        Heading("Publication", lambda row: row.publications),
    ),
    parts=1,
)

DETAILS: Listing[SubscriptionDetails] = Listing(
    Query("list/subscription_details", SubscriptionDetails),
    title="List of subscriptions",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Enabled", lambda row: row.enabled),
        Heading("Publication", lambda row: row.publications),
        Heading("Binary", lambda row: row.binary, known_since=14),
        Heading("Streaming", lambda row: row.streaming, known_since=14),
        Heading("Two-phase commit", lambda row: row.two_phase, known_since=15),
        Heading("Disable on error", lambda row: row.disable_on_error, known_since=15),
        Heading("Origin", lambda row: row.origin, known_since=16),
        Heading("Password required", lambda row: row.password_required, known_since=16),
        Heading("Run as owner?", lambda row: row.run_as_owner, known_since=16),
        Heading("Failover", lambda row: row.failover, known_since=17),
        Heading("Synchronous commit", lambda row: row.synchronous_commit),
        Heading("Conninfo", lambda row: row.conninfo),
        Heading("Skip LSN", lambda row: row.skip_lsn, known_since=15),
    ),
    parts=1,
)


@command(r"\dRs", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dRs"])
def subscriptions(ctx: Context, pattern: kinds.Subscription | None = None, *, modifiers: str = "") -> Result | None:
    """List logical replication subscriptions."""
    asked = Asked.of(ctx, pattern, modifiers)
    return (DETAILS if asked.verbose else SUBSCRIPTIONS).show(ctx, asked)
