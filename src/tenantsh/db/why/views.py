"""A view in front of a table, where each of its rows is one row of that table: which, by which condition, as whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard import grammar
from tenantsh.db.policies import read, split
from tenantsh.db.policies.rows import BARE, PATIENCE
from tenantsh.db.pruning.text import Text, unwrapped
from tenantsh.db.why.asked import Wording
from tenantsh.db.why.rows import COLUMNS, DEFINITION

if TYPE_CHECKING:
    from tenantsh.db.policies import Beneath, Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.rows import KeyColumn


@dataclass(frozen=True, slots=True)
class Front:
    """What a view shows of a table."""

    base: Table
    """The table, and how row security stands there for whoever reads it."""
    reader: str
    as_subject: bool
    """Whether it is read as the one who asks."""
    alias: str
    """What the view's condition calls the table's row."""
    where: Wording | None
    columns: dict[str, KeyColumn]
    """The table's columns by the names that the view has for them."""
    soft: bool
    """Whether the table has a column for soft deletes."""


def front(session: Session, view: Table) -> Front | None:
    """What a view shows; None where its rows are no single table's."""
    relation = view.relation.relation
    definitions = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), DEFINITION.ask(view=relation))[1]
    if not definitions or not definitions[0].simple:
        return None
    sql = definitions[0].sql.rstrip().rstrip(";")
    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        return None
    tree: Any = parsed[0].tree if parsed else None
    if type(tree).__name__ != "SelectStmt" or len(tree.from_clause) != 1:
        return None
    source = unwrapped(tree.from_clause[0])
    beneath = _beneath(view, source)
    if beneath is None:
        return None
    where = _where(tree, sql)
    if where is None and tree.HasField("where_clause"):
        return None
    return _front(session, view, beneath, source, tree, where)


def _front(
    session: Session, view: Table, beneath: Beneath, source: Any, tree: Any, where: Wording | None
) -> Front | None:
    column = view.relation.tenant_column or beneath.tenant_column
    found = read(session, relations=[beneath.relation], role=beneath.reader, tenant_column=column).tables
    columns: list[KeyColumn] = session.fetch_apart(COLUMNS.ask(relation=beneath.relation))[0]
    by_name = {each.name: each for each in columns}
    shown = {name: by_name[of] for name, of in _shown(tree) if of in by_name}
    alias = source.alias.aliasname or source.relname
    soft = "deleted_at" in by_name
    return Front(found[0], beneath.reader, beneath.as_subject, alias, where, shown, soft) if found else None


def _beneath(view: Table, source: Any) -> Beneath | None:
    """The table that a view names, where it is one with rows of its own."""
    if type(source).__name__ != "RangeVar" or source.alias.colnames:
        return None
    names = (source.schemaname, source.relname)
    found = (each for each in view.beneath if (each.schema, each.name) == names and each.kind in "rp")
    return next(found, None)


def _where(tree: Any, sql: str) -> Wording | None:
    words = Text(sql).words(unwrapped(tree.where_clause)) if tree.HasField("where_clause") else None
    return None if words is None else Wording(None, permissive=False, condition=split(words))


def _shown(tree: Any) -> list[tuple[str, str]]:
    """The view's columns that are columns of the table, with both names."""
    found = []
    for target in map(unwrapped, tree.target_list):
        value: Any = unwrapped(target.val)
        last: Any = unwrapped(value.fields[-1]) if type(value).__name__ == "ColumnRef" else None
        if type(last).__name__ == "String":
            found.append((target.name or last.sval, last.sval))
    return found
