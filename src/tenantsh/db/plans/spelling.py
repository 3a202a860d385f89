"""Conditions of two plans made comparable: without aliases, and with subqueries in place of their numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.db.plans.nodes import CONDITIONS, conjuncts, everything, is_apart, split
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.plans.nodes import Node

_REFERENCE = r"\$\d+|(?:InitPlan|SubPlan) \d+"
_TOKEN = re.compile(
    rf"""'(?:[^']|'')*'|(?P<alias>"(?:[^"]|"")*"|[^\W\d][\w$]*)(?=\.)|(?P<reference>{_REFERENCE})|"(?:[^"]|"")*"|\w+|.""",
    re.DOTALL,
)
_REFERENCES = re.compile(rf"""'(?:[^']|'')*'|"(?:[^"]|"")*"|({_REFERENCE})""")
_SUBPLAN = re.compile(r"(?:InitPlan|SubPlan) \d+|\$\d+")


class Spelling:
    """How a plan spells things."""

    def __init__(self, plan: Node, tables: Mapping[tuple[str, str], str]) -> None:
        """`tables` are names for relations, by schema and name: partitions have that of their table."""
        self._aliases: dict[str, str] = {}
        self._subplans: dict[str, Mapping[str, object]] = {}
        self._signatures: dict[int, str] = {}
        for node in everything(plan):
            if "Relation Name" in node and "Alias" in node:
                place = (str(node.get("Schema", "")), str(node["Relation Name"]))
                self._aliases[str(node["Alias"])] = tables.get(place, ".".join(place))
            if is_apart(node):
                for name in _SUBPLAN.findall(str(node.get("Subplan Name", ""))):
                    self._subplans[name] = node

    def same(self, condition: str) -> str:
        """A condition's spelling that is the same in every plan."""
        sides = split(condition, " = ")
        if len(sides) == 2:  # the planner turns it around for an index
            return " = ".join(sorted(map(self._spelled, sides)))
        return self._spelled(condition)

    def subqueries(self, condition: str) -> Iterator[str]:
        """What the subqueries in a condition are about."""
        for name in _REFERENCES.findall(condition):
            if name in self._subplans:
                yield self.signature(self._subplans[name])

    def signature(self, node: Mapping[str, object]) -> str:
        """What a subquery is about: what it gives, reads and asks, however that is done."""
        if id(node) not in self._signatures:
            self._signatures[id(node)] = ""  # of what a broken plan would lead back to
            self._signatures[id(node)] = self._signed(node)
        return self._signatures[id(node)]

    def _signed(self, node: Mapping[str, object]) -> str:
        given = node.get("Output")
        told = [f"gives {self._spelled(str(each))}" for each in (given if isinstance(given, list) else ())]
        for each in everything(node):
            if "Relation Name" in each:
                told.append(f"reads {each.get('Schema')}.{each['Relation Name']}")
            for kind in CONDITIONS:
                told += [f"asks {self.same(part)}" for part in conjuncts(str(each.get(kind, "")))]
        return "; ".join(sorted(set(told)))

    def _spelled(self, text: str) -> str:
        return _TOKEN.sub(self._token, text)

    def _token(self, found: re.Match[str]) -> str:
        if found["alias"] is not None:
            alias = found["alias"]
            plain = alias[1:-1].replace('""', '"') if alias.startswith('"') else alias
            return self._aliases.get(plain, alias)
        if found["reference"] is not None and found[0] in self._subplans:
            return f"<{self.signature(self._subplans[found[0]])}>"
        return found[0]


def without_alias(text: str, alias: str) -> str:
    """A condition without the alias before the columns of what is scanned.

    >>> without_alias("(events_1.type = 'events_1.x'::text)", "events_1")
    "(type = 'events_1.x'::text)"
    """
    if not alias:
        return text
    before = re.escape(f"{spell_identifier(alias)}.")
    return re.sub(rf"('(?:[^']|'')*')|(?<![\w.\"]){before}", lambda found: found[1] or "", text)
