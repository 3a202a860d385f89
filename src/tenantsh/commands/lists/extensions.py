r"""`\dx`: extensions, and what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing, not_found
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Extension:
    """An extension that is installed."""

    name: str
    version: str
    default_version: str | None
    """What CREATE EXTENSION would install."""
    schema: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class ExtensionObject:
    """Something that an extension brought."""

    extension: str
    description: str | None
    """None for an extension with nothing in it."""


EXTENSIONS: Listing[Extension] = Listing(
    Query("list/extensions", Extension),
    title="List of installed extensions",
    headings=(
        Heading("Name", lambda row: row.name),
        Heading("Version", lambda row: row.version),
        Heading("Default version", lambda row: row.default_version, known_since=18),
        Heading("Schema", lambda row: row.schema),
        Heading("Description", lambda row: row.description),
    ),
    parts=1,
)
OBJECTS = Query("list/extension_objects", ExtensionObject)


@command(r"\dx", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dx", r"\dx+ plpgsql"])
def extensions(
    ctx: Context, pattern: kinds.Extension | None = None, *, modifiers: str = ""
) -> Iterator[Result] | Result | None:
    """List installed extensions, with `+` the objects in them."""
    asked = Asked.of(ctx, pattern, modifiers)
    return _contents(ctx, asked) if asked.verbose else EXTENSIONS.show(ctx, asked)


def _contents(ctx: Context, asked: Asked) -> Iterator[Result]:
    found = ctx.session.fetch(OBJECTS, **named(ctx.session, asked.pattern, parts=1))
    if not found:
        raise not_found(ctx, asked.nothing("extension"))
    for name, objects in groupby(found, key=lambda row: row.extension):
        there = [row for row in objects if row.description is not None]
        yield asked.table([_OBJECT], there, f'Objects in extension "{name}"')


_OBJECT: Heading[ExtensionObject] = Heading("Object description", lambda row: row.description)
