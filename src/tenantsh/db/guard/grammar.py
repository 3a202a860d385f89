"""PostgreSQL's grammar (postgast: libpg_query) and the running of the rules over what it read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import postgast
from google.protobuf.message import DecodeError
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard.rules import RULES

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings


class TooDeep(Exception):
    """A statement has more in each other than protobuf lets a tree have: a hundred levels."""


def parse(text: str) -> list[Any] | None:
    """The statements of a text as parse trees; None where this grammar cannot read it. Raises TooDeep."""
    try:
        tree = postgast.parse(text)
    except (postgast.PgQueryError, UnicodeEncodeError):  # the latter: bytes of a file that are no text
        return None
    except (DecodeError, RecursionError) as error:
        raise TooDeep from error
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
