r"""`\dy`: event triggers."""

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
class EventTrigger:
    """A trigger on what is done to the schema."""

    name: str
    event: str
    owner: str
    enabled: str | None
    function: str
    tags: str
    description: str | None


EVENT_TRIGGERS: Listing[EventTrigger] = Listing(
    Query("list/event_triggers", EventTrigger),
    title="List of event triggers",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Event", lambda row: row.event),
        Heading("Owner", lambda row: row.owner),
        Heading("Enabled", lambda row: row.enabled),
        Heading("Function", lambda row: row.function),
        Heading("Tags", lambda row: row.tags),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
    parts=1,
)


@command(r"\dy", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dy"])
def event_triggers(ctx: Context, pattern: kinds.EventTrigger | None = None, *, modifiers: str = "") -> Result | None:
    """List event triggers."""
    return EVENT_TRIGGERS.show(ctx, Asked.of(ctx, pattern, modifiers))
