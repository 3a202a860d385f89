"""Relations laid out as completion reaches for them: by what puts them behind others, by kind, by schema.

There may be ten thousand, and a key press has ten milliseconds: nothing that it does may look at each of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.named import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.model.catalog import Relation

OPEN, AWAY, HIDDEN, SYSTEM = range(4)
"""What a bare name means; what needs its schema; partitions, and what cannot be read; what comes with a database."""

_ROWS = "rpvmf"
"""Kinds that have rows to be read."""


class Shelves:
    """All relations of a catalog. Not changed once made."""

    def __init__(self, relations: Iterable[Relation], search_path: Sequence[str]) -> None:
        every = tuple(relations)
        places = {schema: at for at, schema in enumerate(search_path)}
        first: dict[str, int] = {}
        for relation in every:
            at = places.get(relation.schema)
            if at is not None and at < first.get(relation.name, len(places)):
                first[relation.name] = at
        self._partitions = frozenset(r.oid for r in every if r.parent and r.kind in _ROWS)
        self._places, self._first = places, first
        general: dict[tuple[int, str], list[Relation]] = {}
        schemas: dict[str, dict[tuple[int, str], list[Relation]]] = {}
        for relation in every:
            late = self.late(relation)
            general.setdefault((late, relation.kind), []).append(relation)
            schemas.setdefault(relation.schema, {}).setdefault((late, relation.kind), []).append(relation)
        self._general = _named(general)
        self._schemas = {schema: _named(shelves) for schema, shelves in schemas.items()}

    def plus(self, few: Sequence[Relation], search_path: Sequence[str]) -> Shelves:
        """These and a few more relations, which hide those of the same name further along the path."""
        return _Joined(few, self, search_path)

    def at(self, late: int, kinds: str, schema: str | None = None) -> list[Names[Relation]]:
        """Those of some kinds that are as late as this, in one schema or in all of them."""
        shelves = self._general if schema is None else self._schemas.get(schema, {})
        return [shelves[late, kind] for kind in kinds if (late, kind) in shelves]

    def late(self, relation: Relation) -> int:
        """What puts a relation behind others: one of the four above."""
        if relation.system:
            return SYSTEM
        unreadable = not relation.readable and relation.kind in _ROWS
        if unreadable or self.partition(relation):
            return HIDDEN
        return OPEN if self.bare(relation) else AWAY

    def bare(self, relation: Relation) -> bool:
        """Whether it can be named without its schema: it is the first of its name on the search path."""
        place = self._places.get(relation.schema)
        return place is not None and self._first.get(relation.name) == place

    def partition(self, relation: Relation) -> bool:
        """Whether it is a partition, or a partition's index."""
        return relation.oid in self._partitions or (relation.kind in "iI" and relation.parent in self._partitions)


class _Joined(Shelves):
    """Shelves of a few relations, and of many that are laid out already."""

    def __init__(self, few: Sequence[Relation], many: Shelves, search_path: Sequence[str]) -> None:
        self._oids = {relation.oid for relation in few}
        self._many = many
        super().__init__(few, search_path)

    def at(self, late: int, kinds: str, schema: str | None = None) -> list[Names[Relation]]:
        return [*super().at(late, kinds, schema), *self._many.at(late, kinds, schema)]

    def bare(self, relation: Relation) -> bool:
        if relation.oid in self._oids:
            return super().bare(relation)
        place, first = self._places.get(relation.schema), self._first.get(relation.name)
        return self._many.bare(relation) and (place is None or first is None or place <= first)

    def partition(self, relation: Relation) -> bool:
        return self._many.partition(relation)


def _named(shelves: Mapping[tuple[int, str], list[Relation]]) -> dict[tuple[int, str], Names[Relation]]:
    return {key: Names(found) for key, found in shelves.items()}
