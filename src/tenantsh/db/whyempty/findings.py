"""What is found out about a query that has no rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tenantsh.db.whyempty.withs import Withs


class Loss(StrEnum):
    """What loses the last rows."""

    NONE = "not empty"
    """It has rows."""
    POLICY = "policy"
    """Row security: without it there would be rows."""
    SOFT_DELETE = "soft delete"
    """They are marked as deleted, and it asks for those that are not."""
    RETENTION = "retention"
    """It asks for a time of which nothing is kept any more."""
    EMPTY = "empty"
    """A table, view or function that it reads gives this session no row."""
    JOIN = "join"
    PREDICATE = "predicate"
    HAVING = "having"
    LIMIT = "limit"
    OFFSET = "offset"
    SELECT_LIST = "select list"
    """A function in the select list that gives sets, and gives none."""
    SET_OPERATION = "set operation"
    """INTERSECT or EXCEPT of sides that have rows."""
    UNKNOWN = "unknown"
    """It cannot be told."""


@dataclass(frozen=True, slots=True)
class Step:
    """One part of the query, and how many rows are there with it and all parts before it."""

    part: str
    """FROM, JOIN, WHERE, …"""
    asked: str
    rows: int | None
    """None where they could not be counted."""
    more: bool = False
    """Whether there may be more than so many."""
    remark: str = ""
    depth: int = 0
    """How deep in the query it stands: 0 in itself, 1 in a query that it reads."""


@dataclass(frozen=True, slots=True)
class Inner:
    """The query, somewhere in the whole, that has lost its rows, and the WITH queries that it can name."""

    select: Any
    withs: Withs
    named: str = ""
    """The table that is empty; empty where it is none."""


@dataclass(frozen=True, slots=True)
class Found:
    """What loses the rows of a query, and where in it."""

    loss: Loss
    why: str
    inner: tuple[Inner, ...] = ()
    condition: Any = None
    """The condition's node, where one leaves none."""
    failed: bool = False
    """Whether it cannot be told because the query is an error."""

    def within(self, where: str) -> Found:
        """The same, and where it was found."""
        return replace(self, why=f"{where}: {self.why}")


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a query has no rows."""

    loss: Loss
    why: str
    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    """What is besides to be known: what could not be looked at, where older rows are."""
