"""What the server says of the types of a result's columns: built-in ones are known, others are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from psycopg.types.multirange import MultirangeInfo
from psycopg.types.range import RangeInfo

from tenantsh.arrow.pgtype import Family, PgColumn, PgType
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable

    from psycopg.pq.abc import PGresult
    from psycopg.types import TypeInfo, TypesRegistry

_FIRST_OF_A_PERSON = 16384
"""Lower numbers are PostgreSQL's own, and mean the same on every server."""
_RECORDS = frozenset({2249, 2287})


@dataclass(frozen=True, slots=True)
class TypeRow:
    """One type in the catalog."""

    oid: int
    kind: str
    name: str
    delimiter: str
    is_array: bool
    element: int
    base: int
    base_modifier: int
    bound: int | None
    labels: list[str]
    field_names: list[str]
    field_types: list[int]
    field_modifiers: list[int]


@dataclass(frozen=True, slots=True)
class LabelsRow:
    """An enum's labels, in its order."""

    oid: int
    labels: list[str]


TYPES = Query("frames/types", TypeRow)
LABELS = Query("frames/labels", LabelsRow)


class Types:
    """The types that a session has met."""

    def __init__(self, registry: TypesRegistry) -> None:
        self._registry = registry
        self._rows: dict[int, TypeRow] = {}
        self._owns: dict[int, PgType | None] = {}
        self._types: dict[tuple[int, int], PgType] = {}
        """What was made of rows, until other rows come."""

    def unknown(self, oids: Iterable[int]) -> list[int]:
        """Which of these only the catalog can tell of, and has not yet."""
        return [oid for oid in self.persons(oids) if oid not in self._rows]

    def persons(self, oids: Iterable[int]) -> list[int]:
        """Which of these are not PostgreSQL's own: somebody may alter them at any time."""
        return sorted({oid for oid in oids if self._own(oid) is None})

    def only_enums(self, oids: Iterable[int]) -> bool:
        """Whether all of these are enums that it knows: their labels are asked for in a tenth of the time."""
        rows = [self._rows.get(oid) for oid in oids]
        return all(row is not None and Family(row.kind) is Family.ENUM for row in rows)

    def relabel(self, rows: Iterable[LabelsRow]) -> None:
        """Take in the labels that enums have now."""
        self.learn(replace(self._rows[row.oid], labels=row.labels) for row in rows)

    def learn(self, rows: Iterable[TypeRow]) -> None:
        """Take in what the catalog says."""
        changed = [row for row in rows if self._rows.get(row.oid) != row]
        if changed:
            self._rows.update((row.oid, row) for row in changed)
            self._types.clear()

    def columns(self, described: PGresult) -> list[PgColumn]:
        """A result's columns."""
        names = [(described.fname(at) or b"").decode("utf-8", "replace") for at in range(described.nfields)]
        types = [self.type(described.ftype(at), described.fmod(at)) for at in range(described.nfields)]
        return [PgColumn(name, type_) for name, type_ in zip(names, types, strict=True)]

    def type(self, oid: int, modifier: int = -1) -> PgType:
        """One type, with those that it is made of."""
        if (oid, modifier) not in self._types:
            self._types[oid, modifier] = self._type(oid, modifier)
        return self._types[oid, modifier]

    def _type(self, oid: int, modifier: int) -> PgType:
        own = self._own(oid)
        if own is not None:
            return replace(own, modifier=modifier, element=_modified(own, modifier))
        row = self._rows.get(oid)
        return self._made(row, modifier) if row is not None else PgType(oid, modifier, f"type {oid}")

    def _made(self, row: TypeRow, modifier: int) -> PgType:
        family = Family.ARRAY if row.is_array else Family(row.kind)
        fields = zip(row.field_names, row.field_types, row.field_modifiers, strict=True)
        return PgType(
            row.oid,
            modifier,
            row.name,
            family,
            element=self._inside(row, family, modifier),
            labels=tuple(row.labels),
            fields=tuple((name, self.type(oid, of)) for name, oid, of in fields),
            delimiter=row.delimiter,
        )

    def _inside(self, row: TypeRow, family: Family, modifier: int) -> PgType | None:
        match family:
            case Family.ARRAY:
                return self.type(row.element, modifier)
            case Family.DOMAIN:
                return self.type(row.base, row.base_modifier)
            case Family.RANGE | Family.MULTIRANGE if row.bound is not None:
                return self.type(row.bound)
        return None

    def _own(self, oid: int) -> PgType | None:
        """A type of PostgreSQL's own, as psycopg's registry has it."""
        if oid not in self._owns:
            self._owns[oid] = self._registered(oid)
        return self._owns[oid]

    def _registered(self, oid: int) -> PgType | None:
        info = self._registry.get(oid) if oid < _FIRST_OF_A_PERSON else None
        if info is None:
            return None
        if oid != info.oid:
            element = self._own(info.oid)
            return PgType(oid, name=f"{info.regtype}[]", family=Family.ARRAY, element=element)
        return PgType(
            oid, name=info.regtype, family=_family(info), element=self._bounds(info), delimiter=info.delimiter
        )

    def _bounds(self, info: TypeInfo) -> PgType | None:
        if isinstance(info, RangeInfo | MultirangeInfo):
            return self._own(info.subtype_oid)
        return None


def _family(info: TypeInfo) -> Family:
    if isinstance(info, MultirangeInfo):
        return Family.MULTIRANGE
    if isinstance(info, RangeInfo):
        return Family.RANGE
    return Family.PSEUDO if info.oid in _RECORDS else Family.BASE


def _modified(own: PgType, modifier: int) -> PgType | None:
    """The modifier of an array is its elements'."""
    if own.element is not None and own.family is Family.ARRAY:
        return replace(own.element, modifier=modifier)
    return own.element
