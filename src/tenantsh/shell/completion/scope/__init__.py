"""Whose columns can be named at a place: the sources of the query around it, and of the queries around that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.scope.fromlist import FromList
from tenantsh.shell.completion.scope.level import Clause, Level, level, opened, unwrapped
from tenantsh.shell.completion.scope.once import once
from tenantsh.shell.completion.scope.seeing import Scope, seen
from tenantsh.shell.completion.scope.tree import grown, tree
from tenantsh.shell.completion.wanted import Output, Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.place import Place

__all__ = ["Clause", "Level", "Scope", "level", "opened", "source_of", "unwrapped", "visible"]


@once
def visible(place: Place) -> Scope:
    """The scope at a place of a statement, half-written or not; what follows the cursor counts too.

    The variables of a body are the last source, which has no name.
    """
    found = seen(grown(place))
    if not place.variables:
        return found
    outputs = tuple(Output(name, type=kind) for name, kind in place.variables)
    return replace(found, sources=(*found.sources, Source("", outputs=outputs, outer=True)))


def source_of(lexemes: Sequence[Lexeme]) -> Source | None:
    """The table that these begin with: `[ONLY] schema.table [*] [[AS] alias [(columns)]]`."""
    item = FromList(tree(lexemes), lambda _: ()).target()
    return item.source if item else None
