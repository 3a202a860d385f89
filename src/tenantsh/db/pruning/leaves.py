"""The partitions of the tables that a statement reads, as the catalog has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.partitions.rows import PATIENCE, PINNED
from tenantsh.db.query import Query
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.pruning.scans import Gathering


@dataclass(frozen=True, slots=True)
class Leaf:
    """A partition that holds rows, and the partitioned table that it belongs to."""

    root: int
    root_schema: str
    root_name: str
    root_visible: bool
    key: str
    """What the table is partitioned by: `RANGE (created_at)`."""
    column: str | None
    """The key, where it is one column's ranges."""
    type: str | None
    """The key's type."""
    keys: list[str]
    """The columns that decide right above it, by LIST or HASH; empty for ranges, and where an expression does."""
    is_hashed: bool
    """Whether all of them together decide, and by equality alone."""
    schema: str
    name: str
    kind: str
    """The relkind: `r` or `f`."""
    level: int
    is_default: bool
    bound: str
    """Of the partition right below the table that it is, or is a part of."""
    tuples: int
    """Rows as VACUUM or ANALYZE saw them last."""
    bytes: int | None
    """With indexes and TOAST; None where it is not read, or nobody looked."""
    about_bytes: int | None
    """The same as VACUUM or ANALYZE saw it last; None where it is not read."""

    @property
    def table(self) -> str:
        """The partitioned table as a person names it."""
        name = spell_identifier(self.root_name)
        return name if self.root_visible else f"{spell_identifier(self.root_schema)}.{name}"


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of a date or time type, of one of the relations that were asked for."""

    at: int
    """Which of the relations has it, counted from 1."""
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Switch:
    """A setting of the session's."""

    pruning: bool


LEAVES = Query("pruning/leaves", Leaf)
COLUMNS = Query("pruning/columns", DateColumn)
SWITCH = Query("pruning/switch", Switch)


@dataclass(frozen=True, slots=True)
class Known:
    """What the catalog and the session say."""

    leaves: tuple[Leaf, ...]
    columns: tuple[DateColumn, ...]
    timezone: str
    """The session's own."""
    datestyle: str
    pruning: bool


def known(session: Asking, gatherings: Sequence[Gathering], names: Sequence[str]) -> Known:
    """Ask for the partitions of what a plan reads and of what a statement names, in one round trip."""
    scans = {(scan.schema, scan.relation) for gathering in gatherings for scan in gathering.scans}
    schemas, relations = [schema for schema, _ in scans], [relation for _, relation in scans]
    answers: list[list[Any]] = session.fetch_apart(
        PINNED.ask(lock_timeout=PATIENCE),
        LEAVES.ask(named=list(names), scanned_schemas=schemas, scanned_relations=relations),
        COLUMNS.ask(named=list(names)),
        SWITCH.ask(),
    )
    (pinned,), leaves, columns, (switch,) = answers
    return Known(tuple(leaves), tuple(columns), pinned.timezone, pinned.datestyle, switch.pruning)
