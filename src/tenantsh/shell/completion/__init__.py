r"""Completion, as a pure function of the text, the cursor and what is known: no question goes to a server.

    text ── place ── suggest ──► Wish: what kinds of things are wanted here
                                  │
    Catalog, commands, Person ── resolve ──► which ones there are ── rank ──► candidates, the best first

The terminal and the notebook both call `complete`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.registry import REGISTRY, Registry
from tenantsh.shell.completion.candidate import Candidate
from tenantsh.shell.completion.earlier import with_earlier
from tenantsh.shell.completion.person import NOBODY, Person
from tenantsh.shell.completion.rank import ranked
from tenantsh.shell.completion.resolve import resolve
from tenantsh.shell.completion.suggest import suggest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.commands.registry import Command
    from tenantsh.model.catalog import Catalog

__all__ = ["Candidate", "Person", "complete"]

MOST = 200
"""Candidates that are given at most."""


def complete(
    text: str,
    cursor: int | None = None,
    catalog: Catalog | None = None,
    commands: Iterable[Command] | None = None,
    *,
    person: Person = NOBODY,
    most: int = MOST,
) -> list[Candidate]:
    """What may stand at the cursor, the best first; an empty list where nothing is to be offered.

    The text may be half-written, several statements, any size; the cursor is an index into it, the end by default.
    Meta-commands are those of `commands`, the shell's own by default, their arguments by what the handlers say of them.
    Asks nobody but the folders of the file system, and those only where a file name stands.
    """
    from tenantsh.model.catalog import Catalog

    known = REGISTRY if commands is None else Registry.of(commands)
    catalog = Catalog() if catalog is None else catalog
    cursor = len(text) if cursor is None else cursor
    wish = suggest(text, cursor, known)
    if wish is None:
        return []
    catalog = with_earlier(catalog, text, cursor, wish.near)
    return ranked(resolve(wish, catalog, known, person), wish, person, most)
