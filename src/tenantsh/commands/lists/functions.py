r"""`\df`: functions, procedures and their kin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.argument_types import argument_types, leaves_nothing_out, most_types, warn_of_extras
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked, Listing
from tenantsh.commands.lists.words import YES_OR_NO
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

_KINDS = "anptw"
"""Aggregate, normal, procedure, trigger, window."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function of any kind."""

    schema: str
    name: str
    result_type: str | None
    argument_types: str
    type: str
    volatility: str
    parallel: str
    owner: str
    security: str
    leakproof: bool
    access_privileges: str | None
    language: str
    source: str | None
    """What it is made of; from 16 on only where that is a function of the server's or a library's."""
    description: str | None


FUNCTIONS = Listing(
    Query("list/functions", Function),
    title="List of functions",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Result data type", lambda row: row.result_type),
        Heading("Argument data types", lambda row: row.argument_types),
        Heading("Type", lambda row: row.type),
        Heading("Volatility", lambda row: row.volatility, verbose=True),
        Heading("Parallel", lambda row: row.parallel, verbose=True),
        Heading("Owner", lambda row: row.owner, verbose=True),
        Heading("Security", lambda row: row.security, verbose=True),
        Heading("Leakproof?", lambda row: YES_OR_NO[row.leakproof], verbose=True, known_since=18),
        Heading("Access privileges", lambda row: row.access_privileges, verbose=True),
        Heading("Language", lambda row: row.language, verbose=True),
        Heading("Source code", lambda row: row.source, verbose=True, known_until=15),
        Heading("Internal name", lambda row: row.source, verbose=True, known_since=16),
        Heading("Description", lambda row: row.description, verbose=True),
    ),
)


@command(r"\df", "[PATTERN [TYPE]...]", group=GROUP, modifiers=f"{_KINDS}S+x", examples=[r"\df", r"\dfn *org* uuid"])
def functions(
    ctx: Context, pattern: kinds.Function | None = None, *types: kinds.Type, modifiers: str = ""
) -> Iterator[Result]:
    """List functions: aggregates (`a`), normal ones (`n`), procedures (`p`), triggers (`t`), windows (`w`).

    Types after the pattern are those of the first arguments; a `-` says that there are no more.
    """
    asked = Asked.of(ctx, pattern, modifiers)
    if not _takes(ctx, asked):
        return
    most = most_types(asked)
    kinds = [letter for letter in _KINDS if letter in modifiers] or list(_KINDS)
    overlooked = len(kinds) == len(_KINDS) and leaves_nothing_out(ctx.session, pattern)
    taken = argument_types(ctx.session, types[:most], overlooked=overlooked)
    yield FUNCTIONS.table(ctx, asked, kinds=kinds, **taken)
    warn_of_extras(ctx, rf"\df{modifiers}", types[most:])


def _takes(ctx: Context, asked: Asked) -> bool:
    """Whether this psql takes the letters; it complains of later ones, and to it that is no failure.

    Raises UsageError, in psql's words, for a first letter that it does not know.
    """
    known = f"{_KINDS}Sx+" if asked.major >= EXPANDED_SINCE else f"{_KINDS}S+"
    if set(asked.letters[:1]) - set(known):
        raise UsageError(rf"invalid command \df{asked.letters}")
    unknown = set(asked.letters) - set(known)
    if unknown:
        ctx.complain(rf"\df only takes [{known}] as options")
    return not unknown
