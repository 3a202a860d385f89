"""The SQL that makes partitions as their siblings are: name, row security, policies, rows that wait in the default."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, count
from typing import TYPE_CHECKING

from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.partitions.family import Family, Hole
    from tenantsh.commands.partitions.findings.finding import Case
    from tenantsh.db.partitions import Node
    from tenantsh.db.partitions.rows import Policy, Relation
    from tenantsh.model.periods import Point, Step

_LONGEST = 63
_ENOUGH = 12
"""So many names tell how names are written."""
_FORMATS = (
    "%Y_%m_%d_%H",
    "%Y%m%d_%H",
    "%Y%m%d%H",
    "%Y_%m_%d",
    "%Y%m%d",
    "y%Ym%m",
    "%Y_%m",
    "%Y-%m",
    "%Y%m",
    "%Yq%q",
    "%Y_q%q",
    "%Y",
)
"""How months and days are written at the end of names; `%q` is a quarter."""


@dataclass(frozen=True, slots=True)
class Name:
    """A relation's name, with its schema."""

    schema: str
    name: str

    @property
    def sql(self) -> str:
        """As statements have it."""
        return f"{spell_identifier(self.schema)}.{spell_identifier(self.name)}"

    def with_suffix(self, suffix: str) -> Name:
        """A name beneath this one, which is cut where both are too long."""
        return Name(self.schema, self.name[: _LONGEST - len(suffix)] + suffix)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes partitions of one family."""

    case: Case
    family: Family
    leaving: str = ""
    """The name of a relation that is renamed before."""
    _taken: set[Name] = field(default_factory=set)

    def create(self, holes: list[Hole], step: Step | None) -> Iterator[str]:
        """The statements for partitions that fill these holes, one for each."""
        for hole in holes:
            yield from self._create(hole, step)

    def _create(self, hole: Hole, step: Step | None) -> Iterator[str]:
        if self._platforms(step):
            yield f"SELECT platform.create_month('{self.family.parent.row.sql}', '{hole.lower:%Y-%m-%d}');"
            return
        name = self._name(hole.lower, step)
        self._taken.add(name)
        if self.family.default is None or self.family.default.empty or self.family.default.rows == 0:
            yield from self._made(name, hole)
        else:
            yield from self._moved(name, hole)

    def _platforms(self, step: Step | None) -> bool:
        """Whether the platform's own function makes just such a partition."""
        parent = self.family.parent.row
        return (
            self.case.moment.makes_months
            and parent.level == 0
            and step is not None
            and step.months == 1
            and self.family.axis is not None
            and self.family.axis.zone == "UTC"
            and self.family.default is None
            and (parent.schema, parent.name) in (("public", "events"), ("public", "audit_logs"))
        )

    def remainder(self, remainder: int, modulus: int) -> Iterator[str]:
        """The statements for the partition of a hash's remainder."""
        row = self.family.parent.row
        name = self._free(Name(row.schema, row.name).with_suffix(f"_{remainder}"))
        values = f"FOR VALUES WITH (MODULUS {modulus}, REMAINDER {remainder})"
        yield f"CREATE TABLE {name.sql} PARTITION OF {row.sql} {values};"
        yield from self.secured(name.sql)

    def _made(self, name: Name, hole: Hole) -> Iterator[str]:
        like = self._sibling
        parts = f" PARTITION BY {_key(like.row)}" if like is not None and like.row.kind == "p" else ""
        yield f"CREATE TABLE {name.sql} PARTITION OF {self.family.parent.row.sql} {self._values(hole)}{parts};"
        yield from self.secured(name.sql)
        if like is not None and like.row.kind == "p":
            yield from self._beneath(name, like)

    def _beneath(self, name: Name, like: Node) -> Iterator[str]:
        """The partitions of a new one, as a sibling has them."""
        for child in like.children:
            suffix = child.row.name.removeprefix(like.row.name) if child.row.name.startswith(like.row.name) else ""
            own = self._free(name.with_suffix(suffix or f"_{child.row.name}"))
            parts = f" PARTITION BY {_key(child.row)}" if child.row.kind == "p" else ""
            yield f"CREATE TABLE {own.sql} PARTITION OF {name.sql} {child.row.bound}{parts};"
            yield from self.secured(own.sql)

    def _moved(self, name: Name, hole: Hole) -> Iterator[str]:
        """Rows of the hole that are in the default partition have to leave it first."""
        row, default = self.family.parent.row, self.family.default
        key = (row.key or [None])[0]
        if key is None or default is None or self.family.axis is None or default.row.kind != "r":
            yield "-- the default partition's rows of this range have to leave it first"
            yield from self._made(name, hole)
            return
        column, axis = spell_identifier(key), self.family.axis
        columns = ", ".join(map(spell_identifier, row.columns or ()))
        within = f"{column} >= {axis.literal(hole.lower)} AND {column} < {axis.literal(hole.upper)}"
        yield "BEGIN;  -- as a superuser, or with BYPASSRLS: row security would hide the rows that have to move"
        yield f"CREATE TABLE {name.sql} (LIKE {row.sql} INCLUDING ALL EXCLUDING IDENTITY);"
        yield f"WITH moved AS (DELETE FROM {default.row.sql} WHERE {within} RETURNING {columns})"
        yield f"INSERT INTO {name.sql} ({columns}) SELECT {columns} FROM moved;"
        yield f"ALTER TABLE {row.sql} ATTACH PARTITION {name.sql} {self._values(hole)};"
        yield from self.secured(name.sql)
        yield "COMMIT;"

    def secured(self, name: str) -> Iterator[str]:
        """Row security as the partitioned table has it."""
        root = self.case.table.root.row
        if not root.row_security:
            return
        forced = ", FORCE ROW LEVEL SECURITY" if root.forced else ""
        yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY{forced};"
        yield from (policy_sql(policy, name) for policy in self.case.table.policies)

    @property
    def _sibling(self) -> Node | None:
        """The newest one that is no exception."""
        return self.family.spans[-1].node if self.family.spans else None

    def _values(self, hole: Hole) -> str:
        axis = self.family.axis
        assert axis is not None  # holes are on an axis
        others = ", MINVALUE" * (len(self.family.parent.row.key_types or [""]) - 1)
        return f"FOR VALUES FROM ({axis.literal(hole.lower)}{others}) TO ({axis.literal(hole.upper)}{others})"

    def _name(self, lower: Point, step: Step | None) -> Name:
        """A name like those of the siblings, that none of them has."""
        row = self.family.parent.row
        pattern = _pattern(self.family)
        if pattern is not None and (written := _written(lower, pattern[1])) is not None:
            name = pattern[0] + written
        else:
            name = f"{row.name}_{_suffix(lower, step)}"
        sibling = self._sibling
        schema = row.schema if sibling is None else sibling.row.schema
        return self._free(Name(schema, name[:_LONGEST]))

    def _free(self, name: Name) -> Name:
        """This name, or with a number where something of the table, or what was detached from it, has it already."""
        there = [*self.case.table.nodes.values(), *self.case.table.lookalikes]
        taken = {Name(node.row.schema, node.row.name) for node in there if node.row.sql != self.leaving} | self._taken
        others = (name.with_suffix(f"_{number}") for number in count(2))
        return next(free for free in chain([name], others) if free not in taken)


def policy_sql(policy: Policy, name: str) -> str:
    """A policy of the partitioned table's, made on a partition too."""
    if not policy.told:
        return f"-- and its policy {spell_identifier(policy.name)}, as the partitioned table has it"
    kind = "" if policy.permissive else " AS RESTRICTIVE"
    using = f" USING ({policy.visible})" if policy.visible is not None else ""
    check = f" WITH CHECK ({policy.writable})" if policy.writable is not None else ""
    made = f"CREATE POLICY {spell_identifier(policy.name)} ON {name}{kind} FOR {policy.command}"
    return f"{made} TO {', '.join(policy.roles)}{using}{check};"


def _pattern(family: Family) -> tuple[str, str] | None:
    """What most names begin with, and how the rest is written; None where there is no such rule."""
    seen: Counter[tuple[str, str]] = Counter()
    newest = family.spans[-_ENOUGH:]
    for span in newest:
        for form in _FORMATS if span.lower is not None else ():
            written = _written(span.lower, form)  # type: ignore[arg-type]  # has one
            if written is not None and span.node.row.name.endswith(written):
                seen[span.node.row.name.removesuffix(written), form] += 1
                break
    found = seen.most_common(1)
    return found[0][0] if found and found[0][1] * 2 >= len(newest) else None


def _written(point: Point, form: str) -> str | None:
    if not isinstance(point, datetime):
        return str(point) if form == "%Y" and point >= 0 else None
    return point.strftime(form.replace("%q", str((point.month + 2) // 3)))


def _suffix(lower: Point, step: Step | None) -> str:
    if not isinstance(lower, datetime):
        return re.sub("[^0-9]", "m", str(lower))
    if step is not None and step.months:
        return f"{lower:%Y_%m}" if step.months < 12 else f"{lower:%Y}"
    return f"{lower:%Y_%m_%d}" if step is None or not step.seconds else f"{lower:%Y_%m_%d_%H%M}"


def _key(row: Relation) -> str:
    """What a sibling is partitioned by."""
    how = {"r": "RANGE", "l": "LIST", "h": "HASH"}[row.strategy or "r"]
    return (
        f"{how} ({', '.join(spell_identifier(column) if column else '/* expression */' for column in row.key or ())})"
    )
