"""A plan as it was read: its nodes one by one, from the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from tenantsh.db.plans.rows import Relation

Origin = Literal["policy", "value", ""]
"""Whose a condition is: row security's for sure; one that compares with what policies compare with; the person's, or
nobody knows."""


@dataclass(frozen=True, slots=True)
class Unused:
    """An index that could look a condition up, were this operator or function leakproof."""

    index: str
    leaky: str
    """`@>`, `lower()`."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One of the conditions that a node checks."""

    kind: str
    """`Index Cond`, `Filter`, …: EXPLAIN's word."""
    text: str
    origin: Origin = ""
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a plan."""

    number: int
    """Counted from 1."""
    above: int | None
    depth: int
    label: str
    """As EXPLAIN names it: `Parallel Hash Left Join`."""
    role: str
    """What EXPLAIN puts before it, of a subquery: `InitPlan 1`, `CTE recent`."""
    relation: Relation | None
    scanned: str
    """What else it scans: a function, a CTE."""
    alias: str
    index: str
    conditions: tuple[Condition, ...]
    secured: bool
    """Whether it is of a subquery that policies have too."""
    given: str
    """What it gives, where that is one value without a table: what a policy compares with."""
    estimated: float
    """Rows, each time that it runs."""
    cost: float
    own_cost: float
    """Without what is beneath it."""
    rows: float | None
    """All runs together; None where nothing ran, as in what follows."""
    loops: int | None
    milliseconds: float | None
    own_milliseconds: float | None
    hit: int | None
    """Blocks of 8 kB that were found in memory, those beneath it too."""
    read: int | None
    """Blocks that were not."""
    filtered: int
    """Rows that its conditions threw away."""
    removed: int
    """Partitions that were left out when it started."""
