"""The questions of a look."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting that an answer depends on."""

    name: str
    setting: str | None


@dataclass(frozen=True, slots=True)
class Set:
    """What was set for a look."""

    value: str


@dataclass(frozen=True, slots=True)
class Stands:
    """The server at a moment, and what of it the role may ask further."""

    recovering: bool
    lag: float | None
    snapshot: str
    now: str
    may_identify: bool
    may_locate: bool


@dataclass(frozen=True, slots=True)
class Located:
    """How far the log was written, or replayed."""

    lsn: str | None


@dataclass(frozen=True, slots=True)
class Named:
    """A relation that a statement names."""

    oid: int


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a relation, in words: a policy, a column, a grant."""

    relation: str
    kind: str
    name: str
    told: str
    calls: list[int]
    """The functions that it calls, of those that are not PostgreSQL's own."""
    leaf: bool
    """Whether the relation is a partition."""


@dataclass(frozen=True, slots=True)
class Function:
    """A function that somebody has made, and that a statement or a policy may call."""

    oid: int
    spelled: str
    name: str
    told: str
    may: bool
    """Whether the role may call it."""
    volatile: bool
    opaque: bool
    """Whether its body is in no language that can be read here."""
    words: list[str]
    """What its body has of the words that were asked for."""
    calls: list[int]


@dataclass(frozen=True, slots=True)
class Volatile:
    """A function of PostgreSQL's own that may give something else at each call."""

    name: str


@dataclass(frozen=True, slots=True)
class Unique:
    """A unique index whose columns tell rows apart."""

    relation: int
    numbers: list[int]


SETTINGS = Query("looks/settings", Setting)
PINNED = Query("looks/pinned", Set)
STANDING = Query("looks/standing", Stands)
LOCATED = Query("looks/located", Located)
NAMED = Query("looks/named", Named)
THINGS = Query("looks/things", Thing)
FUNCTIONS = Query("looks/functions", Function)
VOLATILE = Query("looks/volatile", Volatile)
UNIQUE = Query("looks/unique", Unique)
