r"""The lists that psql makes of relations: `\dt` and its kin, and `\dP` for what is partitioned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.describe.relation import noun_of
from tenantsh.commands.headings import Heading, tabulate
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.session import Session

GROUP = "Describing"
_KINDS = {"t": "rp", "v": "v", "m": "m", "i": "iI", "s": "S", "E": "f"}
r"""The letters after `\d` and the relkinds that they stand for."""
_NOUNS = {
    "t": "tables",
    "v": "views",
    "m": "materialized views",
    "i": "indexes",
    "s": "sequences",
    "E": "foreign tables",
}
_PERSISTENCE = {"p": "permanent", "u": "unlogged", "t": "temporary"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A relation in a list."""

    schema: str
    name: str
    kind: str
    owner: str
    table: str | None
    """What an index is on."""
    persistence: str
    access_method: str | None
    size: str | None
    """As people read it; None where it was not asked for."""
    description: str | None


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


RELATIONS = Query("list/relations", Listed)
PARTITIONED = Query("list/partitioned", Partitioned)


def _register(letter: str) -> None:
    def listing(ctx: Context, pattern: str | None = None, *, modifiers: str = "") -> Result | None:
        return relations(ctx, letter + modifiers, pattern)

    listing.__doc__ = f"List {_NOUNS[letter]}; several letters list several kinds."
    others = "".join(other for other in _KINDS if other != letter)
    name = rf"\d{letter}"
    command(name, "[PATTERN]", group=GROUP, modifiers=f"{others}S+", examples=[name])(listing)


for _letter in _KINDS:
    _register(_letter)


@command(r"\dP", "[PATTERN]", group=GROUP, modifiers="tin+", examples=[r"\dP", r"\dP+ events"])
def partitioned(ctx: Context, pattern: str | None = None, *, modifiers: str = "") -> Result:
    """List partitioned tables (`t`) and indexes (`i`), and with `n` those that are partitions themselves."""
    chosen = [letter for letter in "ti" if letter in modifiers] or ["t", "i"]
    nested = "n" in modifiers or pattern is not None
    found = ctx.session.fetch(
        PARTITIONED,
        kinds=[{"t": "p", "i": "I"}[letter] for letter in chosen],
        nested=nested,
        verbose="+" in modifiers,
        system=pattern is not None,
        **named(ctx.session, pattern),
    )
    noun = "relations" if len(chosen) > 1 else _NOUNS[chosen[0]]
    headings = list(_partitioned_headings(chosen, modifiers, nested=nested, major=major_of(ctx.session)))
    columns, cells = tabulate(headings, found, absent=absent(ctx.session))
    return Result(columns=columns, cells=cells, title=f"List of partitioned {noun}")


def relations(ctx: Context, letters: str, pattern: str | None) -> Result | None:
    r"""List relations: `letters` say which kinds, `S` for the system's too, `+` for more columns.

    Where nothing matches the person is told so, and a script with `-q` gets an empty table; both are psql's way.
    """
    major = major_of(ctx.session)
    chosen = [letter for letter in _KINDS if letter in letters]
    system = "S" in letters or pattern is not None
    found = ctx.session.fetch(
        RELATIONS,
        kinds=_relkinds(chosen, toast=system and major >= 14),
        verbose="+" in letters,
        system=system,
        **named(ctx.session, pattern),
    )
    nouns = _NOUNS[chosen[0]] if len(chosen) == 1 and major >= 18 else "relations"
    if not found and not ctx.variables.on("QUIET"):
        ctx.warn(_nothing(nouns, pattern, major))
        return None
    columns, cells = tabulate(list(_headings(chosen, letters, major)), found, absent=absent(ctx.session))
    return Result(columns=columns, cells=cells, title=f"List of {nouns}")


def major_of(session: Session) -> int:
    """The server's major version: the psql that is followed."""
    return session.server_version // 10000


def absent(session: Session) -> str | None:
    r"""What psql's lists hold where there is nothing: NULL from 17 on, before that text that `\pset null` misses."""
    return None if major_of(session) >= 17 else ""


def _relkinds(chosen: Sequence[str], *, toast: bool) -> list[str]:
    also = "t" if toast and "t" in chosen else ""
    return list("".join(_KINDS[letter] for letter in chosen) + also)


def _nothing(nouns: str, pattern: str | None, major: int) -> str:
    if pattern is None:
        return f"Did not find any {nouns}."
    return f'Did not find any {nouns if major >= 18 else "relation"} named "{pattern}".'


def _headings(chosen: Sequence[str], letters: str, major: int) -> Iterator[Heading[Listed]]:
    yield Heading("Schema", lambda row: row.schema)
    yield Heading("Name", lambda row: row.name)
    yield Heading("Type", lambda row: noun_of(row.kind))
    yield Heading("Owner", lambda row: row.owner)
    if "i" in chosen:
        yield Heading("Table", lambda row: row.table)
    if "+" in letters:
        yield Heading("Persistence", lambda row: _PERSISTENCE[row.persistence])
        if major >= 14 and set(chosen) & set("tmi"):
            yield Heading("Access method", lambda row: row.access_method)
        yield Heading("Size", lambda row: row.size)
        yield Heading("Description", lambda row: row.description)


def _partitioned_headings(
    chosen: Sequence[str], modifiers: str, *, nested: bool, major: int
) -> Iterator[Heading[Partitioned]]:
    yield Heading("Schema", lambda row: row.schema)
    yield Heading("Name", lambda row: row.name)
    yield Heading("Owner", lambda row: row.owner)
    if len(chosen) > 1:
        yield Heading("Type", lambda row: row.type)
    if nested:
        yield Heading("Parent name", lambda row: row.parent_name)
    if "i" in chosen:
        yield Heading("Table", lambda row: row.table)
    if "+" in modifiers:
        if major >= 18:
            yield Heading("Access method", lambda row: row.access_method)
        if "n" in modifiers:
            yield Heading("Leaf partition size", lambda row: row.leaf_size)
        yield Heading("Total size", lambda row: row.total_size)
        yield Heading("Description", lambda row: row.description)
