"""What the grammar says of a statement that is to be looked at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_PLANNED = {
    "SelectStmt": "",
    "InsertStmt": "INSERT",
    "UpdateStmt": "UPDATE",
    "DeleteStmt": "DELETE",
    "MergeStmt": "MERGE",
}
_MOMENT = re.compile(r"\s*(now|today|tomorrow|yesterday)(?:\s+[\d:.+-]+\s*\w*)?\s*", re.IGNORECASE)
"""What a date may be called."""
_GATHERING = frozenset(
    {"array_agg", "string_agg", "json_agg", "jsonb_agg", "json_object_agg", "jsonb_object_agg", "xmlagg"}
)
_BY_PLACE = frozenset({"row_number", "lag", "lead", "first_value", "last_value", "nth_value"})


@dataclass(frozen=True, slots=True)
class Read:
    """What a statement is."""

    planned: bool
    """Whether it has a plan."""
    query: bool
    """Whether it only reads, as far as its text shows, so that it can be run again."""
    ordered: bool = False
    """Whether it says an order at its top."""
    limit: int | None = None
    """Of so many rows at most it says no order."""
    named: tuple[tuple[str, str], ...] = ()
    """The relations that stand in it: schema, empty where it says none, and name."""
    called: tuple[str, ...] = ()
    """The names of the functions that it calls."""
    untold: tuple[str, ...] = ()
    """Why the same rows may give another answer, or why it is not run again."""
    readable: bool = True
    """Whether this grammar reads it."""


def read(sql: str) -> Read:
    """Read one statement.

    >>> read("select name from things where made > 'today' order by 1").ordered
    True
    >>> read("create table t ()").untold
    ('it is no query: a look does not run it again',)
    """
    from tenantsh.db.guard import grammar  # loads libpg_query: about 150 ms, once

    try:
        parsed = grammar.parse(sql)
    except grammar.TooDeep:
        parsed = None
    if parsed is None:  # the server has a word for what is wrong with it
        return Read(planned=False, query=False, readable=False)
    if len(parsed) != 1 or type(parsed[0].tree).__name__ not in _PLANNED:
        return Read(planned=False, query=False, untold=("it is no query: a look does not run it again",))
    return _read(parsed[0].tree)


def _read(tree: Any) -> Read:
    kind = type(tree).__name__
    parts = list(_parts(tree))
    writes = next((verb for each in parts if (verb := _PLANNED.get(type(each).__name__))), "")
    if kind == "SelectStmt" and tree.HasField("into_clause"):
        return Read(planned=False, query=False, untold=("it makes a table: a look does not run it again",))
    untold = [f"it is {_article(writes)}: a look does not run it again"] if writes else []
    limit = _limit(tree) if kind == "SelectStmt" else None
    return Read(
        planned=True,
        query=not writes,
        ordered=kind == "SelectStmt" and bool(tree.sort_clause),
        limit=limit,
        named=tuple(dict.fromkeys((e.schemaname, e.relname) for e in parts if type(e).__name__ == "RangeVar")),
        called=tuple(dict.fromkeys(_name(each) for each in parts if type(each).__name__ == "FuncCall")),
        untold=tuple(dict.fromkeys([*untold, *_unsure(tree, parts, limit)])),
    )


def _article(verb: str) -> str:
    return f"an {verb}" if verb[0] in "IU" else f"a {verb}"


def _parts(tree: Any) -> Iterator[Any]:
    """The nodes, constants too."""
    from tenantsh.db.pruning.text import everything

    return (node for node in everything(tree) if type(node).__name__ != "Node")


def _name(call: Any) -> str:
    return str(call.funcname[-1].string.sval)


def _limit(tree: Any) -> int | None:
    """How many rows are wanted, where that is a number, and in which order is not said."""
    if tree.sort_clause or not tree.HasField("limit_count"):
        return None
    count = tree.limit_count
    constant = count.a_const if count.WhichOneof("node") == "a_const" else None
    return constant.ival.ival if constant is not None and constant.WhichOneof("val") == "ival" else None


def _unsure(tree: Any, parts: list[Any], limit: int | None) -> Iterator[str]:
    """Why the same rows may give another answer."""
    for each in parts:
        kind = type(each).__name__
        if kind == "A_Const" and each.WhichOneof("val") == "sval" and (word := _MOMENT.fullmatch(each.sval.sval)):
            yield f"it asks for the time: '{word[1].lower()}'"
        elif kind == "SelectStmt" and not each.sort_clause:
            if each.HasField("limit_count") and not (limit is not None and each is tree):
                yield "it has LIMIT without ORDER BY: which rows come is not said"
            if any(one.WhichOneof("node") for one in each.distinct_clause):
                yield "it has DISTINCT ON without ORDER BY: which rows come is not said"
        elif kind == "FuncCall":
            yield from _by_order(each)


def _by_order(call: Any) -> Iterator[str]:
    name = _name(call)
    if name in _GATHERING and not call.agg_order:
        yield f"{name}() without ORDER BY: in which order it takes rows is not said"
    if name in _BY_PLACE and call.HasField("over"):
        over = call.over
        if not over.order_clause and not over.name and not over.refname:
            yield f"{name}() over rows in no order"
