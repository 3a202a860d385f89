r"""What the earlier statements of a text make, which may not have run yet: a script, a notebook's cell.

They are read with the first key behind them. A statement at the cursor changes with each key, those before it seldom.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort, lex
from tenantsh.model.catalog import Catalog, Column, Type
from tenantsh.model.named import Names
from tenantsh.shell.completion.given import NOTHING, Given, after
from tenantsh.shell.completion.made import Made, additions, as_catalog, first_schema, outputs, written
from tenantsh.shell.completion.place import ends

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.made import Addition

_FAR = 16 * 1024
"""Characters before the cursor's line that are looked through."""
_MAKING = re.compile(r"\b(?:create|into|alter|savepoint|declare|prepare|listen|notify)\b|\\parse\b", re.IGNORECASE)
_BELOW = -1_000_000
"""OIDs below that are nobody else's."""


@dataclass(slots=True)
class _Before:
    """What stands in front of a statement."""

    made: dict[tuple[str | None, str], tuple[Made, str]] = field(default_factory=dict)
    """Relations by schema and name, each with its statement."""
    added: list[Addition] = field(default_factory=list)
    """What relations of this text and of others get besides."""
    types: list[Type] = field(default_factory=list)
    given: Given = NOTHING


def with_earlier(catalog: Catalog, text: str, cursor: int, near: Iterable[str]) -> Catalog:
    """A catalog with what the text makes before the cursor's statement, in which these names stand."""
    end = max(text.rfind(";", 0, cursor), text.rfind("\n", 0, cursor)) + 1
    before = _before(text[max(0, end - _FAR) : end]) if end else None
    if before is None:
        return catalog
    found = _with_made(catalog, before, set(near))
    types = Names(replace(kind, schema=kind.schema or first_schema(catalog)) for kind in before.types)
    columns = _added(found, before.added)
    return found.plus(Catalog(search_path=(), columns=columns, types=types, things=before.given.things()))


def _with_made(catalog: Catalog, before: _Before, near: set[str]) -> Catalog:
    """A catalog with the relations that are made, and the columns of those that are named or that others are made of.

    What the catalog has with the same columns is not made by the text any more: it has run.
    """
    for (_, name), (_, statement) in reversed(before.made.items()):
        if name in near:
            near.update(lexeme.value for lexeme in lex(statement) if lexeme.is_name)
    made: list[Made] = []
    for (_, name), (one, statement) in before.made.items():
        own = one
        if one.of_query and name in near:
            own = replace(one, columns=outputs(statement, _plus(catalog, made)))
        known = catalog.relation(name, own.schema)
        new = {column.name for column in own.columns}
        if known is None or not new <= {column.name for column in catalog.columns_of(known)}:
            made.append(own)
    return _plus(catalog, made)


def _plus(catalog: Catalog, made: list[Made]) -> Catalog:
    return catalog.plus(as_catalog(made, first_schema(catalog), _BELOW)) if made else catalog


def _added(catalog: Catalog, added: Iterable[Addition]) -> dict[int, tuple[Column, ...]]:
    """The columns of relations that get some more."""
    more: dict[int, tuple[Column, ...]] = {}
    for schema, name, columns in added:
        relation = catalog.relation(name, schema)
        if relation is not None:
            known = more.get(relation.oid) or catalog.columns_of(relation)
            names = {column.name for column in known}
            more[relation.oid] = known + tuple(column for column in columns if column.name not in names)
    return more


@lru_cache(maxsize=2)
def _before(text: str) -> _Before | None:
    """What the finished statements of a text make; None where it makes nothing."""
    if not _MAKING.search(text):
        return None
    found = _Before()
    for statement in _statements(text):
        found.given = _after(found.given, statement)
        if statement[0].is_word("drop"):
            names = {lexeme.value for lexeme in statement}
            found.made = {place: one for place, one in found.made.items() if place[1] not in names}
        elif one := written(statement):
            found.made[one.schema, one.name] = one, text[statement[0].start : statement[-1].end]
        elif enum := _enum(statement):
            found.types.append(enum)
        elif addition := additions(statement):
            found.added.append(addition)
    return found


def _statements(text: str) -> Iterator[Sequence[Lexeme]]:
    """The finished statements, each without comments; with the meta-command behind it, where one sends it."""
    lexemes: list[Lexeme] = []
    for lexeme in lex(text):
        if not ends(lexeme):
            lexemes += () if lexeme.sort in (Sort.COMMENT, Sort.COMMAND) else (lexeme,)
            continue
        if lexemes:
            yield (*lexemes, lexeme) if lexeme.sort is Sort.COMMAND else lexemes
        lexemes = []


def _after(given: Given, statement: Sequence[Lexeme]) -> Given:
    r"""What is named behind a statement, which `\parse` prepares, and other commands send."""
    command = statement[-1].text.split() if statement[-1].sort is Sort.COMMAND else []
    if command[:1] == [r"\parse"]:
        return given.with_prepared(command[1]) if len(command) > 1 else given
    return after(given, statement[:-1] if command else statement)


def _enum(statement: Sequence[Lexeme]) -> Type | None:
    """The enum that a statement makes."""
    if not (len(statement) > 4 and statement[0].is_word("create") and statement[1].is_word("type")):
        return None
    *schema, name = (lexeme.value for lexeme in takewhile(lambda one: not one.is_word("as"), statement[2:]))
    labels = tuple(lexeme.value for lexeme in statement if lexeme.sort is Sort.STRING)
    return Type(schema[0] if schema else "", name, kind="e", labels=labels) if labels else None
