"""Partitioned tables, looked at: what the server has, on its axes, with what is wrong."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.family import families
from tenantsh.commands.partitions.findings import Case, findings
from tenantsh.commands.patterns import named
from tenantsh.db.partitions import PARENT, count, read
from tenantsh.lang.bounds import Hash
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.partitions.family import Family
    from tenantsh.db.asking import Asking
    from tenantsh.db.partitions import Listing, Node, Table
    from tenantsh.model.finding import Finding
    from tenantsh.model.retention import Retention, Rule

_FEW = 6
_UNKNOWN_ZONES = ("UTC", "Etc/UTC")


@dataclass(frozen=True, eq=False)
class Look:
    """A partitioned table and what is to be said of it."""

    case: Case
    listing: Listing
    counted: dict[int, int] | None = None
    """The rows of each partition that this session sees; None where nobody counted them."""

    @property
    def root(self) -> Node:
        """The table itself."""
        return self.case.table.root

    @property
    def family(self) -> Family:
        """Its own partitions."""
        return self.case.families[0]

    @cached_property
    def findings(self) -> list[Finding]:
        """What is wrong, the gravest first."""
        return findings(self.case)

    @cached_property
    def remarks(self) -> dict[int, list[str]]:
        """What is to be said beside single partitions, by their relation."""
        told: dict[int, list[str]] = {}
        for finding in self.findings:
            for relation, words in finding.remarks:
                told.setdefault(relation, []).append(words)
        return told

    @cached_property
    def often(self) -> frozenset[str]:
        """Remarks on so many partitions that their finding says it once, where not all are shown."""
        counted = Counter(words for said in self.remarks.values() for words in said)
        return frozenset(words for words, count in counted.items() if count > _FEW)

    @cached_property
    def nodes(self) -> list[Node]:
        """Its partitions in the order of their key, each before those beneath it; the default ones come last."""
        by_parent = {family.parent.row.relation: family for family in self.case.families}
        return list(_ordered(self.root, by_parent))

    @cached_property
    def family_of(self) -> dict[int, Family]:
        """The family of each partition, by its relation."""
        return {child.row.relation: family for family in self.case.families for child in family.parent.children}


def look(session: Asking, pattern: str | None, retention: Retention) -> list[Look]:
    """Look at the partitioned tables that a pattern names, or at all of them, in one round trip.

    Raises UsageError for what cannot be a pattern, and what `fetch_all` of a session raises.
    """
    return looked(read(session, named(session, pattern)), retention)


def looked(listing: Listing, retention: Retention) -> list[Look]:
    """What is to be said of what was read."""
    zones = [] if listing.timezone in _UNKNOWN_ZONES else [listing.timezone]
    return [_look(table, listing, zones, retention) for table in listing.tables]


def _look(table: Table, listing: Listing, zones: list[str], retention: Retention) -> Look:
    case = Case(table, tuple(families(table, zones)), listing.moment, listing.now, rule_of(table, retention))
    return Look(case, listing)


def rule_of(table: Table, retention: Retention) -> Rule | None:
    """How long a table keeps its rows; None for ever."""
    row = table.root.row
    names = [f"{row.schema}.{row.name}", *([row.name] if row.visible else [])]
    return next((rule for rule in retention.rules if rule.table in names), None)


def _ordered(parent: Node, families: dict[int, Family]) -> list[Node]:
    family = families[parent.row.relation]
    spanned = [span.node for span in family.spans]
    others = [child for child in parent.children if child.row.relation not in family.span_of]
    others.sort(key=lambda child: (child.row.is_default, _rank(child), child.row.name))
    found: list[Node] = []
    for child in [*spanned, *others]:
        found.append(child)
        if child.row.kind == "p":
            found += _ordered(child, families)
    return found


def _rank(node: Node) -> tuple[int, int]:
    return (node.bound.modulus, node.bound.remainder) if isinstance(node.bound, Hash) else (0, 0)


def counting(session: Asking, found: Look) -> tuple[Look, tuple[str, ...]]:
    """The same with the rows of each partition that the session sees; or why they were not counted."""
    counted = count(session, found.case.table)
    if isinstance(counted, str):
        return found, (f"rows of {found.root.row.label} were not counted: {counted}",)
    return replace(found, counted=counted), ()


def nothing(session: Asking, pattern: str) -> UsageError:
    """What is to be said where a pattern names no partitioned table."""
    from tenantsh.commands.describe.relation import RELATIONS, noun_of  # only when someone mistyped

    what = f'Did not find any partitioned table named "{pattern}".'
    relations = session.fetch(RELATIONS, **named(session, pattern))
    if not relations:
        return UsageError(what, hint=r"\partitions lists them")
    relation = relations[0]
    if not relation.is_partition:
        return UsageError(what, why=f"{relation.name} is a {noun_of(relation.kind)}, and not partitioned")
    parents = session.fetch(PARENT, relation=relation.oid)
    hint = rf"\partitions {parents[0].parent} shows it among the others" if parents else None
    return UsageError(what, why=f"{relation.name} is a partition itself", hint=hint)
