"""Schema-based sharding: each organization's schema is on one node, and its session knows no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.commands.filtering import Desk

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import Convention
from tenantsh.model.errors import ContextDrift, Refused, StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.conftest import Citus

_CONVENTION = Convention(
    name="schemas", role="shop_{org}", settings={"search_path": "shop_{org}", "app.current_org_id": "{org}"}
)
_ORGANIZATIONS = ("a", "b", "c")


@pytest.fixture(scope="module")
def place(citus: Citus) -> Iterator[Place]:
    with psycopg.connect(citus.dsn, autocommit=True) as admin:
        admin.execute("set citus.enable_schema_based_sharding = on")
        admin.execute("create role shopkeeper login noinherit")
        for org in _ORGANIZATIONS:
            schema = f"shop_{org}"
            for sql in (
                f"create role {schema} login",
                f"grant {schema} to shopkeeper",
                f"create schema {schema}",
                f"grant usage on schema {schema} to {schema}",
                f"create table {schema}.items (id int primary key, org_id text not null, name text)",
                f"grant select, insert, update on {schema}.items to {schema}",
                f"alter table {schema}.items enable row level security",
                f"alter table {schema}.items force row level security",
                f"create policy own on {schema}.items using (org_id = current_setting('app.current_org_id', true))",
                f"insert into {schema}.items select n, '{org}', 'thing' from generate_series(1, 10) as n",
                f"insert into {schema}.items values (99, 'nobody', 'strayed')",
            ):
                admin.execute(sql.encode())
    yield Place(Target(citus.as_login("shopkeeper")), _CONVENTION)
    for org in _ORGANIZATIONS:
        citus.run(f"drop schema shop_{org} cascade")
        citus.run(f"drop owned by shop_{org}")
        citus.run(f"drop role shop_{org}")
    citus.run("drop role shopkeeper")


@pytest.mark.parametrize("org", _ORGANIZATIONS)
def test_a_session_is_in_its_schema_and_its_policies_hold_on_the_worker(place: Place, org: str) -> None:
    with open_session(place, Wanted(org)) as session:
        assert session.run("select count(*), min(org_id), max(org_id) from items").rows == [(10, org, org)]
        for other in set(_ORGANIZATIONS) - {org}:
            with pytest.raises(StatementError) as refused:
                session.run(f"select * from shop_{other}.items")
            assert refused.value.sqlstate == "42501"


def test_rows_are_written_there(place: Place) -> None:
    with open_session(place, Wanted("a", write=True)) as session:
        session.run("begin")
        assert session.run("insert into items values (11, 'a', 'new')").status == "INSERT 0 1"
        assert session.run("update items set name = 'renamed' where id = 11").status == "UPDATE 1"
        session.run("savepoint s")
        with pytest.raises(StatementError) as refused:
            session.run("insert into items values (12, 'b', 'new')")
        assert refused.value.sqlstate == "42501"
        session.run("rollback")


@pytest.mark.parametrize("sql", ["set search_path = shop_b", "reset search_path", "set local search_path to shop_b"])
def test_the_schema_is_the_session_s(place: Place, sql: str) -> None:
    with open_session(place, Wanted("a")) as session:
        with pytest.raises((Refused, ContextDrift)):
            session.run(sql)
        assert session.run("select count(*) from items where org_id = 'a'").rows == [(10,)]


def test_organizations_are_asked_each_in_its_schema(place: Place) -> None:
    desk = Desk(place, "a")
    (result,) = desk.feed(r"\each a,b,c select count(*), min(org_id) from items").results
    assert [row[-2:] for row in result.rows] == [(10, org) for org in _ORGANIZATIONS]
    assert "items" in str(desk.feed(r"\d").results[0].rows)
    desk.shell.session.close()
