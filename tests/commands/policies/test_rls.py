r"""What `\rls` says is what the server does: for owners, members, those above, views, partitions and copies."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from tenantsh.commands.policies import decisions, overview, page
from tenantsh.commands.policies.looking import look, secured
from tenantsh.commands.policies.readable import readable
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.policies import Command, Standing, read, split
from tenantsh.model.convention import Convention
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.commands.policies.looking import Look
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session

_DATABASE = "policies"
_SQL = Path(__file__).with_name("secured.sql").read_text(encoding="utf-8")
ROLES = ("pol_reader", "pol_group", "pol_owner", "pol_above", "pol_other", "postgres")


@pytest.fixture(scope="session")
def dsn(pg: Cluster) -> str:
    """The database, as the superuser: leave no trace."""

    def make() -> None:
        with psycopg.connect(pg.create(_DATABASE), autocommit=True) as connection:
            connection.execute(_SQL.encode())

    pg.once(_DATABASE, make)
    return pg.dsn(_DATABASE)


@pytest.fixture(scope="session")
def reader(pg: Cluster, dsn: str) -> Iterator[Session]:
    """A session of organization 1."""
    assert dsn
    convention = Convention(name="policies", role="pol_reader", settings={"app.org": "{org}"})
    with open_session(Place(Target(pg.dsn(_DATABASE, "pol_login")), convention), Wanted("1")) as session:
        yield session


def table(session: Session, name: str, role: str | None = None) -> Table:
    return next(each for each in read(session, role=role, tenant_column="org_id").tables if each.relation.name == name)


def looked(session: Session, name: str) -> Look:
    return look(session, table(session, name), "org_id")


@pytest.mark.parametrize("role", ROLES)
def test_whether_row_security_applies_is_what_the_server_says(reader: Session, dsn: str, role: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(f"set role {role}".encode())
        rows = connection.execute(
            "select oid::int8, row_security_active(oid) from pg_class where relnamespace = 's'::regnamespace"
            " and relkind in ('r', 'p')"
        ).fetchall()
    found = {each.relation.relation: each.relation.applies for each in read(reader, role=role).tables}
    assert {oid: found[oid] for oid, _ in rows} == dict(rows)


def test_how_it_stands(reader: Session) -> None:
    names = ("both", "forced", "off", "seen", "kept", "parted_1")
    assert [table(reader, name).standing for name in names] == [
        Standing.APPLIES,
        Standing.NO_POLICY,
        Standing.OFF,
        Standing.VIEW,
        Standing.COPY,
        Standing.OFF,
    ]
    assert table(reader, "both", "pol_owner").standing is Standing.OWNER
    assert table(reader, "forced", "pol_owner").standing is Standing.NO_POLICY
    assert table(reader, "both", "pol_above").standing is Standing.BYPASS


def test_policies_of_a_command_are_combined_as_the_server_does(reader: Session) -> None:
    both = table(reader, "both")
    asked = both.combined(Command.SELECT)
    assert [clause.policy.name for clause in asked.permissive] == ["mine", "shared"]
    assert [clause.policy.name for clause in asked.restrictive] == ["sealed"]
    added = both.combined(Command.INSERT, new=True)
    assert [clause.policy.name for clause in added.permissive] == ["adds", "shared"]
    assert not table(reader, "both", "pol_other").combined(Command.SELECT).permissive
    assert table(reader, "forced").combined(Command.SELECT).sql == "false"


@pytest.mark.parametrize("role", ["pol_reader", "pol_group", "pol_other"])
def test_the_combined_condition_leaves_the_rows_that_the_server_leaves(reader: Session, dsn: str, role: str) -> None:
    asked = table(reader, "both", role).combined(Command.SELECT).sql
    with psycopg.connect(dsn) as connection, connection.transaction(force_rollback=True):
        connection.execute("set local app.org = '1'")
        connection.execute(
            "insert into s.both select o, d, k from (values (1), (2), (null)) as a (o),"
            " (values (true), (false), (null)) as b (d), (values ('shared'), ('x'), (null)) as c (k)"
        )
        connection.execute("grant select on s.both to pol_group, pol_other")
        wanted = connection.execute(f"select * from s.both where {asked}".encode()).fetchall()
        connection.execute(f"set local role {role}".encode())
        assert connection.execute("select * from s.both").fetchall() == wanted


def test_a_condition_is_taken_apart_in_its_own_words() -> None:
    found = split("((org_id = 1) AND ((a > 2) OR (NOT b)))")
    assert [leaf.sql for leaf in found.leaves] == ["org_id = 1", "a > 2", "NOT b"]
    assert (found.joined, found.parts[1].joined) == ("AND", "OR")
    for whole in ("", "a; b", "a, b", "'", "true"):
        assert split(whole).parts == ()


@pytest.mark.parametrize("sql", ["a = 'x  ( SELECT y'", "a ~~ 'it''s'"])
def test_strings_stay_as_they_are_where_conditions_are_made_readable(sql: str) -> None:
    assert readable(f"({sql})") == sql


def test_a_view_is_told_by_what_it_reads_and_as_whom(reader: Session, pg: Cluster) -> None:
    for name in ("seen", "seen_again"):
        read_as = {(each.name, each.reader, each.applies) for each in table(reader, name).beneath}
        assert read_as == {("both", "pol_owner", False)}
    above = looked(reader, "above")
    assert [(each.relation.name, each.subject.role) for each in above.beneath] == [("forced", "postgres")]
    assert {each.counts for each in decisions.decisions(above)} == {decisions.ALWAYS}
    if pg.major >= 15:
        with psycopg.connect(pg.dsn(_DATABASE), autocommit=True) as connection:
            connection.execute("create or replace view s.asks with (security_invoker) as select * from s.both")
        found = table(reader, "asks")
        assert [(each.reader, each.applies) for each in found.beneath] == [("pol_reader", True)]
        with psycopg.connect(pg.dsn(_DATABASE), autocommit=True) as connection:
            connection.execute("drop view s.asks")


def test_the_page_has_all_on_one_screen(reader: Session) -> None:
    found = page.page(looked(reader, "both"), verbose=False, width=100)
    assert [column.name for column in found.columns] == ["Command", "Rows", "Count", "Policy", "To", "Condition"]
    counts = [row[2:4] for row in found.rows if row[3]]
    assert counts[:3] == [("if", "mine"), ("or if", "shared"), ("and if", "sealed")]
    told = " ".join(found.footers or ())
    assert "it applies to pol_reader" in told
    assert "1 policy for other roles: others" in told
    assert len(found.rows) < 30


def test_what_is_asked_of_rows_before_and_after_is_told_once(reader: Session) -> None:
    found = page.page(looked(reader, 'odd "name; --'), verbose=True)
    assert [row[:2] for row in found.rows if row[0]] == [
        ("SELECT, UPDATE, DELETE", "existing"),
        ("INSERT, UPDATE", "new"),
    ]
    changed = page.page(looked(reader, "changed"), verbose=False)
    assert ("UPDATE", "existing, new") in [row[:2] for row in changed.rows]


def test_partitions_that_can_be_read_past_their_table_are_told(reader: Session) -> None:
    told = " ".join(page.page(looked(reader, "parted"), verbose=False).footers or ())
    assert "2 partitions; pol_reader gets every row of 1 by their own names: s.parted_1" in told


def test_every_relation_has_a_line_and_those_that_are_open_come_first(reader: Session) -> None:
    found = secured(reader, None, None, "org_id")
    tables = [each for each in found.tables if each.relation.reached]
    seen = overview.page(found, tables, whole=False)
    rows = {row[0]: row[4] for row in seen.rows}
    assert rows['s."both"'] == "by policy"
    assert rows["s.forced"] == "no rows"
    assert {rows[f"s.{name}"] for name in ("off", "seen", "kept", "above", "parted_1")} == {"every row"}
    assert [row[4] for row in seen.rows] == sorted((row[4] for row in seen.rows), key=lambda word: word != "every row")
    assert len(overview.result(found, tables).rows) == len(tables)


def test_hostile_names_and_missing_ones(reader: Session) -> None:
    found = page.page(looked(reader, 'odd "name; --'), verbose=True)
    assert "p '\" x" in {row[3] for row in found.rows}
    with pytest.raises(UsageError, match="Did not find"):
        secured(reader, "s.nothing", None, "org_id")
    with pytest.raises(UsageError, match="does not exist"):
        secured(reader, "s.both", "no_such_role", "org_id")


def test_python_has_the_same_rows(reader: Session) -> None:
    every = reader.row_security()
    assert {(row[1], row[4]) for row in every.rows} >= {("both", "by policy"), ("off", "every row")}
    assert every.tenant == reader.tenant
    one = reader.row_security("s.both", "pol_other")
    assert {row[2] for row in one.rows} == {"pol_other"}
    assert len(reader.row_security("s.par*").rows) == 3
    for name, role in (("s.nothing", None), ("s.both", "no_such_role"), ("a.b.c.d", None), ("a\0b", None)):
        with pytest.raises(UsageError):
            reader.row_security(name, role)


def test_a_view_over_another_server_is_unknown(reader: Session, dsn: str) -> None:
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(
            "create foreign data wrapper there; create server there foreign data wrapper there;"
            "create foreign table s.far (org_id int) server there; create view s.over_far as select * from s.far;"
            "grant select on s.far, s.over_far to pol_reader"
        )
        try:
            found = {row[1]: (row[2], row[4], row[5]) for row in reader.row_security().rows}
            assert found["far"] == ("foreign table", "unknown", "another server decides")
            assert found["over_far"][:2] == ("view", "unknown")
            told = page.page(looked(reader, "far"), verbose=False)
            assert "the other server decides" in " ".join(told.footers or ())
            assert {each.counts for each in decisions.decisions(looked(reader, "over_far"))} == {"unknown"}
        finally:
            connection.execute("drop view s.over_far; drop foreign data wrapper there cascade")


def test_on_a_standby(reader: Session, pg: Cluster, dsn: str, standby: Cluster) -> None:
    assert dsn
    pg.catch_up()
    convention = Convention(name="policies", role="pol_reader", settings={"app.org": "{org}"})
    with open_session(Place(Target(standby.dsn(_DATABASE, "pol_login")), convention), Wanted("1")) as there:
        assert there.row_security().rows == reader.row_security().rows
        assert there.row_security("s.both").rows == reader.row_security("s.both").rows


def test_through_a_pooler_and_within_a_transaction(reader: Session, dsn: str, pgbouncer: Bouncer) -> None:
    assert dsn
    convention = Convention(name="policies", role="pol_reader", settings={"app.org": "{org}"})
    place = Place(Target(pgbouncer.dsn(_DATABASE, "pol_login")), convention)
    with open_session(place, Wanted("1")) as there:
        assert there.row_security("s.both").rows == reader.row_security("s.both").rows
        there.run("begin")
        assert there.row_security().rows == reader.row_security().rows
        with pytest.raises(StatementError):
            there.run("select 1/0")
        with pytest.raises(StatementError, match="aborted"):
            there.row_security()
        there.run("rollback")


def test_a_table_that_somebody_changes_is_told_without_its_conditions(reader: Session, dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute("lock table s.both in access exclusive mode")
        found = table(reader, "both")
        connection.rollback()
    assert found.policies
    assert not any(policy.told for policy in found.policies)
