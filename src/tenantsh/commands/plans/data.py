"""A plan for programs: one row for each step, in types."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.commands.plans.groups import shown
from tenantsh.commands.plans.page import beneath, tree
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.plans.looking import Looked
    from tenantsh.db.plans.step import Origin, Step


@dataclass(frozen=True, slots=True)
class Row:
    """One step."""

    step: int
    above: int | None
    """The step that takes its rows."""
    depth: int
    node: str
    role: str | None
    """`InitPlan 1`, `CTE recent`."""
    relation: str | None
    alias: str | None
    index: str | None
    policy: str | None
    """The conditions that are row security's for sure."""
    of_policy: bool
    """Whether the step is of a subquery that policies ask."""
    conditions: str | None
    """All others."""
    unused_index: str | None
    """An index that could look one of them up, were its operator leakproof."""
    not_leakproof: str | None
    expected_rows: int
    """Each time that it runs."""
    cost: float
    own_cost: float
    rows: float | None
    """All runs together; None where nothing ran, as in what follows."""
    loops: int | None
    ms: float | None
    own_ms: float | None
    hit_blocks: int | None
    read_blocks: int | None
    rows_thrown_away: int | None
    partitions_left_out: int
    """When it started."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One condition."""

    step: int
    kind: str
    """EXPLAIN's word."""
    condition: str
    whose: str
    """`policy`, `policy's value`; empty where it is the person's, or nobody knows."""
    unused_index: str | None
    not_leakproof: str | None


@dataclass(frozen=True, slots=True)
class Scanned:
    """One partitioned table."""

    table: str
    partitions: int
    scanned: int
    read: int | None = field(default=None)


def result(found: Looked) -> Result:
    """The steps as data, their conditions and partitions beside them."""
    parted = [Scanned(each.table, each.partitions, each.scanned, each.ran) for each in found.parted]
    parts = [Result.of(Asked, _asked(found), title="Conditions")]
    if parted:
        parts.append(Result.of(Scanned, parted, title="Partitions"))
    rows = [_row(step, ran=found.execution is not None) for step in found.steps]
    return Result.of(Row, rows, title="Plan", footers=(*tree(found), *beneath(found)), parts=tuple(parts))


def _row(step: Step, *, ran: bool) -> Row:
    unused = [each for condition in step.conditions for each in condition.unused]
    return Row(
        step=step.number,
        above=step.above,
        depth=step.depth,
        node=step.label,
        role=step.role or None,
        relation=step.relation.spelled if step.relation is not None else None,
        alias=step.alias or None,
        index=step.index or None,
        policy=_conditions(step, "policy"),
        of_policy=step.secured,
        conditions=_conditions(step, "value", ""),
        unused_index=", ".join(dict.fromkeys(each.index for each in unused)) or None,
        not_leakproof=", ".join(dict.fromkeys(each.leaky for each in unused)) or None,
        expected_rows=round(step.estimated),
        cost=round(step.cost, 2),
        own_cost=round(step.own_cost, 2),
        rows=step.rows,
        loops=step.loops,
        ms=_thousandth(step.milliseconds),
        own_ms=_thousandth(step.own_milliseconds),
        hit_blocks=step.hit,
        read_blocks=step.read,
        rows_thrown_away=step.filtered if ran else None,
        partitions_left_out=step.removed,
    )


def _conditions(step: Step, *origins: Origin) -> str | None:
    return " AND ".join(each.text for each in step.conditions if each.origin in origins) or None


def _asked(found: Looked) -> Iterator[Asked]:
    for step in found.steps:
        for each in step.conditions:
            whose = {"policy": "policy", "value": "policy's value", "": ""}[each.origin]
            index = ", ".join(unused.index for unused in each.unused) or None
            leaky = ", ".join(dict.fromkeys(unused.leaky for unused in each.unused)) or None
            yield Asked(step.number, each.kind, shown(each, step), whose, index, leaky)


def _thousandth(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
