"""Which partitions a query scans, why not fewer, and how it reads fewer for the same rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.advising import advice
from tenantsh.db.pruning.found import Pruning, Reading
from tenantsh.db.pruning.leaves import known
from tenantsh.db.pruning.scans import gatherings
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.pruning.leaves import Known, Leaf
    from tenantsh.db.pruning.scans import Gathering, Scan
    from tenantsh.db.pruning.statement import Statement


_PLANNING, _RUNNING = 5.0, 60.0
"""Seconds that a plan may take, and a query that is run for it."""


def look(session: Asking, sql: str, *, bound: Sequence[Any] = (), analyze: bool = False) -> Pruning:
    """Look at a query's plan, and with `analyze` at what really ran.

    Raises what `plan` of a session raises.
    """
    from tenantsh.db.pruning.statement import read

    found = gatherings(session.plan(sql, bound=bound, analyze=analyze, seconds=_RUNNING if analyze else _PLANNING))
    statement = read(sql)
    facts = known(session, found, statement.names if statement is not None else ())
    made = Pruning(tuple(_readings(found, facts)))
    if statement is None or all(len(reading.scanned) <= 1 for reading in made.readings):
        return made
    return _advised(session, statement, bound, facts, made)


def _advised(session: Asking, statement: Statement, bound: Sequence[Any], facts: Known, made: Pruning) -> Pruning:
    given = advice(session, statement, facts, made.readings)
    edits = [(each.span, each.edit) for each in given if each.span is not None and each.edit is not None]
    if edits:
        instead = statement.text.with_edits(edits)
        afterwards = _afterwards(session, instead, bound, facts)
        if _count(afterwards) < _count(made.readings):
            kept = tuple(each for each in given if each.edit is not None)
            return replace(made, advice=kept, instead=instead, afterwards=afterwards)
    full = {reading.root for reading in made.readings if len(reading.scanned) == len(reading.leaves)}
    kept = tuple(each if each.edit is None else replace(each, instead=None) for each in given if each.root in full)
    return replace(made, advice=kept)


def _afterwards(session: Asking, sql: str, bound: Sequence[Any], facts: Known) -> tuple[Reading, ...]:
    """What a rewritten query reads; nothing where the server does not take it."""
    try:
        found = gatherings(session.plan(sql, bound=bound, seconds=_PLANNING))
    except StatementError:
        return ()
    return tuple(_readings(found, facts))


def _count(readings: Sequence[Reading]) -> float:
    return sum(len(reading.scanned) for reading in readings) if readings else float("inf")


# -- from scans to tables ----------------------------------------------------------------------------------------


def _readings(found: Sequence[Gathering], facts: Known) -> Iterator[Reading]:
    leaves = {(leaf.schema, leaf.name): leaf for leaf in facts.leaves}
    of: dict[int, list[Leaf]] = {}
    for leaf in facts.leaves:
        of.setdefault(leaf.root, []).append(leaf)
    seen = set()
    for gathering in found:
        for scans in _by_table(gathering, leaves):
            root = leaves[scans[0].schema, scans[0].relation].root
            seen.add(root)
            yield _reading(gathering, scans, of[root])
    for root, whole in of.items():
        if root not in seen:  # the statement names it, and the plan reads nothing of it
            removed = any(gathering.removed and not gathering.scans for gathering in found)
            yield Reading(whole[0].table, whole[0].root_name, tuple(whole), removed=removed)


def _waits(gathering: Gathering, scans: Sequence[Scan], whole: Sequence[Leaf]) -> bool:
    """Whether more may be left out while the plan runs; what a prepared plan's `$1` is, is known when it starts."""
    leaves = {(leaf.schema, leaf.name): leaf for leaf in whole}
    return not gathering.removed and any(_narrows(scan, leaves[scan.schema, scan.relation]) for scan in scans)


def _narrows(scan: Scan, leaf: Leaf) -> bool:
    """Whether what is not known yet decides about a partition."""
    if leaf.column is not None and scan.waits(leaf.column):
        return True
    decided = not leaf.is_hashed or all(scan.equates(key) for key in leaf.keys)
    return decided and any(scan.waits(key) for key in leaf.keys)


def _by_table(gathering: Gathering, leaves: dict[tuple[str, str], Leaf]) -> list[list[Scan]]:
    """The scans of a gathering, those of each table and alias apart; of partitions only."""
    apart: dict[tuple[int, str], list[Scan]] = {}
    for scan in gathering.scans:
        leaf = leaves.get((scan.schema, scan.relation))
        if leaf is not None:
            apart.setdefault((leaf.root, scan.base), []).append(scan)
    return list(apart.values())


def _reading(gathering: Gathering, scans: Sequence[Scan], whole: Sequence[Leaf]) -> Reading:
    first = whole[0]
    scanned = {(scan.schema, scan.relation) for scan in scans}
    ran = {(scan.schema, scan.relation) for scan in scans if scan.loops}
    analyzed = scans[0].loops is not None
    return Reading(
        table=first.table,
        alias=scans[0].base,
        leaves=tuple(whole),
        scanned=tuple(leaf for leaf in whole if (leaf.schema, leaf.name) in scanned),
        rows=sum(scan.rows for scan in scans),
        removed=gathering.removed > 0,
        waits=_waits(gathering, scans, whole) and len(scanned) > 1,
        ran=tuple(leaf for leaf in whole if (leaf.schema, leaf.name) in ran) if analyzed else None,
        actual=sum(scan.actual for scan in scans),
    )
