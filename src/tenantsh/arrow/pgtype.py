"""What the server says of a column's type, as far as reading its values depends on it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Family(Enum):
    """How a type is made, in the words of pg_type.typtype."""

    BASE = "b"
    ENUM = "e"
    ARRAY = "a"
    """An array of `element`; in pg_type a base type with typelem and typsubscript."""
    RANGE = "r"
    MULTIRANGE = "m"
    COMPOSITE = "c"
    DOMAIN = "d"
    PSEUDO = "p"


@dataclass(frozen=True, slots=True)
class PgType:
    """A type, with those that it is made of."""

    oid: int
    modifier: int = -1
    name: str = ""
    """As `format_type` writes it."""
    family: Family = Family.BASE
    element: PgType | None = None
    """Of an array, its elements' type; of a range or multirange its bounds'; of a domain the type beneath."""
    labels: tuple[str, ...] = ()
    """Of an enum, in its order."""
    fields: tuple[tuple[str, PgType], ...] = ()
    """Of a composite type, in the order of their numbers, without those that were dropped."""
    delimiter: str = ","
    """Between the elements of an array of it, as text."""


@dataclass(frozen=True, slots=True)
class PgColumn:
    """A result's column."""

    name: str
    type: PgType
