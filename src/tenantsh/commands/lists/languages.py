r"""`\dL`: procedural languages."""

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
class Language:
    """A language that functions may be written in."""

    name: str
    owner: str
    trusted: bool
    internal: bool
    """Whether it is not a procedural language."""
    call_handler: str
    validator: str
    inline_handler: str
    access_privileges: str | None
    description: str | None


LANGUAGES: Listing[Language] = Listing(
    Query("list/languages", Language),
    title="List of languages",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Owner", lambda row: row.owner),
        Heading("Trusted", lambda row: row.trusted),
        Heading("Internal language", lambda row: row.internal, verbose=True),
        Heading("Call handler", lambda row: row.call_handler, verbose=True),
        Heading("Validator", lambda row: row.validator, verbose=True),
        Heading("Inline handler", lambda row: row.inline_handler, verbose=True),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Description", lambda row: row.description),
    ),
    parts=2,
)


@command(r"\dL", "[PATTERN]", group=GROUP, modifiers="S+x", examples=[r"\dL"])
def languages(ctx: Context, pattern: kinds.Language | None = None, *, modifiers: str = "") -> Result | None:
    """List procedural languages."""
    return LANGUAGES.show(ctx, Asked.of(ctx, pattern, modifiers))
