"""What a statement's plan says of row security, of indexes that it could not use, and of partitions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.plans.explaining import bounds
from tenantsh.db.plans.nodes import everything
from tenantsh.db.plans.policies import secured, subject
from tenantsh.db.plans.rows import KEYS, POLICIES, RELATIONS
from tenantsh.db.plans.spelling import Spelling
from tenantsh.db.plans.steps import Reader
from tenantsh.db.plans.unused import with_unused
from tenantsh.lang.lead import keywords

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.plans.nodes import Node
    from tenantsh.db.plans.policies import Names, Subject
    from tenantsh.db.plans.rows import Policy, Relation
    from tenantsh.db.plans.step import Step

_PLANNING, _RUNNING = 5.0, 60.0
"""Seconds that a plan may take, and a statement that is run for it."""


@dataclass(frozen=True, slots=True)
class Protected:
    """A table whose rows policies choose for this role."""

    table: str
    policies: tuple[str, ...]
    """Those that apply to what the statement does."""
    seen: bool
    """Whether the plan shows what they ask, where it reads the table."""


@dataclass(frozen=True, slots=True)
class Parted:
    """A partitioned table that is read."""

    table: str
    partitions: int
    scanned: int
    """So many are in the plan."""
    ran: int | None
    """So many of them were read; None where nothing ran."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found out of a plan."""

    steps: tuple[Step, ...]
    protected: tuple[Protected, ...]
    parted: tuple[Parted, ...]
    unsure: str | None
    """Why nothing is said of policies."""
    changes: bool
    """Whether it changes rows of a table with policies: what these check of new rows is in no plan."""
    planning: float | None
    """Milliseconds; None where nothing ran."""
    execution: float | None


def look(session: Asking, sql: str, *, bound: Sequence[Any] = (), analyze: bool = False) -> Looked:
    """Look at a statement's plan; with `analyze` it is run, read only and rolled back.

    Raises what `plan` of a session raises.
    """
    plan = session.plan(sql, bound=bound, analyze=analyze, seconds=_RUNNING if analyze else _PLANNING)
    top: Node = plan["Plan"]
    relations = _relations(session, top)
    named, unsure = _named(sql)
    subjects = {each.oid: subject(each, named) if unsure is None else None for each in relations}
    policies, keys = _asked(session, relations, subjects.values())
    tables: Names = {(each.schema, each.name): _called(each, subjects[each.oid]) for each in relations}
    changed = _changed(top, relations)
    wanted = [each for each in _once(subjects.values()) if each.oid in {policy.relation for policy in policies}]
    found = secured(session, wanted, changed, tables)
    places = {(each.schema, each.name): each for each in relations}
    steps = Reader(Spelling(top, tables), found, places, subjects).steps(top)
    protected = tuple(_protected(steps, policies, wanted, changed))
    secure = [key for key in keys if any(key.relation == policy.relation for policy in policies)]
    return Looked(
        steps=tuple(with_unused(session, steps, secure)) if found.conditions else tuple(steps),
        protected=protected,
        parted=tuple(_parted(steps)),
        unsure=unsure,
        changes=any(oid in changed for oid in found.conditions) or _inserts(top, policies, relations),
        planning=plan.get("Planning Time"),
        execution=plan.get("Execution Time"),
    )


def _relations(session: Asking, top: Node) -> list[Relation]:
    read = sorted(
        {
            (str(node.get("Schema", "")), str(node["Relation Name"]))
            for node in everything(top)
            if "Relation Name" in node
        }
    )
    if not read:
        return []
    asked = RELATIONS.ask(scanned_schemas=[schema for schema, _ in read], scanned_relations=[name for _, name in read])
    found: list[Relation] = session.fetch_apart(bounds(_PLANNING), asked)[1]
    return found


def _asked(
    session: Asking, relations: Sequence[Relation], subjects: Iterable[Subject | None]
) -> tuple[list[Policy], list[Any]]:
    oids = sorted({each.oid for each in subjects if each is not None})
    if not oids:
        return [], []
    roots = sorted({each.root for each in relations})
    policies, keys = session.fetch_apart(bounds(_PLANNING), POLICIES.ask(relations=oids), KEYS.ask(relations=roots))[1:]
    return policies, keys


def _named(sql: str) -> tuple[list[str], str | None]:
    """The tables that a statement names, without schemas; and why that is not known."""
    from tenantsh.db.guard import grammar
    from tenantsh.db.pruning.text import everything as within

    if keywords(sql, 1) == ("execute",):
        return [], "what a prepared statement says is not here"
    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        parsed = None
    if not parsed:
        return [], "this grammar does not read the statement"
    return [each.relname for each in within(parsed[0].tree) if type(each).__name__ == "RangeVar"], None


def _called(relation: Relation, about: Subject | None) -> str:
    """A relation as conditions are compared: partitions are the table whose policies decide."""
    return about.full if about is not None else f"{relation.schema}.{relation.name}"


def _changed(top: Node, relations: Sequence[Relation]) -> dict[int, str]:
    """The tables whose rows are changed, by what is done."""
    roots = {(each.schema, each.name): each.root for each in relations}
    return {
        roots[place]: str(node["Operation"])
        for node in everything(top)
        if node.get("Operation") in ("Update", "Delete", "Merge")
        if (place := (str(node.get("Schema", "")), str(node.get("Relation Name", "")))) in roots
    }


def _inserts(top: Node, policies: Sequence[Policy], relations: Sequence[Relation]) -> bool:
    under = {policy.relation for policy in policies}
    roots = {(each.schema, each.name): each.root for each in relations}
    return any(
        node.get("Operation") == "Insert"
        and roots.get((str(node.get("Schema", "")), str(node.get("Relation Name", "")))) in under
        for node in everything(top)
    )


def _once(subjects: Iterable[Subject | None]) -> list[Subject]:
    return list(dict.fromkeys(each for each in subjects if each is not None))


def _protected(
    steps: Sequence[Step], policies: Sequence[Policy], subjects: Sequence[Subject], changed: dict[int, str]
) -> Iterable[Protected]:
    for each in subjects:
        wanted = {"SELECT", changed.get(each.oid, "SELECT").upper()}
        own = [step for step in steps if step.relation and each.oid in (step.relation.oid, step.relation.root)]
        spelled = next((step.relation for step in own if step.relation), None)
        if spelled is None:
            continue
        names = tuple(p.name for p in policies if p.relation == each.oid and (p.command is None or p.command in wanted))
        yield Protected(
            spelled.root_spelled if each.oid == spelled.root else spelled.spelled,
            names,
            any(condition.origin == "policy" for step in own for condition in _conditions(step, steps)),
        )


def _conditions(step: Step, steps: Sequence[Step]) -> list[Any]:
    """A scan's conditions, the bitmaps beneath it too."""
    beneath = [each for each in steps if each.above == step.number and each.relation is None]
    return [*step.conditions, *(found for each in beneath for found in _conditions(each, steps))]


def _parted(steps: Sequence[Step]) -> Iterable[Parted]:
    roots: dict[int, list[Step]] = {}
    for step in steps:
        if step.relation is not None and step.relation.root_kind == "p" and "Scan" in step.label:
            roots.setdefault(step.relation.root, []).append(step)
    for scans in roots.values():
        relation = scans[0].relation
        assert relation is not None
        ran = {step.relation.oid for step in scans if step.relation and step.loops}
        yield Parted(
            relation.root_spelled,
            relation.leaves,
            len({step.relation.oid for step in scans if step.relation}),
            len(ran) if scans[0].loops is not None else None,
        )
