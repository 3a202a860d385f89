"""What a policy's condition leaves open: its leaves that do not bind a row to the context, and how they fail to."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.defaults import constant, inside, of_tree
from tenantsh.db.guard import grammar
from tenantsh.db.pruning.text import everything, here, unwrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.doctor.context import Known

_EQUAL = ("=", "@>", "<@", "&&", "?")
"""Operators with which a row is bound to what it is compared with."""
_BEGINNINGS = ("starts_with", "regexp_like", "textlike", "textregexeq")
"""Functions that are true of more values than one."""
_TEXTS = ("character varying", "character", "text", "name")


@dataclass(frozen=True, slots=True)
class Row:
    """The table that a policy is on, and what its conditions may lean on."""

    tenant_column: str | None
    tenant_type: str | None
    name: str
    filled: bool
    """Whether the tenant's column is NOT NULL."""
    guarded: Callable[[Sequence[str]], bool]
    """Whether one of these relations, by bare name, has row security of its own."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A way in which a condition is true for rows of others."""

    kind: str
    words: str
    sure: bool = True


@lru_cache(maxsize=4096)
def _tree(sql: str) -> Any:
    try:
        parsed = grammar.parse(f"SELECT {sql}")
    except grammar.TooDeep:
        return None
    if not parsed or len(parsed) != 1 or type(parsed[0].tree).__name__ != "SelectStmt":
        return None
    return unwrapped(unwrapped(parsed[0].tree.target_list[0]).val)


def flaws(sql: str, row: Row, known: Known) -> list[Flaw]:
    """How a condition is true for other organizations' rows; empty where each of its ways binds them."""
    tree = _tree(sql)
    return (
        _open(tree, row, known) if tree is not None else [Flaw("policy-unread", "it cannot be read here", sure=False)]
    )


def _open(node: Any, row: Row, known: Known) -> list[Flaw]:
    kind = _kind(node)
    if kind == "CaseExpr":
        return _of_case(node, row, known)
    if kind == "CoalesceExpr":
        first, *others = [_open(unwrapped(each), row, known) for each in node.args]
        return [*first, *(_while_unset(flaw) for flaws in others for flaw in flaws)]
    if kind == "SubLink" and node.sub_link_type == nodes.EXISTS_SUBLINK and not _has_from(node):
        where = unwrapped(unwrapped(node.subselect).where_clause)
        return _open(where, row, known) if where is not None else [Flaw("policy-true", "it is true for every row")]
    if kind == "BooleanTest":
        return _of_test(node, row, known)
    if kind == "A_Expr" and (truth := _compared_with_truth(node)) is not None:
        what, value = truth
        return _open(what, row, known) if value else _negated(what, row, known)
    if kind == "BoolExpr" and node.boolop == nodes.NOT_EXPR:
        return _negated(unwrapped(node.args[0]), row, known)
    if kind != "BoolExpr":
        return list(_leaf(node, row, known))
    parts = [_open(unwrapped(each), row, known) for each in node.args]
    if node.boolop == nodes.AND_EXPR and (not all(parts) or _bounded(node)):
        return []
    return [flaw for part in parts for flaw in part]


_WHEN_NULL = (nodes.IS_NOT_TRUE, nodes.IS_NOT_FALSE, nodes.IS_UNKNOWN)
"""Tests that are true of NULL, which a comparison with a context that is not set gives."""


def _of_test(node: Any, row: Row, known: Known) -> list[Flaw]:
    """`X IS TRUE` and its kin."""
    tested, how = unwrapped(node.arg), node.booltesttype
    if how == nodes.IS_UNKNOWN:
        found = []
    elif how == nodes.IS_NOT_UNKNOWN:
        found = [Flaw("policy-no-context", "it is true for every row as soon as any context is set")]
    else:
        look = _open if how in (nodes.IS_TRUE, nodes.IS_NOT_FALSE) else _negated
        found = look(tested, row, known)
    if how in _WHEN_NULL and Source.ORGANIZATION in sources_in(tested, known):
        found = [Flaw("policy-unset", "it is true for every row while the context is not set"), *found]
    return found


def _negated(node: Any, row: Row, known: Known) -> list[Flaw]:
    """How NOT of a condition is true for other organizations' rows."""
    kind = _kind(node)
    if kind == "BoolExpr" and node.boolop == nodes.NOT_EXPR:
        return _open(unwrapped(node.args[0]), row, known)
    if kind == "BoolExpr":
        parts = [_negated(unwrapped(each), row, known) for each in node.args]
        return [] if node.boolop == nodes.OR_EXPR and not all(parts) else [flaw for part in parts for flaw in part]
    if kind == "CoalesceExpr":
        return _not_coalesced(node, row, known)
    if kind == "A_Const":
        return [] if _constant(node) else [Flaw("policy-true", "it is true for every row")]
    return list(_leaf(nodes.BoolExpr(boolop=nodes.NOT_EXPR, args=[_wrapped(node)]), row, known))


def _not_coalesced(node: Any, row: Row, known: Known) -> list[Flaw]:
    first, *others = [unwrapped(each) for each in node.args]
    if any(_kind(each) == "A_Const" and _constant(each) for each in others):
        return _negated(first, row, known)
    return [Flaw("policy-unset", "it is true for every row while the context is not set"), *_negated(first, row, known)]


def _wrapped(node: Any) -> Any:
    """A node as others hold it."""
    held = next(each for each in nodes.Node.DESCRIPTOR.fields if each.message_type is node.DESCRIPTOR)
    return nodes.Node(**{held.name: node})


def _compared_with_truth(node: Any) -> tuple[Any, bool] | None:
    """A condition that is compared with TRUE or FALSE, and with which."""
    if not node.name or node.name[-1].string.sval not in ("=", "<>") or node.kind != nodes.AEXPR_OP:
        return None
    left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
    for what, constant_ in ((left, right), (right, left)):
        if _kind(constant_) == "A_Const" and constant_.HasField("boolval") and _kind(what) != "A_Const":
            return what, constant_.boolval.boolval == (node.name[-1].string.sval == "=")
    return None


def _bounded(node: Any) -> bool:
    """Whether an AND has `column >= value` and `column <= value` of one value: a BETWEEN whose bounds are the same."""
    leaves = [each for each in (unwrapped(arg) for arg in node.args) if _kind(each) == "A_Expr" and each.name]
    sides = {
        (each.name[-1].string.sval, _bare(each.lexpr), _bare(each.rexpr))
        for each in leaves
        if each.kind == nodes.AEXPR_OP
    }
    return any(operator == ">=" and ("<=", left, right) in sides for operator, left, right in sides)


def _of_case(node: Any, row: Row, known: Known) -> list[Flaw]:
    """A CASE is true where one of its conditions and its result are, or where its ELSE is."""
    found: list[Flaw] = []
    about = False
    for each in (unwrapped(when) for when in node.args):
        condition, result = unwrapped(each.expr), _open(unwrapped(each.result), row, known)
        about = about or Source.ORGANIZATION in _Said(condition, row, known).sources
        if result:
            met = [] if node.HasField("arg") else _open(condition, row, known)
            found += [flaw for flaw in (*met, *result) if met or node.HasField("arg")]
    otherwise = _open(unwrapped(node.defresult), row, known) if node.HasField("defresult") else []
    found += [_while_unset(flaw) if about else flaw for flaw in otherwise]
    narrow = [flaw for flaw in found if flaw.kind != "policy-true"]
    return narrow or found


def _while_unset(flaw: Flaw) -> Flaw:
    """What stands for the case that a comparison with the context is NULL."""
    if flaw.kind != "policy-true":
        return flaw
    return Flaw("policy-unset", "it is true for every row while the context is not set", flaw.sure)


def _leaf(node: Any, row: Row, known: Known) -> Iterator[Flaw]:
    said = _Said(node, row, known)
    if said.constant is not None:
        if said.constant:
            yield Flaw("policy-true", "it is true for every row")
    elif _kind(node) == "NullTest" or said.compares_nothing:
        yield from _emptiness(node, said, row)
    elif said.coalesced:
        yield said.coalesced
    elif said.default is not None:
        yield Flaw("policy-unset", f"while the context is not set, rows of organization {said.default} are seen")
    elif said.operator == "ALL of a query":
        yield Flaw("policy-operator", "ALL of a query that gives no rows is true for every row", sure=False)
    elif said.queries:
        yield from _sub_query(said)
    elif not said.columns:
        yield _without_columns(said)
    elif not said.sources:
        yield Flaw("policy-no-context", "it does not depend on the context")
    else:
        yield from _bound(node, said, row)


def _emptiness(node: Any, said: _Said, row: Row) -> Iterator[Flaw]:
    absent = _kind(node) != "NullTest" or node.nulltesttype == nodes.IS_NULL
    if Source.ORGANIZATION in said.sources and not said.columns:
        words = "while the context is not set" if absent else "as soon as any context is set"
        yield Flaw("policy-unset" if absent else "policy-no-context", f"it is true for every row {words}")
    elif row.tenant_column in said.columns and absent:
        yield Flaw("policy-null", "rows without an organization are everybody's")
    elif said.sources and not said.columns:
        yield _without_columns(said)
    else:
        yield Flaw("policy-no-context", "it does not depend on the context")


def _sub_query(said: _Said) -> Iterator[Flaw]:
    if said.loose:
        yield Flaw(
            "policy-uncorrelated", "its sub-query says nothing of the row: what is true once is true for all rows"
        )
    elif not said.sources & {Source.ORGANIZATION, Source.CONTEXT} and not said.guarded:
        yield Flaw("policy-no-context", "its sub-query does not depend on the context")


def _without_columns(said: _Said) -> Flaw:
    if Source.SETTING in said.sources:
        return Flaw("policy-setting", "a setting that everybody may set opens every row")
    if said.sources:
        return Flaw("policy-no-context", "it looks at the context and at no column of the row")
    return Flaw("policy-no-context", "it does not depend on the context")


def _bound(node: Any, said: _Said, row: Row) -> Iterator[Flaw]:
    if _compares_truths(node):
        yield Flaw("policy-operator", "it compares truths with each other, which are alike where both are false")
    elif said.itself:
        yield Flaw("policy-no-context", f"in one of its cases it compares {row.tenant_column} with itself")
    elif said.operator is not None and said.operator not in _EQUAL:
        yield Flaw("policy-operator", f"it compares with {said.operator}, which is true for other organizations' rows")
    elif said.lenient and row.tenant_column in said.columns and not row.filled:
        yield Flaw("policy-null", "while the context is not set, rows without an organization are everybody's")
    elif said.sources == {Source.SETTING}:
        yield Flaw("policy-setting", "it reads a setting that is not the context's")
    elif Source.SETTING in said.sources:
        yield Flaw("policy-setting", "it also reads a setting that is none of the context's", sure=False)
    elif row.tenant_column is None or said.columns & {row.tenant_column, row.name}:
        return
    elif Source.ORGANIZATION in said.sources:
        yield Flaw("policy-column", f"it compares {', '.join(sorted(said.columns))} and not {row.tenant_column}")
    else:
        yield Flaw("policy-column", f"it binds to the person and not to {row.tenant_column}", sure=False)


class _Said:
    """What a leaf mentions."""

    def __init__(self, node: Any, row: Row, known: Known) -> None:
        self.every = everything(node)
        own = here(node)
        self.constant = _constant(node)
        self.columns = {name for each in own if (name := _column(each, row.name)) is not None}
        self.sources: set[Source] = set()
        for each in self.every:
            self.sources |= _sources(each, known)
        links = [each for each in self.every if _kind(each) == "SubLink" and _has_from(each)]
        self.queries = bool(links)
        tables = [each.relname for each in self.every if _kind(each) == "RangeVar"]
        self.guarded = bool(tables) and row.guarded(tables)
        exists = [each for each in links if each.sub_link_type == nodes.EXISTS_SUBLINK]
        self.loose = bool(exists) and not self.columns and not any(_correlated(each) for each in exists)
        self.operator = _operator(node)
        self.itself = any(_is_itself(each, row, known) for each in own)
        self.lenient = _is_lenient(node)
        self.coalesced = next((flaw for each in own if (flaw := _mixed(each, row, known)) is not None), None)
        self.default = of_tree(self.every, lambda each: Source.ORGANIZATION in sources_in(each, known))
        if self.default is None:
            self.default = next((value for each in self.every if (value := _default(each, known)) is not None), None)
        self.compares_nothing = bool(
            _kind(node) == "A_Expr" and self.sources and not self.columns and not links and _empty_string(node)
        )


def _kind(node: Any) -> str:
    return type(node).__name__


def _constant(node: Any) -> bool | None:
    if _kind(node) == "A_Const":
        return bool(node.boolval.boolval) if node.HasField("boolval") else False
    if _kind(node) == "A_Expr" and node.name and node.name[-1].string.sval == "=":
        left, right = unwrapped(node.lexpr), unwrapped(node.rexpr)
        if _kind(left) == _kind(right) == "A_Const":
            return _bare(left) == _bare(right)
    return None


_PLACE = re.compile(r"^\s*location: -?\d+\n", re.MULTILINE)


def _bare(node: Any) -> str:
    """A part of an expression as text, wherever it stands."""
    return _PLACE.sub("", str(node))


def _empty_string(node: Any) -> bool:
    return any(constant(inside(unwrapped(side))) == "" for side in (node.lexpr, node.rexpr))


def _operator(node: Any) -> str | None:
    """The operator that a leaf compares with, as it is true of other rows than those that are equal."""
    if _kind(node) == "BoolExpr":  # NOT
        inner = unwrapped(node.args[0])
        operator = _operator(inner) if _kind(inner) in ("A_Expr", "FuncCall") else None
        return None if operator is None else "=" if operator in ("<>", "IS DISTINCT FROM") else f"NOT {operator}"
    if _kind(node) == "FuncCall" and node.funcname[-1].string.sval in _BEGINNINGS:
        return f"{node.funcname[-1].string.sval}()"
    if _kind(node) == "SubLink" and node.sub_link_type == nodes.ALL_SUBLINK:
        return "ALL of a query"
    if _kind(node) != "A_Expr" or not node.name or node.kind == nodes.AEXPR_NULLIF:
        return None
    operator = str(node.name[-1].string.sval)
    if node.kind == nodes.AEXPR_DISTINCT:
        return "IS DISTINCT FROM"
    return f"{operator} ALL" if node.kind == nodes.AEXPR_OP_ALL else operator


def _compares_truths(node: Any) -> bool:
    """Whether one of both sides is a comparison itself."""
    if _kind(node) != "A_Expr":
        return False
    sides = [inside(unwrapped(side)) for side in (node.lexpr, node.rexpr)]
    return any(_kind(side) in ("BoolExpr", "NullTest") or _operator(side) in _COMPARING for side in sides)


_COMPARING = ("=", "<>", "<", ">", "<=", ">=", "IS DISTINCT FROM")


def _is_itself(node: Any, row: Row, known: Known) -> bool:
    """Whether a CASE, or the least or greatest of several, gives the column in one case and the context in another."""
    if _kind(node) == "CaseExpr":
        arms = [unwrapped(unwrapped(each).result) for each in node.args]
        arms += [unwrapped(node.defresult)] if node.HasField("defresult") else []
    elif _kind(node) == "MinMaxExpr":
        arms = [unwrapped(each) for each in node.args]
    else:
        return False
    columns = {_column(inside(each), row.name) for each in arms}
    return row.tenant_column in columns and any(Source.ORGANIZATION in sources_in(each, known) for each in arms)


def _is_lenient(node: Any) -> bool:
    """Whether NULL is equal to NULL here: IS NOT DISTINCT FROM, which the server writes as NOT … IS DISTINCT FROM."""
    inner: Any = unwrapped(node.args[0]) if _kind(node) == "BoolExpr" else None
    negated = _kind(inner) == "A_Expr" and inner.kind == nodes.AEXPR_DISTINCT
    return negated or (_kind(node) == "A_Expr" and node.kind == nodes.AEXPR_NOT_DISTINCT)


def _mixed(node: Any, row: Row, known: Known) -> Flaw | None:
    """How a COALESCE of the context and a column is true for other rows."""
    if _kind(node) != "CoalesceExpr":
        return None
    arguments = [unwrapped(each) for each in node.args]
    contexts = [at for at, each in enumerate(arguments) if Source.ORGANIZATION in sources_in(each, known)]
    columns = [at for at, each in enumerate(arguments) if _has_column(each, row) and at not in contexts]
    contexts = [at for at in contexts if not _has_column(arguments[at], row)]
    if not contexts or not columns:
        return None
    if contexts[0] < columns[0]:
        return Flaw("policy-unset", "it is true for every row while the context is not set")
    return Flaw("policy-null", "rows without an organization are everybody's")


def sources_in(node: Any, known: Known) -> frozenset[Source]:
    """What a part of an expression reads of the context."""
    return frozenset().union(*(_sources(each, known) for each in everything(node)))


def _default(node: Any, known: Known) -> str | None:
    return known.defaults.get(node.funcname[-1].string.sval.lower()) if _kind(node) == "FuncCall" else None


def _column(node: Any, table: str) -> str | None:
    if _kind(node) != "ColumnRef":
        return None
    names = [unwrapped(each) for each in node.fields]
    words = [each.sval for each in names if _kind(each) == "String"]
    return words[-1] if words and (len(words) == 1 or words[-2] == table) else (table if not words else None)


def _has_column(node: Any, row: Row) -> bool:
    return any(_column(each, row.name) is not None for each in here(node))


def _sources(node: Any, known: Known) -> frozenset[Source]:
    kind = _kind(node)
    if kind == "SQLValueFunction":
        names = nodes.SQLValueFunctionOp.Name(node.op)
        login = any(word in names for word in ("CURRENT_USER", "SESSION_USER", "CURRENT_ROLE", "SVFOP_USER"))
        return frozenset([Source.ORGANIZATION]) if known.by_role and login else frozenset()
    if kind != "FuncCall":
        return frozenset()
    name = node.funcname[-1].string.sval
    if name == "current_setting" and node.args:
        argument = inside(unwrapped(node.args[0]))
        said = argument.sval.sval if _kind(argument) == "A_Const" else ""
        source = known.of_setting(said)
        return frozenset([source]) if source is not None else frozenset()
    return known.reads(name)


def _has_from(link: Any) -> bool:
    query = unwrapped(link.subselect)
    return _kind(query) == "SelectStmt" and (len(query.from_clause) > 0 or query.op != nodes.SETOP_NONE)


def _correlated(link: Any) -> bool:
    inside = everything(unwrapped(link.subselect))
    known = {each.alias.aliasname or each.relname for each in inside if _kind(each) == "RangeVar"}
    known |= {each.alias.aliasname for each in inside if _kind(each) in ("RangeSubselect", "RangeFunction")}
    for each in inside:
        if _kind(each) == "ColumnRef" and len(each.fields) > 1:
            first = unwrapped(each.fields[-2])
            if _kind(first) == "String" and first.sval not in known:
                return True
    return False


@dataclass(frozen=True, slots=True)
class Manner:
    """How a condition is written, where that costs something or fails."""

    kind: str
    words: str


def manners(sql: str, row: Row, known: Known) -> list[Manner]:
    """What is unwise in how a condition is written."""
    tree = _tree(sql)
    return list(_manners(tree, row, known)) if tree is not None else []


def _manners(tree: Any, row: Row, known: Known) -> Iterator[Manner]:
    nodes_ = everything(tree)
    outside = {id(each) for each in _outside_queries(tree)}
    for each in nodes_:
        kind = _kind(each)
        if kind == "RangeVar" and each.relname == row.name:
            yield Manner(
                "policy-recursion", f"it reads {row.name} itself, which its own policy then is asked for again"
            )
        elif kind == "FuncCall" and each.funcname[-1].string.sval == "current_setting":
            if len(each.args) == 1:
                yield Manner(
                    "setting-raises", "current_setting without its second argument is an error while it is not set"
                )
        elif kind == "TypeCast":
            yield from _cast(each, row)
        elif kind == "FuncCall" and id(each) in outside and known.reads(each.funcname[-1].string.sval):
            takes = any(_has_column(unwrapped(argument), row) for argument in each.args)
            how = "takes a column" if takes else "is not in a sub-select"
            yield Manner("policy-per-row", f"{each.funcname[-1].string.sval}() {how}, so it may run for every row")


def _cast(node: Any, row: Row) -> Iterator[Manner]:
    inside = unwrapped(node.arg)
    target = node.type_name.names[-1].string.sval if node.type_name.names else ""
    if _kind(inside) == "FuncCall" and inside.funcname[-1].string.sval == "current_setting" and target != "text":
        yield Manner(
            "setting-empty", f"a setting that has ended reads '', which is no {target}: an error, and not no row"
        )
    if _column(inside, row.name) == row.tenant_column is not None and row.tenant_type not in _TEXTS:
        yield Manner("tenant-cast", f"{row.tenant_column} is cast, so that no index on it serves the policy")


def _outside_queries(tree: Any) -> list[Any]:
    return [each for each in here(tree) if _kind(each) != "SelectStmt"]
