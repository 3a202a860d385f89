"""What a plan reads: its scans, each with the node that gathers it with those of other partitions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.plans.nodes import below, is_apart
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.plans.nodes import Node

_GATHERING = ("Append", "Merge Append", "ModifyTable")
_CONDITIONS = ("Index Cond", "Recheck Cond", "Filter", "TID Cond", "Order By")
_WAITING = re.compile(r"\$\d+|InitPlan \d+")
"""How a plan writes a value that is known only while it runs."""
_QUALIFIED = re.compile(r'((?:"(?:[^"]|"")+"|[^\W\d]\w*))\.')
_NUMBER = re.compile(r"_\d+\Z")


@dataclass(slots=True)
class Gathering:
    """A node that scans of partitions hang on, or one scan that hangs on none."""

    kind: str
    removed: int = 0
    """How many partitions were left out when the plan was started."""
    scans: list[Scan] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Scan:
    """One table's rows being read."""

    schema: str
    relation: str
    alias: str
    rows: float
    """As the planner estimates them, each time that it is run."""
    loops: int | None
    """How often it ran; None where nothing was run."""
    actual: float
    """Rows that it gave, all runs together."""
    conditions: tuple[str, ...]
    within_loop: bool
    """Whether it is run for each row of something else."""

    @property
    def base(self) -> str:
        """The alias without the number that the server gives to partitions."""
        return _NUMBER.sub("", self.alias)

    def waits(self, column: str) -> bool:
        """Whether a condition compares a column with what is known only while the plan runs."""
        name = re.escape(f".{spell_identifier(column)}")
        return any(
            re.search(rf"{name}(?!\w)", part) and self._unknown(part)
            for condition in self.conditions
            for part in re.split(r" AND | OR ", condition)
        )

    def equates(self, column: str) -> bool:
        """Whether a condition says what a column is equal to."""
        said = re.compile(rf"{re.escape(f'.{spell_identifier(column)}')}(?!\w)[^=<>!]* = ")
        return any(said.search(part) for condition in self.conditions for part in condition.split(" AND "))

    def _unknown(self, part: str) -> bool:
        if _WAITING.search(part):
            return True
        others = {found.strip('"') for found in _QUALIFIED.findall(part)} - {self.alias, "pg_catalog"}
        return self.within_loop and bool(others)


def gatherings(plan: Node) -> list[Gathering]:
    """The plan's scans of tables, put together as partitions of a table are."""
    found: list[Gathering] = []
    _walk(plan["Plan"], None, found, within_loop=False)
    return found


def _walk(node: Node, above: Gathering | None, found: list[Gathering], *, within_loop: bool) -> None:
    kind = node.get("Node Type", "")
    if kind in _GATHERING:
        above = Gathering(kind, node.get("Subplans Removed", 0))
        found.append(above)
    elif "Relation Name" in node:
        gathering = above
        if gathering is None:
            gathering = Gathering(kind)
            found.append(gathering)
        gathering.scans.append(_scan(node, within_loop=within_loop))
    for each, under, inner in _beneath(node, above):
        _walk(each, under, found, within_loop=within_loop or inner)


def _beneath(node: Node, above: Gathering | None) -> Iterator[tuple[Node, Gathering | None, bool]]:
    """The nodes beneath one, the gathering that they are of, and whether they are run once for each row of others."""
    loop = node.get("Node Type") == "Nested Loop"
    for each in below(node):
        relation = each.get("Parent Relationship", "")
        yield each, None if is_apart(each) else above, relation == "SubPlan" or (loop and relation == "Inner")


def _scan(node: Node, *, within_loop: bool) -> Scan:
    loops = node.get("Actual Loops")
    return Scan(
        schema=node.get("Schema", ""),
        relation=node["Relation Name"],
        alias=str(node.get("Alias", node["Relation Name"])),
        rows=node.get("Plan Rows", 0),
        loops=loops,
        actual=node.get("Actual Rows", 0) * (loops or 0),
        conditions=_conditions(node),
        within_loop=within_loop,
    )


def _conditions(node: Node) -> tuple[str, ...]:
    """A scan's conditions; those of a bitmap's indexes are beneath it."""
    own = [str(node[name]) for name in _CONDITIONS if name in node]
    inner = [
        condition
        for each in below(node)
        if each.get("Node Type", "").startswith("Bitmap")
        for condition in _conditions(each)
    ]
    return (*own, *inner)
