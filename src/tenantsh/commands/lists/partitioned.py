r"""`\dP`: what is partitioned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import EXPANDED_SINCE, GROUP, Asked
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

_RELKINDS = {"t": "p", "i": "I"}


@dataclass(frozen=True, slots=True)
class Partitioned:
    """A partitioned table or index."""

    schema: str
    name: str
    owner: str
    type: str
    parent_name: str | None
    table: str | None
    access_method: str | None
    leaf_size: str | None
    """Of the leaves right below it, as people read it; None where it was not asked for."""
    total_size: str | None
    description: str | None


PARTITIONED = Query("list/partitioned", Partitioned)


@command(r"\dP", "[PATTERN]", group=GROUP, modifiers="tin+x", examples=[r"\dP", r"\dP+ events"])
def partitioned(ctx: Context, pattern: kinds.Partitioned | None = None, *, modifiers: str = "") -> Result:
    """List partitioned tables (`t`) and indexes (`i`), and with `n` those that are partitions themselves."""
    asked = Asked.of(ctx, pattern, modifiers)
    if modifiers.startswith("x"):  # psql looks at the first letter only, and overlooks what it does not know after it
        asked.need(EXPANDED_SINCE, r"\dP")
    chosen = [letter for letter in _RELKINDS if letter in modifiers] or list(_RELKINDS)
    nested = "n" in modifiers or pattern is not None
    found = ctx.session.fetch(
        PARTITIONED,
        kinds=[_RELKINDS[letter] for letter in chosen],
        nested=nested,
        verbose=asked.verbose,
        system=asked.system,
        **named(ctx.session, pattern),
    )
    return asked.table(_headings(chosen, modifiers, nested=nested), found, f"List of partitioned {_noun(chosen)}")


def _noun(chosen: Sequence[str]) -> str:
    return {"t": "tables", "i": "indexes"}[chosen[0]] if len(chosen) == 1 else "relations"


def _headings(chosen: Sequence[str], modifiers: str, *, nested: bool) -> Iterator[Heading[Partitioned]]:
    yield Heading("Schema", lambda row: row.schema)
    yield Heading("Name", lambda row: row.name)
    yield Heading("Owner", lambda row: row.owner)
    if len(chosen) > 1:
        yield Heading("Type", lambda row: row.type)
    if nested:
        yield Heading("Parent name", lambda row: row.parent_name)
    if "i" in chosen:
        yield Heading("Table", lambda row: row.table)
    yield Heading("Access method", lambda row: row.access_method, verbose=True, known_since=18)
    if "n" in modifiers:
        yield Heading("Leaf partition size", lambda row: row.leaf_size, verbose=True)
    yield Heading("Total size", lambda row: row.total_size, verbose=True)
    yield Heading("Description", lambda row: row.description, verbose=True)
