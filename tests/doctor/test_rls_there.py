r"""What `\rls` says of an attacker's schema is what the server does there, and of one that only looks like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import psycopg
import pytest
from psycopg.types.json import Json

from tenantsh.commands.policies import words
from tenantsh.commands.policies.decisions import ALWAYS, EXISTING, NEVER, NEW, decided
from tenantsh.commands.policies.looking import look, secured
from tenantsh.db.policies import Command, Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgcluster import Cluster

    from tenantsh.commands.policies.looking import Look
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session


class There(NamedTuple):
    """A database, its session of organization 42, and a superuser's transaction that is rolled back."""

    name: str
    column: str
    session: Session
    connection: psycopg.Connection[tuple[Any, ...]]

    @property
    def tables(self) -> tuple[Table, ...]:
        return secured(self.session, None, None, self.column).tables

    def as_tenant(self, sql: str, context: str = "42") -> object:
        """The rows, their count where there are none to see, or the SQLSTATE: of a statement of the tenant's role."""
        connection = self.connection
        with connection.transaction(force_rollback=True):
            self.set(context)
            role = "third_42" if self.name == "third" else f"{self.name}_tenant"
            connection.execute(f"SET LOCAL ROLE {role}".encode())
            return self._asked(sql)

    def set(self, context: str) -> None:
        """Say whose rows are meant, in every convention's way."""
        claims = f'{{"org": "{context}"}}' if context else ""
        settings = {"app.org_id": context, "request.jwt.claims": claims}
        self.connection.execute("SELECT set_config(k, v, true) FROM json_each_text(%s) AS s (k, v)", [Json(settings)])

    def _asked(self, sql: str) -> object:
        try:
            cursor = self.connection.execute(sql.encode())
        except psycopg.Error as error:
            return error.sqlstate
        return cursor.fetchall() if cursor.description else cursor.rowcount


_SESSIONS = {
    "planted": ("org_id", "victim"),
    "controls": ("org_id", "healthy"),
    "again": ("tenant_id", "second_victim"),
    "third": ("org", "third_victim"),
}


@pytest.fixture(params=_SESSIONS)
def there(request: pytest.FixtureRequest, pg: Cluster) -> Iterator[There]:
    name = request.getfixturevalue(request.param)
    column, session = _SESSIONS[name]
    with psycopg.connect(pg.dsn(name)) as connection:
        yield There(name, column, request.getfixturevalue(session), connection)
        connection.rollback()


def test_which_rows_it_leaves_is_what_the_server_leaves(there: There) -> None:
    wrong = []
    for table in there.tables:
        row = table.relation
        if not (row.usage and row.selects) or table.standing is Standing.FOREIGN or row.name == "v_mine":
            continue
        found = there.as_tenant(f"SELECT count(*) FROM {row.quoted}")
        if _contradicts(words.rows(table), found, _all(there, table)):
            wrong.append((row.label, words.rows(table), found))
    assert not wrong


def _contradicts(said: str, found: object, whole: object) -> bool:
    if said == words.EVERY:
        return found != whole
    if said == words.NONE:
        return found != [(0,)]
    return said == words.ELSEWHERE


def _all(there: There, table: Table) -> object:
    """How many rows there are, row security or not; of a view, those that its query finds (v_mine asks who asks)."""
    row = table.relation
    if row.kind != "v":
        return there.connection.execute(f"SELECT count(*) FROM {row.quoted}".encode()).fetchall()
    query = there.connection.execute("SELECT pg_get_viewdef(%s::oid)", [row.relation]).fetchall()[0][0].rstrip(";")
    with there.connection.transaction(force_rollback=True):
        there.set("42")
        return there.connection.execute(f"SELECT count(*) FROM ({query}) AS v".encode()).fetchall()


def test_where_row_security_applies_is_what_the_server_says(there: There) -> None:
    sql = "SELECT c.oid::int8 FROM pg_catalog.pg_class c WHERE relkind IN ('r', 'p') AND row_security_active(c.oid)"
    active = there.as_tenant(f"{sql} AND NOT relnamespace::regnamespace::text LIKE 'pg\\_%'")
    tables = [table for table in there.tables if table.relation.kind in "rp" and table.relation.schema != "public"]
    said = [table.relation.relation for table in tables if words.rows(table) in (words.POLICY, words.NONE)]
    assert isinstance(active, list)
    assert sorted(said) == sorted(oid for (oid,) in active)


def test_what_may_be_done_is_what_the_server_lets_be_done(there: There) -> None:
    sql = (
        "SELECT c.oid::int8, s.usage AND has_any_column_privilege(c.oid, 'SELECT'),"
        " s.usage AND has_any_column_privilege(c.oid, 'INSERT'), s.usage AND has_any_column_privilege(c.oid, 'UPDATE'),"
        " s.usage AND has_table_privilege(c.oid, 'DELETE'), s.usage AND has_table_privilege(c.oid, 'TRUNCATE')"
        " FROM pg_catalog.pg_class c,"
        " LATERAL (SELECT has_schema_privilege(c.relnamespace, 'USAGE') AS usage) AS s"
    )
    rows = there.as_tenant(sql)
    assert isinstance(rows, list)
    may = {oid: [name for name, is_so in zip(words.COMMANDS, each, strict=True) if is_so] for oid, *each in rows}
    for table in there.tables:
        assert words.granted(table.relation) == may[table.relation.relation], table.relation.label


@pytest.mark.parametrize("context", ["42", ""])
def test_what_decides_decides_so(there: There, context: str) -> None:
    by_policy = (Standing.APPLIES, Standing.NO_POLICY)
    tables = [each for each in there.tables if each.standing in by_policy and each.relation.name != "whole_row"]
    tables = [each for each in tables if each.relation.usage]
    wrong = []
    for table in tables:
        looked = look(there.session, table, there.column)
        _copy(there, table)
        for command in words.granted(table.relation):
            if command not in _COMPARED or (table.relation.name, command) in _SPECIAL:
                continue
            wanted, found = _COMPARED[command](there, looked, context)
            if wanted != found:
                wrong.append((table.relation.label, command, wanted, found))
    assert not wrong
    assert len(tables) >= {"again": 30, "third": 20}.get(there.name, 35)


_SPECIAL = {
    ("c_rule", "DELETE"),
    ("parent", "DELETE"),
    ("c_serial", "INSERT"),
    ("k_parent", "INSERT"),
    ("parted", "INSERT"),
    ("parted_2026_02", "INSERT"),
}
"""What something else than row security decides about: a rule, foreign keys, a sequence; or no column that is alike."""


def _reads(there: There, looked: Look, context: str) -> tuple[object, object]:
    condition = _condition(looked, Command.SELECT, EXISTING)
    wanted = there.as_tenant(f"SELECT count(*) FROM {_called(looked)} WHERE {condition}", context)
    return wanted, there.as_tenant(f"SELECT count(*) FROM {looked.table.relation.quoted}", context)


def _deletes(there: There, looked: Look, context: str) -> tuple[object, object]:
    condition = _condition(looked, Command.DELETE, EXISTING)
    wanted = there.as_tenant(f"DELETE FROM {_called(looked)} WHERE {condition}", context)
    return wanted, there.as_tenant(f"DELETE FROM {looked.table.relation.quoted}", context)


def _updates(there: There, looked: Look, context: str) -> tuple[object, object]:
    """To what is there already: rows that are found by USING are refused by WITH CHECK, one and all."""
    existing, new = (_condition(looked, Command.UPDATE, rows) for rows in (EXISTING, NEW))
    told = there.as_tenant(
        f"SELECT coalesce(bool_and(coalesce(({new}), false)), true), count(*) FROM {_called(looked)} WHERE {existing}",
        context,
    )
    wanted = told if not isinstance(told, list) else told[0][1] if told[0][0] else "42501"
    same = "made = now()" if there.name == "third" else "status = 'public'"
    return wanted, there.as_tenant(f"UPDATE {looked.table.relation.quoted} SET {same}", context)


def _inserts(there: There, looked: Look, context: str) -> tuple[object, object]:
    """A row of another organization."""
    new, row = _condition(looked, Command.INSERT, NEW), looked.table.relation
    told = there.as_tenant(
        f'SELECT coalesce(({new}), false) FROM copies."new {row.relation}" AS {_quoted(row.name)}', context
    )
    wanted = told if not isinstance(told, list) else 1 if told[0][0] else "42501"
    insert = f"INSERT INTO {looked.table.relation.quoted} ({there.column}, id, body) VALUES ('43', 99, 'new')"
    return wanted, there.as_tenant(insert, context)


_COMPARED: dict[str, Callable[[There, Look, str], tuple[object, object]]] = {
    "SELECT": _reads,
    "DELETE": _deletes,
    "UPDATE": _updates,
    "INSERT": _inserts,
}
"""For each command what is to become of it by what is shown, asked of a copy without row security, and what does."""


def _called(looked: Look) -> str:
    row = looked.table.relation
    return f'copies."{row.relation}" AS {_quoted(row.name)}'


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _condition(looked: Look, command: Command, rows: str) -> str:
    r"""What `\rls` shows for a command, put together again as it says: `if`, `or if`, `and if`."""
    found = list(decided(looked, looked.table, command, rows))
    if found[0].counts in (ALWAYS, NEVER):
        return "true" if found[0].counts == ALWAYS else "false"
    permits = " OR ".join(f"({each.condition})" for each in found if each.counts != "and if")
    return " AND ".join([f"({permits})", *(f"({each.condition})" for each in found if each.counts == "and if")])


def _copy(there: There, table: Table) -> None:
    connection, oid = there.connection, table.relation.relation
    copy = f'copies."{oid}"'
    connection.execute("CREATE SCHEMA IF NOT EXISTS copies")
    connection.execute("GRANT USAGE ON SCHEMA copies TO PUBLIC")
    if connection.execute("SELECT to_regclass(%s)", [copy]).fetchall() != [(None,)]:
        return
    connection.execute(f"CREATE TABLE {copy} (LIKE {table.relation.quoted} INCLUDING DEFAULTS)".encode())
    connection.execute(f"INSERT INTO {copy} SELECT * FROM {table.relation.quoted}".encode())
    connection.execute(f"GRANT ALL ON {copy} TO PUBLIC".encode())
    columns = {name for (name,) in connection.execute("SELECT attname FROM pg_attribute WHERE attrelid = %s", [oid])}
    if columns >= {there.column, "id", "body"} and "serial" not in columns:
        new = f'copies."new {oid}"'
        connection.execute(f"CREATE TABLE {new} (LIKE {table.relation.quoted} INCLUDING DEFAULTS)".encode())
        connection.execute(f"INSERT INTO {new} ({there.column}, id, body) VALUES ('43', 99, 'new')".encode())
        connection.execute(f"GRANT ALL ON {new} TO PUBLIC".encode())
