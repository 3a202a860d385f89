"""Queries made of a query's own parts, by PostgreSQL's grammar, and their words."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import postgast
from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import everything, unwrapped
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_LONG = 80
"""Characters of a subquery that are shown where it stands in FROM."""
_READABLE = 200
_WRITES = {"InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"}


def read(sql: str) -> Any | None:
    """A query as a tree; None where the grammar cannot read it. Raises UsageError for what is no query."""
    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        return None
    if parsed is None:
        return None
    if len(parsed) != 1:
        said = "no query" if not parsed else f"{len(parsed)} statements in one"
        raise UsageError(said, hint="give one SELECT")
    tree = parsed[0].tree
    if type(tree).__name__ != "SelectStmt":
        raise UsageError("that is no query", why="rows come of SELECT", hint="ask about a SELECT with its conditions")
    kinds = {type(each).__name__ for each in everything(tree)}
    if kinds & _WRITES or "IntoClause" in kinds:
        raise UsageError("this query writes", why="its parts are run one by one, to count their rows")
    return tree


def check(tree: Any | None) -> Any:
    """The same; raises UsageError for one that cannot be taken apart and put together again."""
    if tree is None:
        raise UsageError("this query cannot be taken apart", why="the grammar that is here cannot read it")
    with suppress(postgast.PgQueryError):
        again = grammar.parse(sql_of(tree))
        if again is not None and alike(again[0].tree, tree):
            return _without_locks(tree)
    raise UsageError("this query cannot be taken apart", why="its parts could not be put together as they were")


def _without_locks(tree: Any) -> Any:
    """The same without the locks of queries within it: what only reads cannot take them."""
    made = copy(tree)
    for each in everything(made):
        if type(each).__name__ == "SelectStmt" and each is not made:
            each.ClearField("locking_clause")
    return made


def alike(one: Any, other: Any) -> bool:
    """Whether two trees are the same but for where they stand in a text."""
    return bool(_placeless(one) == _placeless(other))


def _placeless(node: Any) -> Any:
    copied = copy(node)
    for each in everything(copied):
        for field in ("location", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end"):
            if field in each.DESCRIPTOR.fields_by_name:
                each.ClearField(field)
    return copied


def copy(node: Any) -> Any:
    """A node that can be changed."""
    made = type(node)()
    made.CopyFrom(node)
    return made


def wrapped(node: Any) -> nodes.Node:
    """A node as others hold it."""
    if isinstance(node, nodes.Node):
        return node
    made = nodes.Node()
    name = next(
        field.name
        for field in nodes.Node.DESCRIPTOR.fields
        if field.message_type is not None and field.message_type.name == type(node).__name__
    )
    getattr(made, name).CopyFrom(node)
    return made


def sql_of(select: Any) -> str:
    """A query's words."""
    made = nodes.ParseResult()
    made.stmts.add().stmt.select_stmt.CopyFrom(select)
    return str(postgast.deparse(made))


def words(expression: Any) -> str:
    """An expression's words."""
    select = nodes.SelectStmt(limit_option=nodes.LIMIT_OPTION_DEFAULT, op=nodes.SETOP_NONE)
    select.target_list.add().res_target.val.CopyFrom(wrapped(expression))
    return sql_of(select).removeprefix("SELECT ")


def said(expression: Any) -> str:
    """An expression as people are told it: the beginning of a very long one."""
    return brief(words(expression))


def brief(text: str) -> str:
    """The beginning of what is too long to be read."""
    return text if len(text) <= _READABLE else f"{text[:_READABLE]}…"


def tidy(sql: str) -> str:
    """A condition of a policy's without what only a parser needs: parentheses around all of it, names of results."""
    parsed = grammar.parse(f"SELECT {sql}")
    if not parsed:
        return sql
    condition = unwrapped(parsed[0].tree.target_list[0]).val
    for each in everything(unwrapped(condition)):
        if type(each).__name__ == "ResTarget":
            each.ClearField("name")
    return words(condition)


def source_words(item: Any) -> str:
    """The words of an item of FROM."""
    held = unwrapped(item)
    text = sql_of(bare([held])).removeprefix("SELECT FROM ")
    if type(held).__name__ == "RangeSubselect" and len(text) > _LONG:
        return f"(…) {held.alias.aliasname}".rstrip()
    return brief(text)


def bare(items: Iterable[Any], conditions: Sequence[Any] = ()) -> Any:
    """`SELECT FROM items WHERE conditions`, with no columns: for its rows to be counted."""
    made = nodes.SelectStmt(limit_option=nodes.LIMIT_OPTION_DEFAULT, op=nodes.SETOP_NONE)
    made.from_clause.extend(wrapped(item) for item in items)
    if conditions:
        made.where_clause.CopyFrom(joined(conditions))
    return made


def without(select: Any, *fields: str) -> Any:
    """A query without some of its clauses."""
    made = copy(select)
    for field in fields:
        made.ClearField(field)
    if "limit_count" in fields:  # FETCH … WITH TIES has no meaning without them
        made.limit_option = nodes.LIMIT_OPTION_DEFAULT
    return made


def conjuncts(condition: Any) -> list[Any]:
    """What has to be true all together."""
    held = unwrapped(condition) if condition is not None else None
    if held is None:
        return []
    if type(held).__name__ == "BoolExpr" and held.boolop == nodes.AND_EXPR:
        return [each for arg in held.args for each in conjuncts(arg)]
    return [held]


def joined(conditions: Sequence[Any]) -> nodes.Node:
    """Conditions as one, by AND."""
    if len(conditions) == 1:
        return wrapped(conditions[0])
    return wrapped(nodes.BoolExpr(boolop=nodes.AND_EXPR, args=[wrapped(each) for each in conditions]))


def naming_all(params: Sequence[Any], sql: str, word: str) -> str:
    """What names the parameters that a text does not name: the server could not tell what they are."""
    if not params:
        return ""
    found = (each for one in grammar.parse(sql) or [] for each in everything(one.tree))
    named = {each.number for each in found if type(each).__name__ == "ParamRef"}
    rest = [f"(${at}::pg_catalog.text IS NULL) IS NOT NULL" for at in range(1, len(params) + 1) if at not in named]
    return f" {word} {' AND '.join(rest)}" if rest else ""
