"""What statements make and fill: a copy of what is marked is as personal as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.masking.harmless import Columns, held, is_star, safe, sources, touched

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.masking.marks import Marks

ALL = "*"
_MAKES = frozenset({"ViewStmt", "CreateStmt", "CreateTableAsStmt", "AlterTableStmt", "RenameStmt"})
_MAKES |= {"CommentStmt", "SecLabelStmt", "AlterObjectSchemaStmt"}


def filled(text: str, marks: Marks) -> frozenset[tuple[str, str]] | None:
    """The columns, or `*`, of relations that a text fills with what is marked; None where it makes and fills nothing.

    What it makes is empty of them, and its marks have to be asked for all the same.
    """
    try:
        statements = grammar.parse(text) or []
    except grammar.TooDeep:
        return frozenset()
    trees = [statement.tree for statement in statements]
    found = frozenset(one for tree in trees for one in _filled(tree, marks))
    makes = any(type(tree).__name__ in _MAKES or _into(tree) is not None for tree in trees)
    return found if found or makes else None


def _filled(tree: Any, marks: Marks) -> Iterator[tuple[str, str]]:
    kind = type(tree).__name__
    into = _into(tree)
    if into is not None:
        query = held(tree.query) if kind == "CreateTableAsStmt" else tree
        named = [held(name).sval for name in into.col_names]
        yield from ((into.rel.relname, name) for name in _given(query, marks, named))
    elif kind == "InsertStmt" and tree.HasField("select_stmt"):
        named = [held(target).name for target in tree.cols]
        given = list(_given(held(tree.select_stmt), marks, named))
        yield from ((tree.relation.relname, name) for name in (given if named else [ALL] * bool(given)))
    elif kind == "UpdateStmt" and touched(tree, marks):
        columns = Columns(sources(tree, marks), marks)
        values = ((held(target).name, held(held(target).val)) for target in tree.target_list)
        yield from ((tree.relation.relname, name) for name, value in values if not safe(value, columns))
    elif kind == "MergeStmt" and touched(held(tree.source_relation), marks):
        yield tree.relation.relname, ALL


def _into(tree: Any) -> Any | None:
    """Where a query's rows go; a materialized view's dependencies tell what is in it."""
    kind = type(tree).__name__
    if kind == "SelectStmt" and tree.HasField("into_clause"):
        return tree.into_clause
    if kind == "CreateTableAsStmt" and tree.objtype == nodes.OBJECT_TABLE:
        return tree.into
    return None


def _given(query: Any, marks: Marks, named: list[str]) -> Iterator[str]:
    """The columns of a query that something marked may be in, by the names that they get where they are kept."""
    if not touched(query, marks):
        return
    if type(query).__name__ != "SelectStmt" or query.HasField("larg") or not query.target_list:
        yield ALL
        return
    found = sources(query, marks)
    columns = Columns(found, marks)
    for at, target in enumerate(map(held, query.target_list)):
        value = held(target.val)
        if is_star(value):
            yield from [ALL] if named or found is None else _marked_in(set(found.values()), marks)
        elif not safe(value, columns):
            yield named[at] if at < len(named) else target.name or _called(value) or ALL


def _marked_in(relations: set[str], marks: Marks) -> Iterator[str]:
    for relation, columns in marks.by_name.items():
        yield from columns if relation in relations else ()


def _called(value: Any) -> str:
    """The name that a column of a query has without being given one."""
    return held(value.fields[-1]).sval if type(value).__name__ == "ColumnRef" else ""
