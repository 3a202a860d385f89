"""Several columns at once: those of a unique constraint, those that an INSERT has to give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import lex
from tenantsh.shell.completion.resolve.found import Found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Catalog, Relation
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Lists

_UNIQUE = re.compile(r"(?:PRIMARY KEY|UNIQUE(?: NULLS NOT DISTINCT)?) \((?P<columns>.*?)\)(?: |$)")
_THIRD = 2
"""Where what an INSERT has to give stands among the columns."""


def lists(wanted: Lists, looking: Looking) -> Iterator[Found]:
    """The lists that begin as what stands there, and of unique ones also their next columns."""
    relation = looking.catalog.relation(wanted.of.name, wanted.of.schema)
    if relation is None or looking.wish.qualifier:
        return
    if not wanted.unique:
        yield from _listed(_required(relation, looking.catalog), wanted, looking, "what an INSERT has to give")
        return
    for constraint, columns in _uniques(relation, looking.catalog):
        yield from _listed(columns, wanted, looking, constraint)
        rest = [column for column in columns if column not in wanted.taken]
        for column in rest[:1] if set(wanted.taken) <= set(columns) else ():
            match = looking.match(column)
            if match is not None:
                yield Found(column, looking.spelled(column), "column", wanted.fit, match, constraint, late=-1)


def _listed(columns: list[str], wanted: Lists, looking: Looking, detail: str) -> Iterator[Found]:
    """What is missing of a list, as one candidate."""
    rest = [column for column in columns if column not in wanted.taken]
    match = looking.match(rest[0]) if len(rest) > 1 and set(wanted.taken) <= set(columns) else None
    if match is not None:
        text = ", ".join(map(looking.spelled, rest))
        order, late = (1, -1) if wanted.unique else (_THIRD, 0)
        yield Found(rest[0], text, "columns", wanted.fit, match, detail, late=late, order=order)


def _required(relation: Relation, catalog: Catalog) -> list[str]:
    return [column.name for column in catalog.columns_of(relation) if column.required]


def _uniques(relation: Relation, catalog: Catalog) -> Iterator[tuple[str, list[str]]]:
    """The unique constraints of a relation, each with its columns: what a person gives before what fills itself."""
    owned = catalog.owned.get("constraint", {}).get(relation.oid, ())
    for thing in sorted(owned, key=lambda thing: thing.detail.startswith("PRIMARY")):
        found = _UNIQUE.match(thing.detail)
        if found:
            yield thing.name, [lexeme.value for lexeme in lex(found["columns"]) if lexeme.is_name]
