r"""`\dFp`: the text search parsers, and with `+` the functions and the types of token of each."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, Listing, not_found
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Parser:
    """A text search parser."""

    oid: int
    schema: str
    name: str
    description: str | None


@dataclass(frozen=True, slots=True)
class ParserMethod:
    """A function of a parser's."""

    parser: int
    """Its oid."""
    method: str
    function: str
    description: str | None


@dataclass(frozen=True, slots=True)
class TokenType:
    """A type of token that a parser tells apart."""

    parser: int
    """Its oid."""
    name: str
    description: str


PARSERS = Listing(
    Query("list/text_search_parsers", Parser),
    title="List of text search parsers",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Description", lambda row: row.description),
    ),
)
METHODS = Listing(
    Query("list/text_search_methods", ParserMethod),
    title="Text search parser",
    headings=(
        Heading("Method", lambda row: row.method),
        Heading("Function", lambda row: row.function),
        Heading("Description", lambda row: row.description),
    ),
)
TOKENS = Listing(
    Query("list/text_search_tokens", TokenType),
    title="Token types for parser",
    headings=(
        Heading("Token name", lambda row: row.name),
        Heading("Description", lambda row: row.description),
    ),
)


@command(r"\dFp", "[PATTERN]", group=GROUP, modifiers="+x", examples=[r"\dFp", r"\dFp+ default"])
def parsers(
    ctx: Context, pattern: kinds.SearchParser | None = None, *, modifiers: str = ""
) -> Iterable[Result] | Result | None:
    """List text search parsers; `+` describes each of them."""
    asked = Asked.of(ctx, pattern, modifiers)
    return _described(ctx, asked) if asked.verbose else PARSERS.show(ctx, asked)


def _described(ctx: Context, asked: Asked) -> Iterable[Result]:
    found, methods, tokens = ctx.session.fetch_all(*(one.request(ctx, asked) for one in (PARSERS, METHODS, TOKENS)))
    if not found:
        also = "s." if asked.pattern is None else f' named "{asked.pattern}".'
        raise not_found(ctx, f"Did not find any text search parser{also}")
    return [result for one in found for result in _description(one, methods, tokens, asked)]


def _description(
    one: Parser, methods: Iterable[ParserMethod], tokens: Iterable[TokenType], asked: Asked
) -> Iterator[Result]:
    name = f'"{one.schema}.{one.name}"'
    functions = [method for method in methods if method.parser == one.oid]
    yield replace(asked.table(METHODS.headings, functions, f"{METHODS.title} {name}"), footers=())
    yield asked.table(TOKENS.headings, [t for t in tokens if t.parser == one.oid], f"{TOKENS.title} {name}")
