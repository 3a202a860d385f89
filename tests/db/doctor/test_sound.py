"""Conditions by chance: where none of a condition's ways is told to be open, the server shows no row of others."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.db.doctor.conditions import Row, flaws
from tenantsh.db.doctor.context import Known
from tenantsh.model.convention import PLATFORM

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

_ORG = "NULLIF(current_setting('app.current_org_id', true), '')::bigint"
_LEAVES = (
    f"org_id = {_ORG}",
    f"org_id = (SELECT {_ORG})",
    f"org_id <> {_ORG}",
    f"org_id >= {_ORG}",
    f"org_id IS NOT DISTINCT FROM {_ORG}",
    f"org_id IS DISTINCT FROM {_ORG}",
    "org_id IS NULL",
    f"{_ORG} IS NULL",
    f"{_ORG} IS NOT NULL",
    "status = 'public'",
    "true",
    "false",
    "NULL::boolean",
    f"org_id = ANY (ARRAY[{_ORG}])",
    f"org_id IN ({_ORG}, 43)",
    f"org_id = COALESCE({_ORG}, org_id)",
    f"org_id = COALESCE({_ORG}, 43)",
    f"org_id = COALESCE({_ORG}, 0)",
    f"COALESCE(org_id, {_ORG}) = {_ORG}",
    f"org_id = CASE WHEN status = 'public' THEN org_id ELSE {_ORG} END",
)
_SHAPES = (
    "({} AND {})",
    "({} OR {})",
    "(NOT ({}))",
    "CASE WHEN {} THEN {} ELSE {} END",
    "CASE WHEN {} THEN {} END",
    "COALESCE(({}), true)",
    "COALESCE(({}), false)",
    "(({}) IS TRUE)",
    "(({}) IS NOT TRUE)",
    "(({}) IS FALSE)",
    "(({}) IS NOT FALSE)",
    "(({}) = true)",
    "(({}) = false)",
)
_ROWS = (
    "(VALUES (42::bigint, 'public'), (42, 'private'), (43, 'public'), (43, 'private'){more}) AS notes (org_id, status)"
)
_NOBODYS = ", (NULL, 'public'), (NULL, 'private')"
_KNOWN = Known.of(PLATFORM, [])


def _condition(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.25:
        return chance.choice(_LEAVES)
    shape = chance.choice(_SHAPES)
    return shape.format(*(_condition(chance, depth - 1) for _ in range(shape.count("{}"))))


@pytest.mark.newest
@pytest.mark.parametrize("filled", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_not_told_to_be_open_is_not(pg: Cluster, seed: int, filled: bool) -> None:
    chance = random.Random(seed)
    conditions = [_condition(chance, chance.randrange(4)) for _ in range(400)]
    leaking = _leaking(pg, conditions, _ROWS.format(more="" if filled else _NOBODYS))
    row = Row("org_id", "bigint", "notes", filled, lambda _: False)
    bound = {condition for condition in conditions if not flaws(condition, row, _KNOWN)}
    assert len(bound) > 40
    assert len(leaking) > 100
    assert not bound & leaking


def _leaking(pg: Cluster, conditions: list[str], rows: str) -> set[str]:
    """The conditions that are true for a row of others: with organization 42 set, and of any row without one."""
    found: set[str] = set()
    with psycopg.connect(pg.dsn(), autocommit=True) as connection:
        for org, others in (("42", "org_id IS DISTINCT FROM 42"), ("", "true")):
            connection.execute("SELECT set_config('app.current_org_id', %s, false)", [org])
            asked = ", ".join(f"EXISTS (SELECT FROM {rows} WHERE ({each}) AND {others})" for each in conditions)
            answers = connection.execute(f"SELECT ARRAY[{asked}]".encode()).fetchone()
            assert answers is not None
            found |= {condition for condition, hit in zip(conditions, answers[0], strict=True) if hit}
    return found
