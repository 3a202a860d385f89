"""Where a relation belongs: the partitioned table above it, parents, children, and the type or table that owns it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.section import Remark, Section
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look

RELATED = "rmfpIt"
"""The kinds that may have parents, children, a tablespace."""


class Partition(NamedTuple):
    """What makes a relation a partition."""

    relation: int
    parent: str
    bound: str | None
    """None for an index."""
    detach_pending: bool
    constraint: str | None
    """Read only for a close look."""


class Owner(NamedTuple):
    """The table that a TOAST table serves."""

    relation: int
    schema: str
    name: str


class Parent(NamedTuple):
    """A table that a table inherits from."""

    relation: int
    table: str


class Child(NamedTuple):
    """A partition, or a table that inherits."""

    relation: int
    table: str
    kind: str
    bound: str | None
    detach_pending: bool

    def line(self, major: int) -> str:
        """The child as the psql of this major lists it."""
        bound = "" if self.bound is None else f" {self.bound}"
        kind = ", PARTITIONED" if self.kind in "pI" else ""
        if self.kind == "f" and major >= 16:
            kind = ", FOREIGN"
        return f"{self.table}{bound}{kind}{' (DETACH PENDING)' if self.detach_pending else ''}"


def _partition(look: Look, rows: Sequence[Partition]) -> Iterable[str]:
    for row in rows[:1]:
        yield f"Partition of: {row.parent} {row.bound or ''}{' DETACH PENDING' if row.detach_pending else ''}"
        if look.verbose:
            yield f"Partition constraint: {row.constraint}" if row.constraint else "No partition constraint"


def _partition_key(look: Look) -> Iterable[str]:
    if look.at("p"):
        yield f"Partition key: {look.relation.partition_key}"


def _owner(_: Look, rows: Sequence[Owner]) -> Iterable[str]:
    return [f'Owning table: "{row.schema}.{row.name}"' for row in rows]


def _parents(_: Look, rows: Sequence[Parent]) -> Iterable[str]:
    return _in_one_column("Inherits", [row.table for row in rows])


def _partitions(look: Look, rows: Sequence[Child]) -> Iterable[str]:
    if not rows:
        return ["Number of partitions: 0"]
    return _listed("Partitions", look, rows)


def _children(look: Look, rows: Sequence[Child]) -> Iterable[str]:
    return _listed("Child tables", look, rows) if rows else []


def _listed(heading: str, look: Look, rows: Sequence[Child]) -> Iterable[str]:
    if look.verbose:
        return _in_one_column(heading, [row.line(look.major) for row in rows])
    return [f"Number of {heading.lower()}: {len(rows)} (Use \\d+ to list them.)"]


def _in_one_column(heading: str, items: Sequence[str]) -> Iterable[str]:
    """Items beneath each other, the first on the heading's line.

    >>> list(_in_one_column("Inherits", ["a", "b"]))
    ['Inherits: a,', '          b']
    """
    for number, item in enumerate(items):
        lead = f"{heading}: " if number == 0 else " " * (len(heading) + 2)
        yield f"{lead}{item}{',' if number < len(items) - 1 else ''}"


def _typed(look: Look) -> Iterable[str]:
    if look.at(RELATED) and look.relation.of_type:
        yield f"Typed table of type: {look.relation.of_type}"


_CHILDREN = Query("describe/children", Child)

PARTITION = Section(
    Query("describe/partition", Partition), lambda look: look.relation.is_partition, _partition, "Partition of"
)
PARTITION_KEY = Remark(_partition_key)
TOAST_OWNER = Section(Query("describe/toast_owner", Owner), lambda look: look.at("t"), _owner)
PARENTS = Section(Query("describe/parents", Parent), lambda look: look.at(RELATED), _parents, "Inherits")
PARTITIONS = Section(_CHILDREN, lambda look: look.at("pI"), _partitions, "Partitions")
CHILDREN = Section(_CHILDREN, lambda look: look.at("rmft"), _children, "Child tables")
TYPED = Remark(_typed)
