r"""`\dd`: comments on what has no list of its own."""

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
class ObjectDescription:
    """A comment on a constraint, an operator class or family, a rule or a trigger."""

    schema: str
    name: str
    kind: str
    description: str


OBJECT_DESCRIPTIONS = Listing(
    Query("list/object_descriptions", ObjectDescription),
    title="Object descriptions",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Object", lambda row: row.kind),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\dd", "[PATTERN]", group=GROUP, modifiers="Sx", examples=[r"\dd"])
def object_descriptions(ctx: Context, pattern: kinds.Relation | None = None, *, modifiers: str = "") -> Result | None:
    """Show comments on objects that no other list shows: constraints, operator classes, rules, triggers."""
    return OBJECT_DESCRIPTIONS.show(ctx, Asked.of(ctx, pattern, modifiers))
