"""The row itself, by a connection that may see it: as the tenant where she sees it, else by the admin's."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.db.why.rows import ALIKE, Alike, Row
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.why.key import Key

MOST = 2
"""Rows that are looked for: a key that more have is none."""
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


@contextmanager
def looking(place: Target) -> Iterator[AdminConnection]:
    """A transaction of the admin's, read only, in which row security would be an error instead of a filter."""
    with admin.connect(place) as connection, connection.transaction():
        connection.script(_QUIET)
        yield connection


def check_same(connection: AdminConnection, table: Table) -> None:
    """Raise UsageError where the admin's connection leads to another database, as far as its catalog tells."""
    names = "SELECT n.nspname || '.' || c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n"
    found = connection.query(str, f"{names} ON n.oid = c.relnamespace WHERE c.oid = $1", [table.relation.relation])
    if found != [f"{table.relation.schema}.{table.relation.name}"]:
        raise UsageError("the admin's connection leads to another database", why=f"{table.relation.sql} is not there")


def rows(connection: AdminConnection, table: Table, key: Key, *, soft: bool) -> list[Row]:
    """The rows of that key, two at most. Raises UsageError where this login may not see all of them."""
    column = table.relation.tenant_column
    org = f"t.{quote_identifier(column)}::pg_catalog.text" if column else "NULL"
    deleted = "t.deleted_at IS NOT NULL" if soft else "false"
    sql = (
        f"SELECT t::pg_catalog.text, t.tableoid::pg_catalog.regclass::pg_catalog.text, {org}, {deleted}"
        f" FROM {table.relation.quoted} AS t WHERE {key.condition('t')} LIMIT {MOST}"
    )
    try:
        return connection.query(Row, sql, key.values)
    except StatementError as error:
        if error.sqlstate == "42501":
            raise UsageError(
                "the admin's login may not see every row", why=error.what, hint="--admin-profile"
            ) from error
        raise


def alike(connection: AdminConnection, table: Table, key: Key) -> list[str]:
    """Tables with the same columns, detached months for example, that have a row of that key."""
    found: list[Alike] = connection.fetch(ALIKE, relation=table.relation.relation)
    return [each.sql for each in found if _has(connection, each.sql, key)]


def _has(connection: AdminConnection, sql: str, key: Key) -> bool:
    try:
        with connection.transaction():
            return bool(
                connection.query(int, f"SELECT 1 FROM {sql} AS t WHERE {key.condition('t')} LIMIT 1", key.values)
            )
    except StatementError:  # of a table that this login may not see, or whose rows it may not
        return False
