"""A partitioned table and the partitions right beneath it, on their key's axis."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.axis import axis_of, is_infinite
from tenantsh.lang.bounds import Default, Edge, Range
from tenantsh.model.periods import Step, before, between, usual

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.partitions.axis import Axis
    from tenantsh.db.partitions import Node, Table
    from tenantsh.model.periods import Point

_ENOUGH = 100_000
"""More steps than these lie in no hole that anybody fills."""


@dataclass(frozen=True, slots=True)
class Span:
    """A partition by its ends; None where a range has none."""

    node: Node
    lower: Point | None
    upper: Point | None

    @property
    def step(self) -> Step | None:
        """How long it is; None where it has no end."""
        return None if self.lower is None or self.upper is None else between(self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class Hole:
    """What no partition is for: from a point to another one, without it."""

    lower: Point
    upper: Point

    def periods(self, step: Step) -> list[Hole]:
        """The hole in steps; the last one is shorter where they don't fit."""
        made: list[Hole] = []
        at = self.lower
        while before(at, self.upper) and len(made) < _ENOUGH:
            after = step.after(at)
            made.append(Hole(at, after if before(after, self.upper) else self.upper))
            at = after
        return made


@dataclass(frozen=True, eq=False)
class Family:
    """Partitions of one parent, in the order of their key where it has one."""

    parent: Node
    axis: Axis | None = None
    """None where bounds are not ends of one column or expression of dates or numbers, or one is beyond Python's."""
    spans: tuple[Span, ...] = ()

    @classmethod
    def of(cls, parent: Node, zones: Iterable[str] = ()) -> Family:
        """The family of a partitioned table; `zones` are those whose midnights bounds may be."""
        ranged = [(child, child.bound) for child in parent.children if isinstance(child.bound, Range)]
        types = parent.row.key_types or []
        if parent.row.strategy != "r" or not types or not _first_decides(types, [bound for _, bound in ranged]):
            return cls(parent)
        ends = [end for _, bound in ranged for end in (bound.lower[0], bound.upper[0]) if isinstance(end, str)]
        try:
            axis = axis_of(types[0], ends, zones)
            if axis is None:
                return cls(parent)
            spans = [Span(child, _end(axis, b.lower[0]), _end(axis, b.upper[0])) for child, b in ranged]
        except (ValueError, OverflowError):
            return cls(parent)
        spans.sort(key=lambda span: (span.lower is not None, span.lower))
        return cls(parent, axis, tuple(spans))

    @cached_property
    def step(self) -> Step | None:
        """The step that most of its partitions have."""
        return usual([span.step for span in self.spans if span.step is not None])

    @cached_property
    def default(self) -> Node | None:
        """The partition for what fits nowhere else."""
        return next((child for child in self.parent.children if isinstance(child.bound, Default)), None)

    @cached_property
    def holes(self) -> tuple[Hole, ...]:
        """What lies between its partitions."""
        pairs = zip(self.spans, self.spans[1:], strict=False)
        return tuple(
            Hole(one.upper, other.lower)
            for one, other in pairs
            if one.upper is not None and other.lower is not None and before(one.upper, other.lower)
        )

    @cached_property
    def span_of(self) -> dict[int, Span]:
        """The spans by their partition's relation."""
        return {span.node.row.relation: span for span in self.spans}


def families(table: Table, zones: Iterable[str] = ()) -> list[Family]:
    """The families of a table, its own first."""
    parents = [table.root, *(node for node in table.root.below if node.row.kind == "p")]
    return [Family.of(parent, zones) for parent in parents]


def _first_decides(types: Sequence[str], bounds: Sequence[Range]) -> bool:
    """Whether the key is one column, or all bounds are such that no other one counts: `('2026-01-01', MINVALUE)`."""
    if len(types) == 1:
        return True
    ends = [end for bound in bounds for end in (bound.lower, bound.upper) if not isinstance(end[0], Edge)]
    return bool(ends) and all(value is Edge.MIN for end in ends for value in end[1:])


def _end(axis: Axis, value: object) -> Point | None:
    if isinstance(value, Edge) or value is None or is_infinite(str(value)):
        return None
    return axis.point(str(value))
