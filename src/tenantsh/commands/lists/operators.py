r"""`\do`: the operators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.argument_types import argument_types, leaves_nothing_out, most_types, warn_of_extras
from tenantsh.commands.lists.listing import GROUP, Asked, Listing
from tenantsh.commands.lists.words import YES_OR_NO
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator."""

    schema: str
    name: str
    left_type: str | None
    """None where it stands before its argument."""
    right_type: str | None
    result_type: str
    function: str
    leakproof: bool
    description: str | None
    """Its own, or else that of its function."""


OPERATORS = Listing(
    Query("list/operators", Operator),
    title="List of operators",
    headings=(
        Heading("Schema", lambda row: row.schema),
        Heading("Name", lambda row: row.name),
        Heading("Left arg type", lambda row: row.left_type),
        Heading("Right arg type", lambda row: row.right_type),
        Heading("Result type", lambda row: row.result_type),
        Heading("Function", lambda row: row.function, verbose=True),
        Heading("Leakproof?", lambda row: YES_OR_NO[row.leakproof], verbose=True, known_since=18),
        Heading("Description", lambda row: row.description),
    ),
    literal=True,
)


@command(r"\do", "[NAME [TYPE [TYPE]]]", group=GROUP, modifiers="S+x", examples=[r"\do", r"\do @> jsonb"])
def operators(
    ctx: Context, pattern: kinds.Operator | None = None, *types: kinds.Type, modifiers: str = ""
) -> Iterator[Result]:
    """List operators; one type after the name is that of a prefix operator's argument, two are left and right."""
    asked = Asked.of(ctx, pattern, modifiers)
    most = most_types(asked)
    given = types[: min(most, 2)]
    overlooked = leaves_nothing_out(ctx.session, pattern)
    taken = argument_types(ctx.session, given, overlooked=overlooked)
    yield OPERATORS.table(ctx, asked, prefix=len(given) == 1, **taken)
    warn_of_extras(ctx, rf"\do{modifiers}", types[most:])
