"""What the seal's SQL is made from: the tables that logins reach, and how rows of each are an organization's."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.model.errors import TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.admin import AdminConnection


def refuse_distributed(connection: AdminConnection) -> None:
    """Refuse what Citus distributes: the backends of its workers are others, and nobody opens the seal of theirs."""
    if connection.query(bool, "select exists (select from pg_catalog.pg_extension where extname = 'citus')") == [True]:
        raise TenantshError(
            "the seal is not for a database that Citus distributes",
            why="it holds the backend of a connection, and policies are evaluated by the workers' own backends",
            hint="scope, guard and assertion are there as everywhere (docs/citus.md)",
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """A table that a login reaches, or a partition of one."""

    oid: int
    name: str
    type: str | None
    """The type of the tenant's column; None where it has none."""
    row_security: bool
    policies: bool
    """Whether it has policies of its own."""


@dataclass(frozen=True, slots=True)
class Way:
    """How the rows of a table without the tenant's column are an organization's, by a table that has it."""

    relation: int
    key: str
    """The table's column."""
    via: str
    via_key: str
    """The other table's column, which is equal to it."""
    type: str
    """The type of the tenant's column there."""
    lacking: list[str]
    """Roles that may read the table and not the other one, and so could read neither."""


@dataclass(frozen=True, slots=True)
class Login:
    """A login, and what stands above row security among the roles that it is or may become."""

    name: str
    above: list[str]


TABLES = Query("seal/tables", Reached)
WAYS = Query("seal/ways", Way)
LOGINS = Query("seal/logins", Login)


@dataclass(frozen=True, slots=True)
class Found:
    """A database as the seal's SQL is printed for it."""

    logins: tuple[str, ...]
    column: str
    type: str
    """The type that most tables' tenant's column has, which `tenantsh.org()` then gives."""
    tables: tuple[Reached, ...]
    ways: tuple[Way, ...]

    def ways_of(self, table: Reached) -> list[Way]:
        """The ways of a table without the tenant's column: by what it refers to; only without, by a junction."""
        return [way for way in self.ways if way.relation == table.oid]


def look(connection: AdminConnection, logins: Sequence[str], column: str, role: str | None) -> Found:
    """Look at what these logins reach. Raises UsageError for logins that there are not, or that no seal holds."""
    with connection.transaction():
        connection.script("set transaction read only; set local search_path = ''")
        _check(connection.fetch(LOGINS, logins=list(logins), role=role), logins)
        tables = connection.fetch(TABLES, logins=list(logins), tenant_column=column)
        types = Counter(table.type for table in tables if table.type)
        if not types:
            raise TenantshError(
                f'{", ".join(logins)} can reach no table with the column "{column}"',
                why="the seal's policies compare that column with the organization that a session is open on",
                hint="is it the right database, and the right --convention (its tenant_column)?",
            )
        without = [table.oid for table in tables if table.type is None]
        ways = connection.fetch(WAYS, relations=without, tenant_column=column)
    return Found(tuple(logins), column, types.most_common(1)[0][0], tuple(tables), tuple(ways))


def _check(found: list[Login], asked: Sequence[str]) -> None:
    known = {login.name: login for login in found}
    if not asked:
        raise UsageError(
            "which logins are to be sealed?",
            why=_listed(list(_may(found))),
            hint="tenantsh seal print LOGIN … ; not those that the application uses",
        )
    for name in asked:
        if name not in known:
            raise UsageError(f'no login "{name}"', why=_listed(list(_may(found))))
        if known[name].above:
            raise UsageError(
                f'no seal holds "{name}"',
                why=f"it is, or may become, {', '.join(known[name].above)}: superuser or BYPASSRLS",
                hint="seal a login that is only a member of the tenants' roles",
            )


def _may(found: list[Login]) -> Iterator[str]:
    return (login.name for login in found if not login.above)


def _listed(names: list[str]) -> str | None:
    return f"logins that may become the tenants' role: {', '.join(names)}" if names else None
