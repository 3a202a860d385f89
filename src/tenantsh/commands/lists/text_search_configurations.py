r"""`\dF`: the text search configurations, and with `+` what each does with which token."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing, not_found
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Configuration:
    """A text search configuration."""

    oid: int
    schema: str
    name: str
    parser_schema: str
    parser: str
    description: str | None


@dataclass(frozen=True, slots=True)
class TokenMapping:
    """What a configuration does with a type of token."""

    configuration: int
    """Its oid."""
    token: str | None
    dictionaries: str
    """In the order in which they are asked."""


CONFIGURATIONS = Listing(
    Query("list/text_search_configurations", Configuration),
    title="List of text search configurations",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Description", lambda row: row.description),
    ),
)
MAPPINGS = Listing(
    Query("list/text_search_mappings", TokenMapping),
    title="",
    headings=(
        Heading("Token", lambda row: row.token),
        Heading("Dictionaries", lambda row: row.dictionaries),
    ),
)


@command(r"\dF", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dF", r"\dF+ english"])
def configurations(
    ctx: Context, pattern: kinds.SearchConfiguration | None = None, *, modifiers: str = ""
) -> Iterable[Result] | Result | None:
    """List text search configurations; `+` describes each of them."""
    asked = Asked.of(ctx, pattern, modifiers)
    if modifiers.startswith("x") and asked.major < EXPANDED_SINCE:
        raise UsageError(rf"invalid command \dF{modifiers}")
    return _described(ctx, asked) if asked.verbose else CONFIGURATIONS.show(ctx, asked)


def _described(ctx: Context, asked: Asked) -> Iterable[Result]:
    found, mappings = ctx.session.fetch_all(CONFIGURATIONS.request(ctx, asked), MAPPINGS.request(ctx, asked))
    if not found:
        also = "s." if asked.pattern is None else f' named "{asked.pattern}".'
        raise not_found(ctx, f"Did not find any text search configuration{also}")
    return [_description(one, mappings, asked) for one in found]


def _description(one: Configuration, mappings: Iterable[TokenMapping], asked: Asked) -> Result:
    title = f'Text search configuration "{one.schema}.{one.name}"\nParser: "{one.parser_schema}.{one.parser}"'
    its = [mapping for mapping in mappings if mapping.configuration == one.oid]
    return replace(asked.table(MAPPINGS.headings, its, title), footers=())
