"""Whose hands do what: as the owner, as whoever sees all rows, and with settings under which rows always read alike."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenantsh.cold.digest import PINNED
from tenantsh.db.scope import literal
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.retention import RuledTable

OWNER, KEEPER = "platform_owner", "platform_keeper"

_PATIENT = ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_timeout", "idle_session_timeout")
_OURS = (
    ("jit", "off"),
    ("lock_timeout", "5s"),
    ("default_transaction_read_only", "off"),
    ("application_name", "tenantsh retention"),
)
"""A lock that is waited for keeps others waiting behind it, so none is for long."""
_NOT_ALLOWED = "42501"
_VISIBLE = """
    select not pg_catalog.row_security_active($1::pg_catalog.oid)
       and pg_catalog.has_table_privilege($1::pg_catalog.oid, 'select')
"""
_KEEPER_READS = """
    select exists(select from pg_catalog.pg_roles as r
                  where r.rolname = $2 and pg_catalog.has_table_privilege(r.oid, $1::pg_catalog.oid, 'select'))
"""


def prepare(connection: AdminConnection) -> None:
    """Set what the whole run relies on."""
    for name, value in (*PINNED, *_OURS):
        connection.script(f"set {name} = {value if name == 'search_path' else literal(value)}")
    known = "select pg_catalog.set_config(name, '0', false) from pg_catalog.pg_settings where name = any ($1::text[])"
    connection.query(str, known, [list(_PATIENT)])


@contextmanager
def acting(connection: AdminConnection, role: str | None) -> Iterator[None]:
    """A transaction as a role; as the login itself where it is None. Raises TenantshError where that is refused."""
    with connection.transaction():
        become(connection, role)
        yield


def become(connection: AdminConnection, role: str | None) -> None:
    """Take a role until the end of the transaction."""
    try:
        connection.script("set local role none" if role is None else f"set local role {spell_identifier(role)}")
    except StatementError as error:
        if error.sqlstate != _NOT_ALLOWED:
            raise
        raise TenantshError(
            f"this login cannot act as {role}",
            why=error.fields.get("message_primary"),
            hint="run retention as a superuser, or as a member of that role",
        ) from error


def reader_of(connection: AdminConnection, table: RuledTable) -> str | None:
    """The role that reads all of a table's rows, None for the login itself. Raises TenantshError where none does."""
    if connection.query(bool, _KEEPER_READS, [table.relation, KEEPER]) == [True]:
        with acting(connection, KEEPER):  # or it is told now that this login cannot
            return KEEPER
    for role in (None, table.owner):
        with acting(connection, role):
            if connection.query(bool, _VISIBLE, [table.relation]) == [True]:
                return role
    raise TenantshError(
        f"row security hides rows of {table.full_name} from this login and from its owner, {table.owner}",
        why="what cannot be seen can be neither archived nor accounted for",
        hint="run retention as a superuser or a role with BYPASSRLS",
    )
