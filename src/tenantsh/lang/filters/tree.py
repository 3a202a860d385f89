"""What a filter says. Every term is true or false of a document, never unknown; NULL documents are like empty ones."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Type(Enum):
    """JSON's types, and what else `is` can ask."""

    STRING = "string"
    NUMBER = "number"
    BOOLEAN = "boolean"
    ARRAY = "array"
    OBJECT = "object"
    NULL = "null"
    MISSING = "missing"


_TYPES = {'"': Type.STRING, "t": Type.BOOLEAN, "f": Type.BOOLEAN, "n": Type.NULL}


class Operator(Enum):
    """What a value is compared by."""

    EQUAL = "="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    ELEMENT = "~"
    """The value is an array that has this element."""
    CONTAINS = "*="
    """The text has this one in it, in any case."""
    STARTS = "^="
    MATCHES = "=~"
    MATCHES_ANY_CASE = "=~*"


@dataclass(frozen=True, slots=True)
class Key:
    """One step of a path."""

    name: str
    elements: bool = False
    """Whether `[]` follows: each element of the array there."""


Path = tuple[Key, ...]


@dataclass(frozen=True, slots=True)
class Value:
    """A value that was typed."""

    json: str
    """As JSON has it: numbers keep their digits."""
    date: str | None = None
    """The text of one that reads as a date without quotes, behind `<`, `<=`, `>`, `>=`."""

    @property
    def type(self) -> Type:
        """JSON's type of it."""
        return _TYPES.get(self.json[0], Type.NUMBER)


@dataclass(frozen=True, slots=True)
class Compare:
    """`path operator value`; `!=`, `!~`, `!*=` and `!=~` are a `Not` around it."""

    path: Path
    operator: Operator
    value: Value


@dataclass(frozen=True, slots=True)
class OneOf:
    """`path in a,b`."""

    path: Path
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Is:
    """`path is string`; `path is not string` is a `Not` around it."""

    path: Path
    type: Type


@dataclass(frozen=True, slots=True)
class Has:
    """`has:path`: also where the value is JSON's null. `missing:path` is a `Not` around it."""

    path: Path


@dataclass(frozen=True, slots=True)
class Anywhere:
    """`any:value`: some value, however deep, is this."""

    value: Value


@dataclass(frozen=True, slots=True)
class Element:
    """`path[…]`: one element of the array fulfils all that is within."""

    path: Path
    inner: Filter


@dataclass(frozen=True, slots=True)
class On:
    """`settings:x`: the term is about another JSONB column than the others."""

    column: str
    part: Filter


@dataclass(frozen=True, slots=True)
class Not:
    """`!x`, `not x`: true exactly where x is false."""

    part: Filter


@dataclass(frozen=True, slots=True)
class And:
    """All of them; of none, true."""

    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some of them; of none, false."""

    parts: tuple[Filter, ...]


Filter = Compare | OneOf | Is | Has | Anywhere | Element | On | Not | And | Or
