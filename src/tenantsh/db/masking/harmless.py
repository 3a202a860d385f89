"""Columns of an answer that have no origin, and nothing marked in them, as far as the grammar can show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.masking.own import COUNTS, PLAIN

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.masking.marks import Marks

_CALLED_BY = {
    "FuncCall": "funcname", "A_Expr": "name", "ColumnRef": "fields", "SubLink": "oper_name", "TypeCast": "type_name",
}  # fmt: skip
"""Where nodes have the names of what they call: a function, an operator, a function of a row, a cast."""
_INSIDE = ("lexpr", "rexpr", "arg", "args", "expr", "result", "defresult")
_MADE_OF = frozenset({"A_Expr", "BoolExpr", "NullTest", "BooleanTest", "CoalesceExpr", "MinMaxExpr", "TypeCast"})
_MADE_OF |= {"CaseExpr", "CaseWhen", "List", "CollateClause"}
_READS = frozenset({"FetchStmt", "ExecuteStmt", "CallStmt", "DoStmt"})


@dataclass(frozen=True, slots=True)
class Found:
    """What the grammar shows of a statement."""

    touches: bool
    """Whether it may read something marked."""
    targets: tuple[bool, ...] = ()
    """Of each column of the answer, whether nothing marked is in it; empty where that cannot be told."""

    def harmless(self, at: int, columns: int) -> bool:
        """Whether a column without an origin may be shown."""
        return not self.touches or (len(self.targets) == columns and self.targets[at])


def looked(text: str, marks: Marks) -> Found:
    """Look at one statement; one that cannot be read may read anything."""
    try:
        statements = grammar.parse(text)
    except grammar.TooDeep:
        statements = None
    if statements is None or len(statements) != 1:
        return Found(touches=True)
    tree = statements[0].tree
    if type(tree).__name__ in ("ExplainStmt", "VariableShowStmt"):
        return Found(touches=False)
    if not touched(tree, marks):
        return Found(touches=False)
    return Found(touches=True, targets=_targets(tree, marks))


def may_tell(text: str, marks: Marks) -> bool:
    """Whether what a statement has to tell beside its rows may be of something marked: an EXPLAIN may run it."""
    try:
        statements = grammar.parse(text)
    except grammar.TooDeep:
        return True
    return not statements or any(touched(statement.tree, marks) for statement in statements)


def touched(tree: Any, marks: Marks) -> bool:
    """Whether a tree may read something marked."""
    # only where there are such functions is a column's name looked at: o.f may be f(o)
    return any(_touches(part, marks) for part in grammar.parts(tree, names=bool(marks.others)))


def _touches(part: Any, marks: Marks) -> bool:
    kind = type(part).__name__
    if kind == "RangeVar":
        return part.relname in marks.relations
    if kind == "FuncCall":
        return _function(part) not in PLAIN or _other(part, marks)
    return kind in _READS or _other(part, marks)


def _other(part: Any, marks: Marks) -> bool:
    """Whether a node calls, by a name that looks plain, what somebody has made: its body may read anything."""
    if not marks.others:
        return False
    names = getattr(part, _CALLED_BY.get(type(part).__name__, ""), ())
    return any(_word(name) in marks.others for name in (names.names if hasattr(names, "names") else names))


def _word(name: Any) -> str:
    inner = held(name)
    return inner.sval if type(inner).__name__ == "String" else ""


def _function(call: Any) -> str:
    names = [name.string.sval for name in call.funcname]
    return names[-1] if len(names) == 1 or names[0] == "pg_catalog" else ""


def _targets(tree: Any, marks: Marks) -> tuple[bool, ...]:
    if type(tree).__name__ not in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"):
        return ()
    if tree.HasField("with_clause"):
        return ()
    if type(tree).__name__ == "SelectStmt" and tree.HasField("larg"):
        left, right = _targets(tree.larg, marks), _targets(tree.rarg, marks)
        return tuple(a and b for a, b in zip(left, right, strict=False)) if len(left) == len(right) else ()
    values = [held(held(target).val) for target in _listed(tree)]
    if any(is_star(value) for value in values):
        return ()
    columns = Columns(sources(tree, marks), marks)
    return tuple(safe(value, columns) for value in values)


def _listed(tree: Any) -> Sequence[Any]:
    """What a query selects, or another statement returns; empty where RETURNING has names of its own for rows."""
    if type(tree).__name__ == "SelectStmt":
        listed: Sequence[Any] = tree.target_list
        return listed
    returning = tree.returning_clause
    return () if returning.options else returning.exprs


def sources(tree: Any, marks: Marks) -> Mapping[str, str] | None:
    """The relations that stand in FROM, by the names that they have there; None where anything else stands there.

    What stands there and reads nothing is "", as a row of it has nothing marked in it.
    """
    if tree.HasField("with_clause"):  # whose names could be any relation's
        return None
    waiting = [held(one) for one in getattr(tree, "from_clause", getattr(tree, "using_clause", ()))]
    found: dict[str, str] = {}
    if hasattr(tree, "relation") and tree.HasField("relation"):
        waiting.append(tree.relation)
        found |= dict.fromkeys(("old", "new"), tree.relation.relname)
    while waiting:
        one = waiting.pop()
        kind = type(one).__name__
        if kind == "JoinExpr" and not one.HasField("alias"):
            waiting += [held(one.larg), held(one.rarg)]
        elif kind == "RangeVar" and not (one.HasField("alias") and one.alias.colnames):
            found[one.alias.aliasname if one.HasField("alias") else one.relname] = one.relname
        elif kind in ("RangeFunction", "RangeSubselect") and _reads_nothing(one, marks):
            found[one.alias.aliasname] = ""
        else:
            return None
    return found


def _reads_nothing(part: Any, marks: Marks) -> bool:
    """Whether something in FROM is made of nothing marked: neither of what it reads, nor of what stands beside it."""
    if touched(part, marks):
        return False
    inside = [type(one).__name__ for one in grammar.parts(part, names=True)]
    return not part.lateral and (type(part).__name__ == "RangeSubselect" or "ColumnRef" not in inside)


class Columns:
    """Which names in an expression are columns with nothing marked in them."""

    def __init__(self, found: Mapping[str, str] | None, marks: Marks) -> None:
        self.marks = marks
        self._sources = found
        self._marked = marks.by_name

    def plain(self, fields: Sequence[Any]) -> bool:
        """Whether a reference is to such a column; `u` and `u.f` may be whole rows, and a function of them."""
        names = [_word(field) for field in fields]
        if self._sources is None or not all(names) or self._sources.get(names[-1]):
            return False
        if len(names) == 1:
            return not any(names[-1] in self._marked.get(relation, ()) for relation in self._sources.values())
        relation = self._sources.get(names[-2])
        if relation is None or names[-1] in self._marked.get(relation, ()):
            return False
        return relation not in self._marked or names[-1] in self.marks.relations[relation]


def safe(node: Any, columns: Columns) -> bool:
    """Whether an expression has nothing marked in it."""
    kind = type(node).__name__
    if _other(node, columns.marks):
        return False
    if kind in ("A_Const", "ParamRef", "SQLValueFunction", "SetToDefault"):
        return True
    if kind == "ColumnRef":
        return columns.plain(node.fields)
    if kind == "FuncCall":
        name = _function(node)
        given = [*node.args, *(held(one).node for one in node.agg_order if node.agg_within_group)]
        return name in COUNTS or (name in PLAIN and all(safe(held(one), columns) for one in given))
    if kind == "SubLink":
        return bool(node.sub_link_type == nodes.EXISTS_SUBLINK)
    if kind not in _MADE_OF:
        return False
    return all(safe(one, columns) for one in _inner(node))


def _inner(node: Any) -> list[Any]:
    found: list[Any] = []
    for field, value in node.ListFields():
        if field.name in _INSIDE or field.name == "items":
            found += [held(one) for one in value] if not hasattr(value, "ListFields") else [held(value)]
    return found


def held(node: Any) -> Any:
    """What a tree's node is a shell of."""
    kind = node.WhichOneof("node") if type(node).__name__ == "Node" else None
    return getattr(node, kind) if kind else node


def is_star(node: Any) -> bool:
    """Whether a column is all of them."""
    return type(node).__name__ == "ColumnRef" and type(held(node.fields[-1])).__name__ == "A_Star"


def copies_nothing_marked(tree: Any, marks: Marks) -> bool:
    """Whether the grammar shows that a COPY gives out nothing marked."""
    if not touched(tree, marks):
        return True
    if tree.HasField("query"):
        targets = _targets(held(tree.query), marks)
        return bool(targets) and all(targets)
    named = {held(one).sval for one in tree.attlist}
    return bool(named) and not named & marks.names
