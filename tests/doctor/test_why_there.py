r"""What `\why` says of an attacker's rows is what becomes of them, and nothing of others' comes with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.doctor.conftest import as_tenant

from tenantsh.db.connect import Target
from tenantsh.db.policies import read
from tenantsh.db.why import Outcome, explain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session

_UNTOLD = {
    "p_volatile": "org_volatile() is volatile",
}
"""Where it has to say that it cannot tell why."""


_SESSIONS = {
    "planted": ("org_id", "victim"),
    "controls": ("org_id", "healthy"),
    "again": ("tenant_id", "second_victim"),
    "third": ("org", "third_victim"),
}


@pytest.fixture(params=_SESSIONS)
def name(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def session(request: pytest.FixtureRequest, name: str) -> Session:
    found: Session = request.getfixturevalue(_SESSIONS[name][1])
    return found


@pytest.fixture
def attacker(pg: Cluster, name: str) -> Iterator[psycopg.Connection]:
    with as_tenant(pg, name, "42") as connection:
        connection.autocommit = True
        yield connection


def tables(session: Session, column: str) -> list[Table]:
    """Those that have an `id` within an organization, whoever may read them."""
    columns = session.run(
        "SELECT a.attrelid::int8 FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid"
        f" WHERE attname IN ('id', '{column}') AND relkind IN ('r', 'p') AND NOT attisdropped"
        " GROUP BY 1 HAVING count(*) = 2"
    )
    oids = {row[0] for row in columns.rows}
    found = [each for each in read(session, tenant_column=column).tables if each.relation.relation in oids]
    assert len(found) > 20
    return found


@pytest.mark.parametrize(("org", "identity"), [("42", "1"), ("43", "1"), ("43", "77")])
def test_its_verdict_is_what_an_attacker_sees(
    pg: Cluster, name: str, session: Session, attacker: psycopg.Connection, org: str, identity: str
) -> None:
    admin, wrong, column = Target(pg.dsn(name)), [], _SESSIONS[name][0]
    for table in tables(session, column)[:: 6 if identity == "77" else 2]:
        told = explain(session, table, [f"{column}={org}", f"id={identity}"], admin)
        real = _real(attacker, table, f"{column} = '{org}' AND id = {identity}")
        unsure = table.relation.name in _UNTOLD and told.outcome is Outcome.UNKNOWN
        absent = real is Outcome.HIDDEN and _is_absent(table, identity)
        wanted = Outcome.ABSENT if absent else real
        if told.outcome is not wanted and not (unsure and told.real is real):
            wrong.append((table.relation.label, told.outcome, told.why, real))
        assert "of 43" not in repr(told)
    assert not wrong


def _is_absent(table: Table, identity: str) -> bool:
    return identity == "77" or table.relation.name in ("c_empty", "c_inheriting", "inheriting")


def _real(attacker: psycopg.Connection, table: Table, where: str) -> Outcome:
    sql = f"SELECT EXISTS (SELECT FROM {table.relation.quoted} WHERE {where})"
    try:
        row = attacker.execute(sql.encode()).fetchone()
    except psycopg.errors.InsufficientPrivilege:
        return Outcome.DENIED if not table.relation.selects_all or not table.relation.usage else Outcome.FAILS
    except psycopg.Error:
        return Outcome.FAILS
    assert row
    return Outcome.SEEN if row[0] else Outcome.HIDDEN
