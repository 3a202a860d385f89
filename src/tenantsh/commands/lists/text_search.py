r"""`\dFd` and `\dFt`: text search dictionaries, and the templates that they are made from."""

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
class Dictionary:
    """A text search dictionary."""

    schema: str
    name: str
    template: str
    options: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Template:
    """A text search template."""

    schema: str
    name: str
    init: str
    lexize: str
    description: str | None


DICTIONARIES = Listing(
    Query("list/text_search_dictionaries", Dictionary),
    title="List of text search dictionaries",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Template", lambda row: row.template, verbose=True),
        Heading("Init options", lambda row: row.options, verbose=True),
        Heading("Description", lambda row: row.description),
    ),
)
TEMPLATES = Listing(
    Query("list/text_search_templates", Template),
    title="List of text search templates",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Init", lambda row: row.init, verbose=True),
        Heading("Lexize", lambda row: row.lexize, verbose=True),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\dFd", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dFd", r"\dFd+ simple"])
def dictionaries(ctx: Context, pattern: kinds.SearchDictionary | None = None, *, modifiers: str = "") -> Result | None:
    """List text search dictionaries."""
    return DICTIONARIES.show(ctx, Asked.of(ctx, pattern, modifiers))


@command(r"\dFt", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dFt"])
def templates(ctx: Context, pattern: kinds.SearchTemplate | None = None, *, modifiers: str = "") -> Result | None:
    """List text search templates."""
    return TEMPLATES.show(ctx, Asked.of(ctx, pattern, modifiers))
