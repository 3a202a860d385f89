"""The questions about what a plan reads: relations, policies, the keys of indexes."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation that a plan reads."""

    oid: int
    schema: str
    name: str
    spelled: str
    """As SQL names it from here."""
    root: int
    """The partitioned table that it is a part of; itself where it is of none."""
    root_schema: str
    root_name: str
    root_spelled: str
    root_kind: str
    """pg_class.relkind."""
    leaves: int
    """How many partitions hold the root's rows."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that applies to this role."""

    relation: int
    name: str
    command: str | None
    """`SELECT`, …; None for all."""


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One key of an index, and the operators that it can look up."""

    relation: int
    name: str
    method: str
    at: int
    column: str | None
    """None of an expression."""
    sql: str
    operators: list[str]
    types: list[str]
    """The type of each operator's other side."""
    leakproof: list[bool]


@dataclass(frozen=True, slots=True)
class LeakyRow:
    """A function or operator that is not leakproof, whatever its types."""

    name: str
    is_operator: bool


RELATIONS = Query("plans/relations", Relation)
POLICIES = Query("plans/policies", Policy)
KEYS = Query("plans/keys", KeyRow)
LEAKY = Query("plans/leaky", LeakyRow)
