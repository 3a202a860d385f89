"""Partitions and findings as data: what scripts and notebooks get, each value with its own type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.lang.bounds import Default, Hash, Range, Values
from tenantsh.model.finding import table
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.partitions.family import Family
    from tenantsh.commands.partitions.looking import Look
    from tenantsh.db.partitions import Node

_STRATEGIES = {"r": "range", "l": "list", "h": "hash"}


@dataclass(frozen=True, slots=True)
class Partition:
    """One partition."""

    table: str
    partition: str
    parent: str
    level: int
    kind: str
    """`partition`, `default`, `foreign` or `partitioned`."""
    lower: str | None = field(metadata={"heading": "From"})
    """In UTC; None where it has none, or the key is not one of dates or numbers."""
    upper: str | None = field(metadata={"heading": "To"})
    bound: str | None
    rows: int | None
    """As the statistics have it."""
    own_rows: int | None
    """Counted, of those that this session sees; None where nobody counted."""
    bytes: int | None
    """With indexes and TOAST."""
    index_bytes: int | None
    toast_bytes: int | None
    measured: bool
    """Whether the size is this moment's; else it is the one of the last VACUUM or ANALYZE."""
    locked: bool
    row_security: bool
    forced: bool
    policies: int
    same_policies: bool
    """As the table has."""
    readable: bool
    """Whether this role may read it by its own name."""
    readers: str | None
    """Others than its owner who may."""
    indexes: int
    """Of the table's indexes, those that it has."""
    table_indexes: int
    own_indexes: int
    invalid_indexes: int
    detach_pending: bool
    last_vacuum: str | None
    last_analyze: str | None
    remarks: str | None


@dataclass(frozen=True, slots=True)
class Partitioned:
    """One partitioned table."""

    table: str
    strategy: str
    key: str
    step: str | None
    zone: str | None
    """Whose midnights its bounds are."""
    partitions: int
    lower: str | None = field(metadata={"heading": "From"})
    upper: str | None = field(metadata={"heading": "To"})
    rows: int | None
    bytes: int | None
    measured: bool
    row_security: bool
    forced: bool
    kept: str | None
    """How long rows are kept."""
    critical: int
    warnings: int
    notes: int


def partitions(look: Look) -> Result:
    """A table's partitions, its findings beside them."""
    rows = [_partition(look, node) for node in look.nodes]
    return Result.of(Partition, rows, title=title(look), parts=(table(look.findings),))


def overview(looks: Sequence[Look]) -> Result:
    """A line for each partitioned table, and the findings of all."""
    found = [finding for look in looks for finding in look.findings]
    return Result.of(Partitioned, map(_partitioned, looks), title="Partitioned tables", parts=(table(found),))


def title(look: Look) -> str:
    """What is above a table's partitions."""
    family = look.family
    step = f" by {family.step.name}" if family.step is not None and family.axis and family.axis.timely else ""
    zone = f" of {family.axis.zone}" if step and family.axis is not None and family.axis.zone != "UTC" else ""
    count = len(look.root.children)
    return f"Partitions of {look.root.row.label}: {count:,}{step}{zone}, {key(look.root)}"


def key(node: Node) -> str:
    """How a table is partitioned: `range (created_at)`."""
    row = node.row
    columns = ", ".join(column or "expression" for column in row.key or ())
    return f"{_STRATEGIES.get(row.strategy or '', '?')} ({columns})"


def ends(family: Family, node: Node) -> tuple[str | None, str | None]:
    """A partition's lower and upper bound in UTC, as far as it has any."""
    span = family.span_of.get(node.row.relation)
    if span is None or family.axis is None:
        return None, None
    return (
        family.axis.shown(span.lower) if span.lower is not None else None,
        family.axis.shown(span.upper) if span.upper is not None else None,
    )


def kind(node: Node) -> str:
    """What kind of partition it is."""
    if isinstance(node.bound, Default):
        return "default"
    return {"p": "partitioned", "f": "foreign"}.get(node.row.kind, "partition")


def bound_words(node: Node) -> str:
    """A bound that is no pair of dates, without SQL's words around it."""
    text = node.row.bound or ""
    if isinstance(node.bound, Default):
        return "default"
    if isinstance(node.bound, Hash):
        return f"{node.bound.remainder} of {node.bound.modulus}"
    return text.removeprefix("FOR VALUES ") if isinstance(node.bound, (Range, Values)) else text


def _partition(look: Look, node: Node) -> Partition:
    row, root = node.row, look.root.row
    lower, upper = ends(look.family_of[row.relation], node)
    parent = look.case.table.nodes[row.parent or 0].row
    counted = look.counted
    return Partition(
        root.label,
        row.label,
        parent.label,
        row.level,
        kind(node),
        lower,
        upper,
        row.bound,
        node.rows,
        sum(counted.get(leaf.row.relation, 0) for leaf in node.leaves) if counted is not None else None,
        node.bytes,
        node.index_bytes,
        node.toast_bytes,
        node.measured,
        row.held,
        row.row_security,
        row.forced,
        len(row.policies),
        row.policies_say == root.policies_say,
        row.readable,
        ", ".join(row.readers) if row.readers else None,
        row.indexes_attached,
        parent.indexes_attached + parent.indexes_own,
        row.indexes_own,
        row.indexes_invalid,
        row.detach_pending,
        row.last_vacuum,
        row.last_analyze,
        "; ".join(look.remarks.get(row.relation, ())) or None,
    )


def _partitioned(look: Look) -> Partitioned:
    root, family = look.root, look.family
    axis = family.axis
    first, last = (family.spans[0], family.spans[-1]) if family.spans else (None, None)
    levels = [finding.level.value for finding in look.findings]
    return Partitioned(
        root.row.label,
        _STRATEGIES.get(root.row.strategy or "", "?"),
        key(root).partition("(")[2].rstrip(")"),
        family.step.name if family.step is not None else None,
        axis.zone if axis is not None and axis.timely else None,
        len(root.below),
        ends(family, first.node)[0] if first else None,
        ends(family, last.node)[1] if last else None,
        root.rows,
        root.bytes,
        root.measured,
        root.row.row_security,
        root.row.forced,
        kept(look),
        levels.count("critical"),
        levels.count("warning"),
        levels.count("note"),
    )


def kept(look: Look) -> str | None:
    """How long a table keeps its rows, in words."""
    rule = look.case.rule
    return f"{rule.months} months, then {rule.then.value}" if rule is not None else None
