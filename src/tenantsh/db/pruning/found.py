"""What comes of a look at a query: the tables that it reads, and why it reads more partitions than it has to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.pruning.leaves import Leaf
    from tenantsh.db.pruning.text import Span


@dataclass(frozen=True, slots=True)
class Reading:
    """One partitioned table being read."""

    table: str
    """As a person names it."""
    alias: str
    leaves: tuple[Leaf, ...]
    """All of its partitions that hold rows."""
    scanned: tuple[Leaf, ...] = ()
    """Those that the plan reads."""
    rows: float = 0
    """How many rows the planner expects of them."""
    removed: bool = False
    """Whether some were left out only when the plan was started."""
    waits: bool = False
    """Whether more may be left out while it runs."""
    ran: tuple[Leaf, ...] | None = None
    """Those that were really read; None where nothing was run."""
    actual: float = 0
    """The rows that these gave."""

    @property
    def root(self) -> int:
        """The partitioned table."""
        return self.leaves[0].root

    @property
    def column(self) -> str | None:
        """Its key, where it is one column's ranges."""
        return self.leaves[0].column

    @property
    def bytes(self) -> int | None:
        """What is read at most, with indexes; None where nothing is known of it."""
        sizes = [leaf.about_bytes if leaf.bytes is None else leaf.bytes for leaf in self.scanned]
        known = [size for size in sizes if size is not None]
        return sum(known) if known or not self.scanned else None

    @property
    def measured(self) -> bool:
        """Whether that is the size of this moment; else it is in part that of the last VACUUM or ANALYZE."""
        return all(leaf.bytes is not None or leaf.kind == "f" for leaf in self.scanned)


@dataclass(frozen=True, slots=True)
class Advice:
    """One reason, and what to write instead where that is certain to mean the same."""

    root: int
    table: str
    condition: str | None
    """As it stands in the query; None where it is none."""
    position: int | None
    """Where it stands, in characters counted from 1."""
    why: str
    instead: str | None = None
    span: Span | None = None
    edit: str | None = None
    """What to put in the place of the condition."""


@dataclass(frozen=True, slots=True)
class Pruning:
    """What was found out about a query."""

    readings: tuple[Reading, ...]
    advice: tuple[Advice, ...] = ()
    instead: str | None = None
    """The whole query, rewritten, where that reads fewer partitions."""
    afterwards: tuple[Reading, ...] = ()
    """What that reads."""
