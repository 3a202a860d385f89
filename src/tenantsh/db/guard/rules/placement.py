"""What PostgreSQL runs only outside of a transaction, and so never in a scope."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import Refused

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings


def _outside_transactions(what: str) -> Refused:
    return Refused(
        f"{what} cannot run inside a transaction",
        rule="not-in-transaction",
        why="every statement of this session runs in a transaction that verifies the organization",
        hint="it is for a plain session (--unscoped), as the database's owner",
    )


@rule("CreatedbStmt", "DropdbStmt", "CreateTableSpaceStmt", "DropTableSpaceStmt", "AlterSystemStmt")
def statement_outside_transactions(node: Any, _around: Surroundings) -> None:
    """Statements that PostgreSQL runs only outside a transaction."""
    names = {"CreatedbStmt": "CREATE DATABASE", "DropdbStmt": "DROP DATABASE", "AlterSystemStmt": "ALTER SYSTEM"}
    raise _outside_transactions(names.get(type(node).__name__, "this statement on tablespaces"))


@rule("VacuumStmt")
def vacuum(node: Any, _around: Surroundings) -> None:
    """VACUUM, but not ANALYZE."""
    if node.is_vacuumcmd:
        raise _outside_transactions("VACUUM")


@rule("IndexStmt", "DropStmt")
def concurrently(node: Any, _around: Surroundings) -> None:
    """CREATE and DROP INDEX CONCURRENTLY."""
    if node.concurrent:
        raise _outside_transactions("CREATE or DROP INDEX CONCURRENTLY")


@rule("ReindexStmt")
def reindex(node: Any, _around: Surroundings) -> None:
    """REINDEX of more than one table, or CONCURRENTLY."""
    if not node.HasField("relation") or any(p.def_elem.defname == "concurrently" for p in node.params):
        raise _outside_transactions("this REINDEX")


@rule("ClusterStmt")
def cluster(node: Any, _around: Surroundings) -> None:
    """CLUSTER without a table."""
    if not node.HasField("relation"):
        raise _outside_transactions("CLUSTER")
