"""The row itself, by a connection that may see it: as the tenant where she sees it, else by the admin's."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.db.query import Query
from tenantsh.db.why.rows import ALIKE, Alike, Row
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import ConnectError, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.key import Key

LARGEST = 16 * 1024 * 1024
"""Bytes of a row that are carried."""
_MOST = 2
"""Rows that are looked for: a key that more have is none."""
_MISSING = ("3F000", "42P01")
_QUIET = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL search_path = '';
SET LOCAL row_security = off;
SET LOCAL statement_timeout = '5s';
SET LOCAL lock_timeout = '500ms';
SET LOCAL "DateStyle" = 'ISO, YMD';
SET LOCAL "IntervalStyle" = 'postgres';
SET LOCAL bytea_output = 'hex';
SET LOCAL extra_float_digits = 1
"""
_SYSTEM = "SELECT pg_catalog.format('%s of %s', d.oid, s.system_identifier) AS name FROM pg_catalog.pg_database AS d"
_SAME = f"{_SYSTEM}, pg_catalog.pg_control_system() AS s WHERE d.datname = pg_catalog.current_database()"
"""Which database of which system it is, whatever it is called: also for a standby's."""
_NAMED = (
    "SELECT n.nspname::pg_catalog.text, c.relname::pg_catalog.text, c.relkind::pg_catalog.text"
    " FROM pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = $1"
)
_IS_TABLE = "SELECT c.relkind::pg_catalog.text FROM pg_catalog.pg_class AS c WHERE c.oid = $1::pg_catalog.regclass"
_QUOTED = (
    "SELECT pg_catalog.format('%I.%I', n.nspname, c.relname) FROM pg_catalog.pg_class AS c"
    " JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace WHERE c.oid = t.lies_in"
)
_ROW = '"tenantsh row"'
"""What rows are called."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A relation, as it is called."""

    schema: str
    name: str
    kind: str


@contextmanager
def looking(place: Target) -> Iterator[AdminConnection]:
    """A transaction of the admin's, read only, in which row security would be an error instead of a filter."""
    try:
        opened = admin.connect(place)
    except ConnectError as error:
        error.what = f"the admin's connection failed: {error.what}"
        raise
    with opened as connection, connection.transaction():
        connection.script(_QUIET)
        yield connection


def check_same(connection: AdminConnection, session: Session, table: Table) -> None:
    """Raise UsageError where the admin's connection leads to another database than the session.

    The table cannot be replaced by something else from here on: not by a view, whose functions an admin would run.
    """
    row = table.relation
    if row.kind in "rp":
        _keep(connection, row.quoted)
    there = _system(connection)
    here = session.ask_apart([(f"SELECT ({_SAME}) = $1 AS value", [there])])[0] if there else None
    found = connection.query(_Named, _NAMED, [row.relation])
    if (here is not None and here.value is False) or found != [_Named(row.schema, row.name, row.kind)]:
        raise UsageError(
            "the admin's connection leads to another database",
            why=f"{row.sql} of this one is not there",
            hint="--admin-profile names a profile for the same database",
        )


def _keep(connection: AdminConnection, quoted: str) -> None:
    """Lock a table against being replaced, where it is there: that it is the right one is looked at afterwards."""
    try:
        with connection.transaction():
            connection.script(f"LOCK TABLE {quoted} IN ACCESS SHARE MODE")
    except StatementError as error:
        if error.sqlstate not in _MISSING:
            raise _explained(error) from error


def _system(connection: AdminConnection) -> str | None:
    """Which database it is; None where this login is not told."""
    with suppress(StatementError), connection.transaction():
        return connection.query(str, _SAME)[0]
    return None


def own(session: Session, table: Table, key: Key, *, soft: bool) -> list[Row]:
    """The rows of that key that the session sees itself, two at most; none where a name looks like a parameter."""
    if ":key" in "".join([table.relation.quoted, table.relation.tenant_column or "", *key.names]):
        return []
    query = Query("why/row", Row, sql=_row(table, key, ":key", soft=soft))
    found: list[Row] = session.fetch_apart(query.ask(**key.params))[0]
    return found


def rows(connection: AdminConnection, table: Table, key: Key, *, soft: bool) -> list[Row]:
    """The rows of that key, two at most. Raises UsageError where this login may not see all of them."""
    try:
        return connection.query(Row, _row(table, key, "$", soft=soft), key.values)
    except StatementError as error:
        raise _explained(error) from error


def _row(table: Table, key: Key, sign: str, *, soft: bool) -> str:
    """The question for rows. What casts of other people's make of values is no business of an admin's: `format`."""
    column = table.relation.tenant_column
    org = f"{_ROW}.{quote_identifier(column)}" if column else "NULL"
    deleted = f"{_ROW}.deleted_at IS NOT NULL" if soft else "false"
    return (
        f"SELECT CASE WHEN pg_catalog.octet_length(t.content) <= {LARGEST} THEN t.content END AS content,"
        f" ({_QUOTED}) AS lies_in, t.org, t.deleted"
        f" FROM (SELECT pg_catalog.format('%s', {_ROW}.*) AS content, {_ROW}.tableoid AS lies_in,"
        f" CASE WHEN {org} IS NOT NULL THEN pg_catalog.format('%s', {org}) END AS org, {deleted} AS deleted"
        f" FROM {table.relation.quoted} AS {_ROW} WHERE {key.condition(_ROW, sign)} LIMIT {_MOST}) AS t"
    )


def _explained(error: StatementError) -> Exception:
    if error.sqlstate == "42501":
        return UsageError("the admin's login may not see every row", why=error.what, hint="--admin-profile NAME")
    if error.sqlstate in ("57014", "55P03"):
        return UsageError(
            "looking for the row took too long" if error.sqlstate == "57014" else "another session has it locked",
            why="the admin's connection gave it up",
            hint="name the primary key" if error.sqlstate == "57014" else "try again when that one is done",
        )
    return error


def alike(connection: AdminConnection, table: Table, key: Key) -> list[str]:
    """Tables with the same columns, detached months for example, that have a row of that key."""
    found: list[Alike] = connection.fetch(ALIKE, relation=table.relation.relation)
    return [each.sql for each in found if _has(connection, each.sql, key)]


def _has(connection: AdminConnection, sql: str, key: Key) -> bool:
    select = f"SELECT 1 FROM {sql} AS {_ROW} WHERE {key.condition(_ROW, '$')} LIMIT 1"
    try:
        with connection.transaction():
            connection.script(f"LOCK TABLE {sql} IN ACCESS SHARE MODE")
            tables = connection.query(str, _IS_TABLE, [sql])
            return tables == ["r"] and bool(connection.query(int, select, key.values))
    except StatementError:  # of a table that this login may not see, or whose rows it may not
        return False
