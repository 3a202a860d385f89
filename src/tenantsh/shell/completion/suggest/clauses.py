"""What is wanted in SELECT, INSERT, UPDATE, DELETE, MERGE, VALUES and WITH."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.wanted import Relations, Words

if TYPE_CHECKING:
    from tenantsh.shell.completion.place import Place
    from tenantsh.shell.completion.wanted import Source, Wanted


def suggest(place: Place) -> list[Wanted]:
    """What is wanted at a place in a query; `place.before` begins with the query's first word."""
    return [Relations()] if place.before[-1].is_word("from", "join") else [Words(("FROM", "WHERE"))]


def expression(place: Place, sources: tuple[Source, ...]) -> list[Wanted]:
    """What is wanted within an expression that is no query's: a policy's, a constraint's, an index's."""
    return []
