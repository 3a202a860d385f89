"""Relations put together: which partition is whose."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from tenantsh.lang import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.db.partitions.rows import Index, Policy, Relation


@dataclass(frozen=True, eq=False)
class Node:
    """A relation and the partitions right beneath it."""

    row: Relation
    children: tuple[Node, ...] = ()

    @cached_property
    def bound(self) -> bounds.Bound | None:
        """Which rows are in it; None for a table that is no partition."""
        return bounds.bound(self.row.bound) if self.row.bound is not None else None

    @property
    def is_table(self) -> bool:
        """Whether it holds rows itself, here."""
        return self.row.kind == "r"

    @cached_property
    def leaves(self) -> tuple[Node, ...]:
        """What holds the rows: itself, or the partitions at the end of all that is beneath it."""
        if self.row.kind != "p":
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves)

    @cached_property
    def below(self) -> tuple[Node, ...]:
        """All partitions beneath it, each before those beneath it."""
        return tuple(node for child in self.children for node in (child, *child.below))

    @cached_property
    def rows(self) -> int | None:
        """About how many rows there are; None where nothing is known."""
        return known_sum(_rows(leaf.row) for leaf in self.leaves)

    @cached_property
    def empty(self) -> bool:
        """Whether it is known for certain that there is no row."""
        return all(leaf.is_table and leaf.row.bytes is not None and _heap(leaf.row) == 0 for leaf in self.leaves)

    @cached_property
    def bytes(self) -> int | None:
        """The size with indexes and TOAST; None where nothing is known."""
        return known_sum(leaf.row.about_bytes if leaf.row.bytes is None else leaf.row.bytes for leaf in self.leaves)

    @cached_property
    def measured(self) -> bool:
        """Whether the size is that of this moment, and all of it."""
        return all(leaf.row.bytes is not None for leaf in self.leaves)

    @property
    def index_bytes(self) -> int | None:
        """What of the size is indexes; None where nobody looked."""
        return known_sum(leaf.row.index_bytes for leaf in self.leaves)

    @property
    def toast_bytes(self) -> int | None:
        """What of the size is values stored apart; None where nobody looked."""
        return known_sum(leaf.row.toast_bytes for leaf in self.leaves)


@dataclass(frozen=True, eq=False)
class Table:
    """A partitioned table, and all that is known of it."""

    root: Node
    lookalikes: tuple[Node, ...] = ()
    """Tables that look like its partitions and are none."""
    policies: tuple[Policy, ...] = ()
    indexes: tuple[Index, ...] = ()
    """Those that are not whole."""
    nodes: dict[int, Node] = field(default_factory=dict, repr=False)
    """Itself and its partitions."""

    @property
    def held(self) -> bool:
        """Whether something of it was locked by another session."""
        return any(node.row.held for node in self.nodes.values())


def _rows(row: Relation) -> int | None:
    if row.live > 0 or row.tuples > 0:
        return row.live if row.live > 0 else row.tuples
    known = row.bytes is not None and _heap(row) == 0
    return 0 if known or row.last_analyze is not None or row.last_vacuum is not None else None


def _heap(row: Relation) -> int:
    return (row.bytes or 0) - (row.index_bytes or 0) - (row.toast_bytes or 0)


def known_sum(numbers: Iterable[int | None]) -> int | None:
    """The sum of those that are known; None where none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None


def tables(rows: Iterable[Relation], policies: Iterable[Policy], indexes: Iterable[Index]) -> list[Table]:
    """The partitioned tables, by schema and name; one beneath another one is a part of that one only."""
    by_root = {root: list(of) for root, of in groupby(rows, key=lambda row: row.root)}
    within = {row.relation for of in by_root.values() for row in of if row.level > 0}
    policies, indexes = list(policies), list(indexes)
    made = [_table(of, policies, indexes) for root, of in by_root.items() if root not in within]
    return sorted(made, key=lambda table: (table.root.row.schema, table.root.row.name))


def _table(rows: list[Relation], policies: Iterable[Policy], indexes: Iterable[Index]) -> Table:
    beneath: dict[int | None, list[Relation]] = {}
    for row in rows:
        if row.level > 0:
            beneath.setdefault(row.parent, []).append(row)

    def node(row: Relation) -> Node:
        return Node(row, tuple(node(child) for child in beneath.get(row.relation, ())))

    root = node(next(row for row in rows if row.level == 0))
    nodes = {each.row.relation: each for each in _all(root)}
    return Table(
        root,
        tuple(Node(row) for row in rows if row.level < 0),
        tuple(policy for policy in policies if policy.relation == root.row.relation),
        tuple(index for index in indexes if index.relation in nodes),
        nodes,
    )


def _all(root: Node) -> Iterator[Node]:
    yield root
    yield from root.below
