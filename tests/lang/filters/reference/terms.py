"""A filter as the reference has it: of its own, so that it shares no idea with what it is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

Json = dict[str, "Json"] | list["Json"] | str | Decimal | bool | None
"""A document, or a part of one; numbers are exact."""


@dataclass(frozen=True, slots=True)
class Step:
    """One key of a path; `each` for the elements of the array there."""

    name: str
    each: bool = False


Path = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """What reads as a date: only behind `<`, `<=`, `>` and `>=`, and never in quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression, as the server has it and as Python does."""

    server: str
    python: str


Scalar = str | Decimal | bool | None


@dataclass(frozen=True, slots=True)
class Compare:
    """`path sign value`, with all signs that a filter has."""

    path: Path
    sign: str
    value: Scalar | Date | Pattern


@dataclass(frozen=True, slots=True)
class In:
    """`path in a,b`, `path not in a,b`."""

    path: Path
    values: tuple[Scalar, ...]
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Is:
    """`path is string`, `path is not missing`."""

    path: Path
    kind: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Has:
    """`has:path`, `missing:path`."""

    path: Path
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Anywhere:
    """`any:value`."""

    value: Scalar


@dataclass(frozen=True, slots=True)
class Bare:
    """`path` alone: it is true."""

    path: Path


@dataclass(frozen=True, slots=True)
class Some:
    """`path[filter]`: one element fulfils it."""

    path: Path
    inner: Filter


@dataclass(frozen=True, slots=True)
class Not:
    part: Filter


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Filter, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Filter, ...]


Filter = Compare | In | Is | Has | Anywhere | Bare | Some | Not | And | Or
