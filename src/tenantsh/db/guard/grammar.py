"""PostgreSQL's grammar (postgast: libpg_query) and the running of the rules over what it read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard.rules import RULES

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings


def parse(text: str) -> list[Any] | None:
    """The statements of a text as parse trees; None where this grammar cannot read it."""
    try:
        tree = postgast.parse(text)
    except postgast.PgQueryError:
        return None
    return [postgast.unwrap_node(raw.stmt) for raw in tree.stmts]


def apply_rules(statement: Any, around: Surroundings) -> None:
    """Show every part of a statement to the rules for its kind; raises the first refusal."""
    for _, node in postgast.walk(statement):
        for rule in RULES.get(type(node).__name__, ()):
            rule(node, around)


def transaction_kind(statement: Any) -> str:
    """What a TransactionStmt does: `BEGIN`, `START`, `COMMIT`, `ROLLBACK`, `SAVEPOINT` and so on."""
    name: str = nodes.TransactionStmtKind.Name(statement.kind)
    return name.removeprefix("TRANS_STMT_")
