"""What reaches further than it looks: every row, everybody's waiting, names that mean something else afterwards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.guard.rules.nodes import relation_named, says_nothing
from tenantsh.db.guard.rules.registry import rule
from tenantsh.model.errors import NeedsReason

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Surroundings

_SHARE = 5
"""From this mode on LOCK TABLE keeps others from writing."""


@rule("DeleteStmt", "UpdateStmt")
def every_row(node: Any, around: Surroundings) -> None:
    """UPDATE or DELETE without a condition changes every row that the organization has."""
    if not around.write or not says_nothing(node.where_clause):
        return
    word = type(node).__name__.removesuffix("Stmt").upper()
    raise NeedsReason(
        f"{word} without a WHERE",
        rule="every-row",
        why=f"it changes every row of {node.relation.relname} that this session may",
        counts=relation_named(node.relation),
    )


@rule("TruncateStmt")
def truncated(node: Any, around: Surroundings) -> None:
    """TRUNCATE knows no row-level security."""
    if around.write:
        names = ", ".join(item.range_var.relname for item in node.relations)
        raise NeedsReason(
            f"TRUNCATE {names}", rule="every-row", why="it empties the table for every organization: no policy applies"
        )


@rule("LockStmt")
def locked(node: Any, _around: Surroundings) -> None:
    """LOCK TABLE works in a read-only transaction, and in every organization at once."""
    if node.mode >= _SHARE:
        raise NeedsReason(
            "LOCK TABLE",
            rule="lock-table",
            why="every organization's statements wait until this transaction ends",
            hint="SELECT … FOR UPDATE locks the rows of one",
        )


@rule("CreateStmt", "ViewStmt", "CreateTableAsStmt", "SelectStmt")
def temporary_of_a_taken_name(node: Any, around: Surroundings) -> None:
    """A temporary table of a name that is taken: queries, and functions without a search_path, would read it."""
    new = _temporary(node)
    taken = around.taken(new.relname) if new is not None and around.write else ()
    if taken:
        raise NeedsReason(
            f'a temporary "{new.relname}"',
            rule="temporary-object",
            why=f"{', '.join(taken)} is there: until this session ends that name means the temporary one, "
            "to functions of the database too",
            hint="give it another name",
        )


def _temporary(node: Any) -> Any:
    """The temporary relation that a statement makes; None where it makes none."""
    match type(node).__name__:
        case "CreateStmt":
            new = node.relation
        case "ViewStmt":
            new = node.view
        case "CreateTableAsStmt":
            new = node.into.rel
        case _ if node.HasField("into_clause"):
            new = node.into_clause.rel
        case _:
            return None
    return new if new.relpersistence == "t" or new.schemaname.startswith("pg_temp") else None
