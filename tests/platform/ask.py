"""Connections as whoever a test speaks for, and short questions to them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.pgcluster import as_user

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Connection = psycopg.Connection[tuple[Any, ...]]

TENANT_ROLES = ("org_viewer", "org_member", "org_admin")
LOGINS = ("engineer", "analyst", "support")
ACME, GLOBEX = 42, 43
ALICE, BOB = 1, 2

TABLES = (
    "users",
    "organizations",
    "org_members",
    "sessions",
    "resources",
    "resource_metadata",
    "billing_accounts",
    "events",
    "audit_logs",
)


def superuser(dsn: str) -> Connection:
    """The tests' own hand, above every rule."""
    return psycopg.connect(dsn, autocommit=True)


def tenant(dsn: str, org: int | None = ACME, role: str = "org_viewer", user: int | None = None) -> Connection:
    """An engineer who took a tenant's role; None leaves the context unset."""
    connection = login(dsn, "engineer")
    connection.execute(f"set role {role}".encode())
    if org is not None:
        connection.execute("select set_config('app.current_org_id', %s, false)", [str(org)])
    if user is not None:
        connection.execute("select set_config('app.current_user_id', %s, false)", [str(user)])
    return connection


@contextmanager
def become(connection: Connection, role: str, org: int | None = ACME, user: int | None = None) -> Iterator[Connection]:
    """Take a tenant's role and context inside the transaction of another, for the length of the block."""
    settings = {"app.current_org_id": org, "app.current_user_id": user, "role": role}
    for name, setting in settings.items():
        connection.execute("select set_config(%s, %s, true)", [name, "" if setting is None else str(setting)])
    yield connection
    connection.execute("reset role")


def login(dsn: str, name: str) -> Connection:
    """One of the platform's logins, with no role and no context."""
    return psycopg.connect(as_user(dsn, name), autocommit=True)


def column(connection: Connection, sql: str, params: Sequence[object] = ()) -> list[Any]:
    """The first column of the answer."""
    return [row[0] for row in connection.execute(sql.encode(), params or None).fetchall()]


def value(connection: Connection, sql: str, params: Sequence[object] = ()) -> Any:
    """The first column of the only row."""
    (found,) = column(connection, sql, params)
    return found


def refused(connection: Connection, sql: str) -> str:
    """The SQLSTATE with which the server refuses a statement; the test fails if it does not."""
    with pytest.raises(psycopg.Error) as caught, connection.transaction():
        connection.execute(sql.encode())
    return caught.value.sqlstate or ""
