"""Columns of relations that the statement does not name yet: people type a select list before its FROM."""

from __future__ import annotations

from heapq import nlargest
from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.model.shelves import OPEN
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.joins import initials
from tenantsh.shell.completion.wanted import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.catalog import Catalog, ColumnName, Relation
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Guesses

_MOST = 6
"""Names that are offered: more would be in the way of what is known."""
_ALIKE = 300
"""Relations that are looked at for what an alias may stand for."""
_FEW = 3
"""Relations whose columns are offered for an alias."""
_SHORT = 4
"""Letters of an alias beyond which it is not made of first letters."""


def guesses(wanted: Guesses, looking: Looking) -> Iterator[Found]:
    """The names that most relations have; behind a qualifier those of what it may be the alias of."""
    wish = looking.wish
    if wish.qualifier:
        yield from _of_alias(wanted, looking)
        return
    if not wish.word:
        return
    named = looking.catalog.column_names.starting(wish.word)
    used = looking.person.used
    for at, found in enumerate(nlargest(_MOST, named, key=lambda one: (used.get(one.name, 0), one.count))):
        detail = f"of {_relations(found, looking.catalog)}"
        yield Found(found.name, looking.spelled(found.name), "column", wanted.fit, 0, detail, order=at)


def _relations(found: ColumnName, catalog: Catalog) -> str:
    names = [catalog.by_oid[oid].name for oid in found.relations if oid in catalog.by_oid]
    return ", ".join(names) + (", …" if found.count > len(found.relations) else "")


def _of_alias(wanted: Guesses, looking: Looking) -> Iterator[Found]:
    alias = looking.wish.qualifier[-1]
    if len(looking.wish.qualifier) > 1 or len(alias) > _SHORT or looking.catalog.relation(alias):
        return
    order = 0
    for relation in _abbreviated(alias, looking.catalog):
        for column in looking.catalog.columns_of(relation):
            match, order = looking.match(column.name), order + 1
            if match is not None:
                detail = f"{column.type}, of {relation.name}"
                text = looking.spelled(column.name)
                yield Found(column.name, text, "column", wanted.fit, match, detail, order=order)


def _abbreviated(alias: str, catalog: Catalog) -> list[Relation]:
    """A few relations that such an alias is made from."""
    alike = (one for shelf in catalog.shelves.at(OPEN, TABLES, None) for one in shelf.starting(alias[:1]))
    return list(islice((one for one in islice(alike, _ALIKE) if initials(one.name) == alias), _FEW))
