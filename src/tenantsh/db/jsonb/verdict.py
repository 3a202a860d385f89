"""Whether an index serves a filter, by the plan that the server made for this role.

An index condition alone does not say so: GIN takes in ranges and regular expressions too, and then reads all of the
index. So one that mentions the documents has to have a part that such an index can look up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.plans.nodes import everything
from tenantsh.lang.filters.words import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tenantsh.db.jsonb.table import Aside, JsonColumn, JsonTable
    from tenantsh.lang.filters.condition import Condition, Conjunct

_ON_DOCUMENTS = re.compile(r" (?:@>|@\?|@@|\?[|&]?) | (?:->>|#>>) ")


@dataclass(frozen=True, slots=True)
class Serving:
    """An index, and the values of the filter that it looks up."""

    index: str
    parameters: tuple[int, ...]
    """Their numbers: 1 is `$1`."""


@dataclass(frozen=True, slots=True)
class Scan:
    """How a table, or one of its partitions, is read."""

    relation: str
    indexes: tuple[str, ...]
    """The indexes that it goes by."""
    serving: tuple[Serving, ...]
    """Those among them that look up what the filter asks for."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a plan says."""

    scans: tuple[Scan, ...]

    @property
    def serving(self) -> tuple[Serving, ...]:
        """The indexes that serve the filter."""
        return tuple(dict.fromkeys(serving for scan in self.scans for serving in scan.serving))

    @property
    def served(self) -> int:
        """How many of the scans are served."""
        return sum(bool(scan.serving) for scan in self.scans)

    @property
    def bounding(self) -> tuple[str, ...]:
        """The indexes that bound what is read, where they do not serve the filter."""
        return tuple(dict.fromkeys(index for scan in self.scans if not scan.serving for index in scan.indexes))

    @property
    def unbounded(self) -> tuple[str, ...]:
        """The tables that are read as a whole."""
        return tuple(dict.fromkeys(scan.relation for scan in self.scans if not scan.indexes))


def judge(plan: Mapping[str, Any], table: JsonTable, condition: Condition) -> Verdict:
    """Read a plan of EXPLAIN (FORMAT JSON)."""
    possible = {serving.index: serving for serving in servable(table, condition)}
    return Verdict(
        tuple(_scan(node, table, possible, condition) for node in everything(plan["Plan"], apart=False) if _reads(node))
    )


def servable(table: JsonTable, condition: Condition) -> list[Serving]:
    """What the indexes that there are could look up, were it not for row security."""
    found: dict[str, list[int]] = {}
    number = 1
    for conjunct in condition.conjuncts:
        parameters = [piece for piece in conjunct.pieces if not isinstance(piece, str)]
        numbers = range(number, number + len(parameters))
        number += len(parameters)
        for name in _names(table, conjunct):
            found.setdefault(name, []).extend(numbers)
    return [Serving(name, tuple(dict.fromkeys(numbers))) for name, numbers in found.items()]


def asides(table: JsonTable, columns: Iterable[JsonColumn], condition: Condition) -> list[Aside]:
    """Indexes that a person may have made for such a filter, and that do not serve it."""
    names = {column.name for column in columns}
    asked = " ".join(value.text for value in condition.parameters)
    return [each for each in table.asides if each.column in names and all(quote(key) in asked for key in each.path)]


def _names(table: JsonTable, conjunct: Conjunct) -> list[str]:
    sql = "".join(piece for piece in conjunct.pieces if isinstance(piece, str))
    names = []
    for column in table.columns:
        if re.search(rf"(?<![\w\"]){re.escape(column.sql)}(?![\w\"])", sql):
            names += [gin.name for gin in column.indexes.gins if gin.opclass in conjunct.served_by]
        names += [each.name for each in column.indexes.extracted if each.name in conjunct.served_by]
    return names


def _reads(node: Mapping[str, Any]) -> bool:
    return "Relation Name" in node


def _scan(node: Mapping[str, Any], table: JsonTable, possible: Mapping[str, Serving], asked: Condition) -> Scan:
    used = [
        (each["Index Name"], each.get("Index Cond", ""))
        for each in everything(node, apart=False)
        if "Index Name" in each
    ]
    named = [(table.roots.get(name, name), condition) for name, condition in used]
    conditional = tuple(name for name, condition in named if condition)
    serving = [_serving(name, condition, table, possible, asked) for name, condition in named]
    found = tuple(each for each in serving if each is not None)
    return Scan(node["Relation Name"], conditional, found)


def _serving(
    index: str, condition: str, table: JsonTable, possible: Mapping[str, Serving], asked: Condition
) -> Serving | None:
    """What an index looks up with its condition; None where this is nothing of the filter."""
    if index in possible:
        return possible[index] if _mentions(condition, index, table) else None
    if any(each.name == index and each.predicate is not None and not each.path for each in table.asides):
        # the filter asks for no other rows than it has
        return Serving(index, ()) if _ON_DOCUMENTS.search(condition) else None
    if index in table.roots.values() or not _ON_DOCUMENTS.search(condition):
        return None
    # of a view's table, or of one partition alone
    able = any(conjunct.served_by for conjunct in asked.conjuncts)
    return Serving(index, ()) if able else None


def _mentions(condition: str, index: str, table: JsonTable) -> bool:
    """Whether an index condition is about the documents, and not only about whose they are."""
    for column in table.columns:
        if any(each.name == index and each.generated for each in column.indexes.extracted):
            names = [each.sql for each in column.indexes.extracted if each.name == index]
            return any(re.search(rf"(?<![\w\"]){re.escape(name)}(?![\w\"])", condition) for name in names)
    return bool(_ON_DOCUMENTS.search(condition))
