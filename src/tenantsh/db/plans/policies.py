"""What of a plan is row security's: only what the server plans for the same table without any condition, too."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.plans.nodes import CONDITIONS, conjuncts, everything, is_apart
from tenantsh.db.plans.spelling import Spelling
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.plans.nodes import Node
    from tenantsh.db.plans.rows import Relation

Names = dict[tuple[str, str], str]
"""How `Spelling` calls relations, by schema and name."""

_MOST = 30
"""Tables whose policies are looked at."""
_SECONDS = 5.0
_ALONE = {"Update": "SELECT 1 FROM {} FOR UPDATE", "Delete": "DELETE FROM {}"}
"""What plans the policies for changing rows too; those of MERGE for that are checks, which no plan shows."""


@dataclass(slots=True)
class Secured:
    """What row security asks."""

    conditions: dict[int, Counter[str]] = field(default_factory=dict)
    """By table: how often each is asked, as `Spelling.same` has it."""
    values: set[str] = field(default_factory=set)
    """What the subqueries in them are about."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A table whose policies a scan is under."""

    oid: int
    schema: str
    name: str

    @property
    def full(self) -> str:
        """Its name as SQL."""
        return f"{quote_identifier(self.schema)}.{quote_identifier(self.name)}"


def subject(relation: Relation, named: Sequence[str]) -> Subject | None:
    """The table whose policies decide about a relation's rows: of a partition its own where the statement names it.

    None where that is not sure.
    """
    whole = Subject(relation.root, relation.root_schema, relation.root_name)
    if relation.oid == relation.root or relation.name not in named:
        return whole
    return None if relation.root_name in named else Subject(relation.oid, relation.schema, relation.name)


def secured(session: Asking, subjects: Sequence[Subject], changed: Mapping[int, str], names: Names) -> Secured:
    """Plan the tables without any condition: what such a plan asks is row security's.

    `changed` are the tables whose rows a statement changes, and its word for it.
    """
    found = Secured()
    some = subjects[:_MOST]
    if not _plan(session, " UNION ALL ".join(f"SELECT 1 FROM {each.full}" for each in some), some, found, names):
        for each in some:
            _plan(session, f"SELECT 1 FROM {each.full}", [each], found, names)
    for each in some:
        if statement := _ALONE.get(changed.get(each.oid, "")):
            _plan(session, statement.format(each.full), [each], found, names)
    return found


def _plan(session: Asking, sql: str, subjects: Sequence[Subject], into: Secured, names: Names) -> bool:
    """Take in what a bare plan asks; False where there is none."""
    if not subjects:
        return True
    try:
        plan: Node = session.plan(sql, seconds=_SECONDS)["Plan"]
    except StatementError:  # a view's table, say, of which the role may read nothing
        return False
    calls = {**names, **{(each.schema, each.name): each.full for each in subjects}}
    spelling = Spelling(plan, calls)
    called = {each.full: each.oid for each in subjects}
    for node in everything(plan, apart=False):
        oid = called.get(calls.get((node.get("Schema", ""), node.get("Relation Name", "")), ""))
        if oid is not None and node.get("Node Type") != "ModifyTable":
            asked = asks(node, spelling)
            into.conditions[oid] = into.conditions.get(oid, Counter()) | asked
    into.values |= {spelling.signature(node) for node in everything(plan) if is_apart(node)}
    return True


def asks(node: Mapping[str, object], spelling: Spelling) -> Counter[str]:
    """What a scan asks, the bitmaps beneath it too."""
    found: Counter[str] = Counter()
    for each in (node, *bitmaps(node)):
        for kind in CONDITIONS:
            found.update(spelling.same(part) for part in conjuncts(str(each.get(kind, ""))) if part)
    return found


def bitmaps(node: Mapping[str, object]) -> list[Mapping[str, object]]:
    """The nodes beneath a scan that find its rows in indexes."""
    return [each for each in everything(node, apart=False) if str(each.get("Node Type", "")).startswith("Bitmap Index")]
