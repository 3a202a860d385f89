"""The case that checks look at, and how they put things in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.figures import plural
from tenantsh.db.partitions import known_sum

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from tenantsh.commands.partitions.family import Family
    from tenantsh.db.partitions import Node, Table
    from tenantsh.db.partitions.rows import Moment
    from tenantsh.model.retention import Rule

_NAMED = 4
"""So many objects are named; of more, only their number is said."""


@dataclass(frozen=True, slots=True)
class Case:
    """A partitioned table that is looked at, and what its findings depend on."""

    table: Table
    families: tuple[Family, ...]
    moment: Moment
    now: datetime
    """By the clock of UTC."""
    rule: Rule | None
    """How long it keeps its rows; None for ever."""

    def open_to(self, node: Node) -> list[str]:
        """Whom the server lets read a partition by its own name, the owner and superusers aside."""
        row = node.row
        mine = row.readable and not self.moment.above and row.owner != self.moment.role
        this = [f"{self.moment.role} (this session)"] if mine else []
        return [*this, *(role for role in row.readers or () if not mine or role != self.moment.role)]


def total(nodes: Sequence[Node]) -> int | None:
    """About how many rows they have together; None where nothing is known of any."""
    return known_sum(node.rows for node in nodes)


def named(nodes: Sequence[Node], noun: str = "partition") -> str:
    """Partitions in words: their names, or how many they are."""
    if len(nodes) > _NAMED:
        return f"{plural(len(nodes), noun)}, {nodes[0].row.label} to {nodes[-1].row.label}"
    return ", ".join(node.row.label for node in nodes)


def objects(nodes: Sequence[Node]) -> str:
    """Partitions as objects of a finding: a single one by its name, several by their names with blanks between."""
    return " ".join(node.row.sql for node in nodes)


def about(node_rows: int | None) -> str:
    """A number of rows that was estimated, in words."""
    if not node_rows:
        return "no rows" if node_rows == 0 else "an unknown number of rows"
    return f"≈{plural(node_rows, 'row')}"


def lines(statements: Iterator[str] | Sequence[str]) -> str:
    """Statements one beneath the other."""
    return "\n".join(statements)
