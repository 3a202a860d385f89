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
    trees = [_run_by(statement.tree) for statement in statements]
    found = frozenset(one for tree in trees for one in _filled(tree, marks))
    makes = any(type(part).__name__ in _MAKES or _into(part) is not None for tree in trees for part in _inside(tree))
    return found if found or makes else None


def _run_by(tree: Any) -> Any:
    """The statement that a PREPARE or an EXPLAIN is for."""
    while type(tree).__name__ in ("PrepareStmt", "ExplainStmt"):
        tree = held(tree.query)
    return tree


def _inside(tree: Any) -> Iterator[Any]:
    """A statement, and those that write within it."""
    return (part for part in grammar.parts(tree) if type(part).__name__.endswith("Stmt"))


def _filled(tree: Any, marks: Marks) -> Iterator[tuple[str, str]]:
    for part in _inside(tree):
        name, columns = _columns(part, marks)
        if part is not tree:  # it may read what stands elsewhere in the statement, by any name
            columns = [ALL] if name and touched(tree, marks) else []
        yield from ((name, column) for column in columns)


def _columns(part: Any, marks: Marks) -> tuple[str, list[str]]:
    """Which relation a statement fills, empty for none, and which of its columns with what is marked."""
    kind, into = type(part).__name__, _into(part)
    if into is not None:
        query = held(part.query) if kind == "CreateTableAsStmt" else part
        return into.rel.relname, list(_given(query, marks, [held(name).sval for name in into.col_names]))
    if kind == "InsertStmt":
        return part.relation.relname, _inserted(part, marks)
    if kind == "UpdateStmt":
        return part.relation.relname, _set(part.target_list, Columns(sources(part, marks), marks), part)
    if kind == "MergeStmt":
        return part.relation.relname, [ALL] if touched(held(part.source_relation), marks) else []
    return "", []


def _inserted(part: Any, marks: Marks) -> list[str]:
    named = [held(target).name for target in part.cols]
    given = list(_given(held(part.select_stmt), marks, named)) if part.HasField("select_stmt") else []
    found = given if named else [ALL] * bool(given)
    if part.HasField("with_clause") and touched(part.with_clause, marks):
        found = [ALL]
    if part.HasField("on_conflict_clause"):
        own = Columns(dict.fromkeys((part.relation.relname, "excluded"), part.relation.relname), marks)
        found += _set(part.on_conflict_clause.target_list, own, part)
    return found


def _set(targets: Any, columns: Columns, part: Any) -> list[str]:
    """The columns that get something marked by a SET."""
    if not touched(part, columns.marks):
        return []
    values = ((held(target).name, held(held(target).val)) for target in targets)
    return [name for name, value in values if not safe(value, columns)]


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
