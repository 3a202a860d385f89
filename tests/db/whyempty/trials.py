"""Random queries on the tables of `tables.sql`, and what is wrong with what `\\why-empty` says of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psycopg
from tests.db.whyempty import desk

from tenantsh.db.whyempty import Loss

if TYPE_CHECKING:
    from tenantsh.db.connect import Target
    from tenantsh.db.session import Session
    from tenantsh.db.whyempty import Explanation

_SOURCES = (
    "items i",
    "items i JOIN owners w ON w.id = i.owner",
    "items i JOIN owners w ON w.id = i.owner AND w.org_id = i.org_id",
    "items i JOIN notes t ON t.item = i.id",
    "items i LEFT JOIN notes t ON t.item = i.id AND t.words = 'red'",
    "items i, owners w",
    "items i CROSS JOIN nothing",
    "items i JOIN (SELECT * FROM owners WHERE id > 2) w ON w.id = i.owner",
    "(SELECT * FROM items WHERE n > 4) i",
    "nothing x RIGHT JOIN items i ON x.id = i.id",
    "owners w FULL JOIN items i ON w.id = i.owner AND w.id > 3",
)
_CONDITIONS = (
    "i.n = 3",
    "i.n > 4",
    "i.n < 2",
    "i.n + 1 = 99",
    "i.id = 1",
    "i.id = 6",
    "i.id IN (3, 4)",
    "i.kind = 'a'",
    "i.deleted_at IS NULL",
    "i.deleted_at IS NOT NULL",
    "i.org_id = 43",
    "i.owner = NULL",
    "(i.n = 1 OR i.id = 2)",
    "NOT i.kind = 'b'",
    "i.id IN (SELECT item FROM notes WHERE words = 'blue')",
    "i.id NOT IN (SELECT item FROM notes WHERE words IS NULL)",
    "EXISTS (SELECT FROM owners o WHERE o.id = i.owner AND o.org_id = 43)",
    "i.n = (SELECT max(n) FROM items)",
)
_FORMS = (
    "SELECT i.id FROM {}",
    "WITH q AS (SELECT i.id FROM {}) SELECT * FROM q",
    "SELECT * FROM (SELECT i.id FROM {}) q",
)


@dataclass(slots=True)
class Tally:
    """What trials came to."""

    trials: int = 0
    losses: dict[Loss, int] = field(default_factory=dict)
    undecided: int = 0
    """Those of which it could not be told what row security hides."""
    wrong: list[str] = field(default_factory=list)


def run(dsn: str, count: int, seed: int) -> Tally:
    """So many trials."""
    draw, tally = random.Random(seed), Tally()
    sessions = {org: desk.session(dsn, org) for org in ("42", "43", "77")}
    admin = desk.as_login(dsn, "we_admin")
    try:
        with psycopg.connect(dsn, autocommit=True) as everything:
            for _ in range(count):
                _trial(draw, sessions[draw.choice(["42", "42", "43", "77"])], everything, admin, tally)
    finally:
        for opened in sessions.values():
            opened.close()
    return tally


def _trial(draw: random.Random, session: Session, everything: psycopg.Connection, admin: Target, tally: Tally) -> None:
    source, conditions = draw.choice(_SOURCES), draw.sample(_CONDITIONS, draw.randint(1, 4))
    query = draw.choice(_FORMS).format(f"{source} WHERE {' AND '.join(conditions)}")
    found = desk.empty(session, query, admin)
    tally.trials += 1
    tally.losses[found.loss] = tally.losses.get(found.loss, 0) + 1
    tally.undecided += any("cannot be told" in note for note in found.notes)
    there = len(everything.execute(query.encode()).fetchall())
    tally.wrong += [
        f"{session.tenant.org}: {query}: {wrong}: {found}"
        for wrong in _wrong(session, query, source, conditions, found, there)
    ]


def _wrong(
    session: Session, query: str, source: str, conditions: list[str], found: Explanation, there: int
) -> list[str]:
    seen = len(session.run(query).rows)
    if (found.loss is Loss.NONE) != (seen > 0):
        return [f"it has {seen} rows"]
    if seen:
        return []
    wrong = []
    if (found.loss is Loss.POLICY) != (there > 0):
        wrong.append(f"without row security it has {there}")
    depth = 0 if query.startswith("SELECT i.id") else 1
    said = [step.rows for step in found.steps if step.depth == depth and step.part in ("WHERE", "AND")]
    real = [_count(session, source, conditions[: at + 1]) for at in range(len(conditions))]
    if said != real[: len(said)]:
        wrong.append(f"its conditions leave {real}, and not {said}")
    if 0 in said[:-1] or (said and said[-1] != 0):
        wrong.append("that is not the first that leaves none")
    return wrong


def _count(session: Session, source: str, conditions: list[str]) -> int:
    found: int = session.run(f"SELECT count(*) FROM {source} WHERE {' AND '.join(conditions)}").rows[0][0]
    return min(found, 1000)
