"""Columns of an answer that have no origin, and nothing marked in them, as far as the grammar can show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.guard import grammar

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.masking.marks import Marks

_COUNTS = frozenset({"count", "row_number", "rank", "dense_rank", "ntile"})
"""What gives numbers of rows, whatever is in them."""
_PLAIN = frozenset(
    {
        "abs",
        "avg",
        "bool_and",
        "bool_or",
        "ceil",
        "coalesce",
        "concat",
        "concat_ws",
        "count",
        "current_setting",
        "date_part",
        "date_trunc",
        "extract",
        "floor",
        "format",
        "gen_random_uuid",
        "generate_series",
        "greatest",
        "initcap",
        "jsonb_array_length",
        "least",
        "left",
        "length",
        "lower",
        "ltrim",
        "max",
        "md5",
        "min",
        "mod",
        "now",
        "pg_backend_pid",
        "pg_sleep",
        "power",
        "random",
        "regexp_replace",
        "repeat",
        "replace",
        "right",
        "round",
        "rtrim",
        "set_config",
        "sqrt",
        "string_agg",
        "substr",
        "substring",
        "sum",
        "timezone",
        "to_char",
        "to_date",
        "to_json",
        "to_jsonb",
        "to_timestamp",
        "trim",
        "trunc",
        "unnest",
        "upper",
        "version",
        "array_agg",
        "json_agg",
        "jsonb_agg",
        "array_length",
        "cardinality",
        "clock_timestamp",
        "statement_timestamp",
        "age",
        "row_number",
        "rank",
        "dense_rank",
        "ntile",
        "lag",
        "lead",
        "first_value",
        "last_value",
        "percentile_cont",
        "percentile_disc",
        "split_part",
        "btrim",
        "current_database",
        "current_schema",
        "pg_size_pretty",
        "position",
        "strpos",
        "encode",
        "decode",
    }
)
"""PostgreSQL's own functions that read nothing but their arguments, and run no text."""
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
    if not any(_touches(part, marks) for part in grammar.parts(tree)):
        return Found(touches=False)
    return Found(touches=True, targets=_targets(tree, marks))


def _touches(part: Any, marks: Marks) -> bool:
    kind = type(part).__name__
    if kind == "RangeVar":
        return part.relname in marks.relations
    if kind == "FuncCall":
        return _function(part) not in _PLAIN
    return kind in _READS


def _function(call: Any) -> str:
    names = [name.string.sval for name in call.funcname]
    return names[-1] if len(names) == 1 or names[0] == "pg_catalog" else ""


def _targets(tree: Any, marks: Marks) -> tuple[bool, ...]:
    if type(tree).__name__ not in ("SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"):
        return ()
    if type(tree).__name__ == "SelectStmt" and tree.HasField("larg"):
        left, right = _targets(tree.larg, marks), _targets(tree.rarg, marks)
        return tuple(a and b for a, b in zip(left, right, strict=False)) if len(left) == len(right) else ()
    listed = tree.target_list if type(tree).__name__ == "SelectStmt" else getattr(tree, "returning_list", ())
    values = [_held(target).val for target in listed]
    if any(_is_star(_held(value)) for value in values):
        return ()
    columns = _Columns(_sources(tree), marks)
    return tuple(_safe(_held(value), columns) for value in values)


def _sources(tree: Any) -> Mapping[str, str] | None:
    """The relations that stand in FROM, by the names that they have there; None where anything else stands there."""
    if tree.HasField("with_clause"):
        return None
    waiting = [_held(one) for one in getattr(tree, "from_clause", getattr(tree, "using_clause", ()))]
    waiting += [tree.relation] if hasattr(tree, "relation") and tree.HasField("relation") else []
    found: dict[str, str] = {}
    while waiting:
        one = waiting.pop()
        if type(one).__name__ == "JoinExpr" and not one.HasField("alias"):
            waiting += [_held(one.larg), _held(one.rarg)]
        elif type(one).__name__ == "RangeVar" and not (one.HasField("alias") and one.alias.colnames):
            found[one.alias.aliasname if one.HasField("alias") else one.relname] = one.relname
        else:
            return None
    return found


class _Columns:
    """Which names in an expression are columns with nothing marked in them."""

    def __init__(self, sources: Mapping[str, str] | None, marks: Marks) -> None:
        self._sources = sources
        self._relations = marks.relations
        self._marked = marks.names

    def plain(self, fields: Sequence[Any]) -> bool:
        """Whether a reference is to such a column; `u` and `u.f` may be whole rows, and a function of them."""
        names = [_held(field).sval if type(_held(field)).__name__ == "String" else "" for field in fields]
        if self._sources is None or not all(names) or names[-1] in self._marked or names[-1] in self._sources:
            return False
        if len(names) == 1:
            return True
        relation = self._sources.get(names[-2])
        if relation is None:
            return False
        return relation not in self._relations or names[-1] in self._relations[relation]


def _safe(node: Any, columns: _Columns) -> bool:
    kind = type(node).__name__
    if kind in ("A_Const", "ParamRef", "SQLValueFunction", "SetToDefault"):
        return True
    if kind == "ColumnRef":
        return columns.plain(node.fields)
    if kind == "FuncCall":
        name = _function(node)
        return name in _COUNTS or (name in _PLAIN and all(_safe(_held(one), columns) for one in node.args))
    if kind not in _MADE_OF:
        return False
    return all(_safe(one, columns) for one in _inner(node))


def _inner(node: Any) -> list[Any]:
    found: list[Any] = []
    for field, value in node.ListFields():
        if field.name in _INSIDE or field.name == "items":
            found += [_held(one) for one in value] if not hasattr(value, "ListFields") else [_held(value)]
    return found


def _held(node: Any) -> Any:
    kind = node.WhichOneof("node") if type(node).__name__ == "Node" else None
    return getattr(node, kind) if kind else node


def _is_star(node: Any) -> bool:
    return type(node).__name__ == "ColumnRef" and type(_held(node.fields[-1])).__name__ == "A_Star"


def copies_nothing_marked(tree: Any, marks: Marks) -> bool:
    """Whether the grammar shows that a COPY gives out nothing marked."""
    if not any(_touches(part, marks) for part in grammar.parts(tree)):
        return True
    if tree.HasField("query"):
        targets = _targets(_held(tree.query), marks)
        return bool(targets) and all(targets)
    named = {_held(one).sval for one in tree.attlist}
    return bool(named) and not named & marks.names
