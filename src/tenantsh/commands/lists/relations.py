r"""The lists that psql makes of relations: `\dt` and its kin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

from tenantsh.commands import kinds
from tenantsh.commands.describe.relation import noun_of
from tenantsh.commands.headings import Heading
from tenantsh.commands.lists.listing import GROUP, Asked, says
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result

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


class Listed(NamedTuple):
    """A relation in a list."""

    schema: str
    name: str
    kind: str
    owner: str
    table: str | None
    """What an index is on; None where indexes were not asked for."""
    persistence: str
    access_method: str | None
    """None where more columns were not asked for, as the size."""
    size: str | None
    """As people read it."""
    description: str | None


RELATIONS = Query("list/relations", Listed)


def _register(letter: str) -> None:
    def listing(ctx: Context, pattern: str | None = None, *, modifiers: str = "") -> Result | None:
        return relations(ctx, letter + modifiers, pattern)

    listing.__annotations__["pattern"] = Annotated[str, kinds.Relations(_KINDS[letter])]
    listing.__doc__ = f"List {_NOUNS[letter]}; several letters list several kinds."
    others = "".join(other for other in _KINDS if other != letter)
    name = rf"\d{letter}"
    command(name, "[PATTERN]", group=GROUP, modifiers=f"{others}S+x", examples=[name])(listing)


for _letter in _KINDS:
    _register(_letter)


def relations(ctx: Context, letters: str, pattern: str | None) -> Result | None:
    r"""List relations: `letters` say which kinds, `S` for the system's too, `+` for more columns, `x` for records.

    Where nothing matches the person is told so, and a script with `-q` gets an empty table; both are psql's way.
    """
    asked = Asked.of(ctx, pattern, letters)
    chosen = [letter for letter in _KINDS if letter in letters]
    found = ctx.session.fetch(
        RELATIONS,
        kinds=_relkinds(chosen, toast=asked.system and asked.major >= 14),
        indexes="i" in chosen,
        verbose=asked.verbose,
        system=asked.system,
        **named(ctx.session, pattern),
    )
    nouns = _title_nouns(chosen, asked.major)
    if not found and says(ctx, _nothing(nouns, asked)):
        return None
    headings = _headings(chosen, methods=not ctx.variables.on("HIDE_TABLEAM"))
    return asked.table(headings, found, f"List of {nouns}")


def _relkinds(chosen: Sequence[str], *, toast: bool) -> list[str]:
    also = "t" if toast and "t" in chosen else ""
    return list("".join(_KINDS[letter] for letter in chosen) + also)


def _title_nouns(chosen: Sequence[str], major: int) -> str:
    return _NOUNS[chosen[0]] if len(chosen) == 1 and major >= 18 else "relations"


def _nothing(nouns: str, asked: Asked) -> str:
    if asked.pattern is None:
        return f"Did not find any {nouns}."
    return f'Did not find any {nouns if asked.major >= 18 else "relation"} named "{asked.pattern}".'


def _headings(chosen: Sequence[str], *, methods: bool) -> Iterator[Heading[Listed]]:
    yield Heading("Schema", lambda row: row.schema)
    yield Heading("Name", lambda row: row.name)
    yield Heading("Type", lambda row: noun_of(row.kind))
    yield Heading("Owner", lambda row: row.owner)
    if "i" in chosen:
        yield Heading("Table", lambda row: row.table)
    yield Heading("Persistence", lambda row: _PERSISTENCE[row.persistence], verbose=True)
    if methods and set(chosen) & set("tmi"):
        yield Heading("Access method", lambda row: row.access_method, verbose=True, known_since=14)
    yield Heading("Size", lambda row: row.size, verbose=True)
    yield Heading("Description", lambda row: row.description, verbose=True)
