"""A single comparison of a policy's condition: whether it binds a row to the context, and how it fails to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.doctor.context import Source
from tenantsh.db.doctor.defaults import constant, inside, of_tree
from tenantsh.db.doctor.expressions import (
    column_of,
    has_column,
    has_from,
    is_null,
    kind_of,
    sources_in,
    sources_of,
    truth_of,
)
from tenantsh.db.pruning.text import everything, here, unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.doctor.context import Known
    from tenantsh.db.doctor.expressions import Row

_EQUAL = ("=", "@>", "<@", "&&", "?")
"""Operators with which a row is bound to what it is compared with."""
_BEGINNINGS = ("starts_with", "regexp_like", "textlike", "textregexeq")
"""Functions that are true of more values than one."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """A way in which a condition is true for rows of others."""

    kind: str
    words: str
    sure: bool = True


def of_leaf(node: Any, row: Row, known: Known) -> Iterator[Flaw]:
    """How a condition that has no AND, OR or CASE around it is true for other organizations' rows."""
    said = _Said(node, row, known)
    if said.constant is not None:
        if said.constant:
            yield Flaw("policy-true", "it is true for every row")
    elif kind_of(node) == "NullTest" or said.compares_nothing:
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
    absent = kind_of(node) != "NullTest" or node.nulltesttype == nodes.IS_NULL
    if Source.ORGANIZATION in said.sources and not said.columns:
        words = "while the context is not set" if absent else "as soon as any context is set"
        yield Flaw("policy-unset" if absent else "policy-no-context", f"it is true for every row {words}")
    elif row.tenant_column in said.columns and absent:
        if not row.filled:
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
    elif said.strays:
        yield Flaw("policy-no-context", "one of the values that it compares with is not the context's")
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
        self.constant = truth_of(node)
        self.columns = {name for each in own if (name := column_of(each, row.name)) is not None}
        self.sources: set[Source] = set()
        for each in self.every:
            self.sources |= sources_of(each, known)
        links = [each for each in self.every if kind_of(each) == "SubLink" and has_from(each)]
        self.queries = bool(links)
        tables = [each.relname for each in self.every if kind_of(each) == "RangeVar"]
        self.guarded = bool(tables) and row.guarded(tables)
        exists = [each for each in links if each.sub_link_type == nodes.EXISTS_SUBLINK]
        self.loose = bool(exists) and not self.columns and not any(_correlated(each) for each in exists)
        self.operator = _operator(node)
        self.itself = any(_is_itself(each, row, known) for each in own)
        self.strays = _strays(node, known)
        self.lenient = _is_lenient(node)
        self.coalesced = next((flaw for each in own if (flaw := _mixed(each, row, known)) is not None), None)
        self.default = of_tree(self.every, lambda each: Source.ORGANIZATION in sources_in(each, known))
        if self.default is None:
            self.default = next((value for each in self.every if (value := _default(each, known)) is not None), None)
        self.compares_nothing = bool(
            kind_of(node) == "A_Expr" and self.sources and not self.columns and not links and _empty_string(node)
        )


def _empty_string(node: Any) -> bool:
    return any(constant(inside(unwrapped(side))) == "" for side in (node.lexpr, node.rexpr))


def _operator(node: Any) -> str | None:
    """The operator that a leaf compares with, as it is true of other rows than those that are equal."""
    if kind_of(node) == "BoolExpr":  # NOT
        inner = unwrapped(node.args[0])
        operator = _operator(inner) if kind_of(inner) in ("A_Expr", "FuncCall") else None
        return None if operator is None else "=" if operator in ("<>", "IS DISTINCT FROM") else f"NOT {operator}"
    if kind_of(node) == "FuncCall" and node.funcname[-1].string.sval in _BEGINNINGS:
        return f"{node.funcname[-1].string.sval}()"
    if kind_of(node) == "SubLink" and node.sub_link_type == nodes.ALL_SUBLINK:
        return "ALL of a query"
    if kind_of(node) != "A_Expr" or not node.name or node.kind == nodes.AEXPR_NULLIF:
        return None
    operator = str(node.name[-1].string.sval)
    if node.kind == nodes.AEXPR_DISTINCT:
        return "IS DISTINCT FROM"
    return f"{operator} ALL" if node.kind == nodes.AEXPR_OP_ALL else operator


def _compares_truths(node: Any) -> bool:
    """Whether one of both sides is a comparison itself."""
    if kind_of(node) != "A_Expr":
        return False
    sides = [inside(unwrapped(side)) for side in (node.lexpr, node.rexpr)]
    return any(kind_of(side) in ("BoolExpr", "NullTest") or _operator(side) in _COMPARING for side in sides)


_COMPARING = ("=", "<>", "<", ">", "<=", ">=", "IS DISTINCT FROM")


def _is_itself(node: Any, row: Row, known: Known) -> bool:
    """Whether a CASE, or the least or greatest of several, gives the column in one case and the context in another."""
    if kind_of(node) == "CaseExpr":
        arms = [unwrapped(unwrapped(each).result) for each in node.args]
        arms += [unwrapped(node.defresult)] if node.HasField("defresult") else []
    elif kind_of(node) == "MinMaxExpr":
        arms = [unwrapped(each) for each in node.args]
    else:
        return False
    columns = {column_of(inside(each), row.name) for each in arms}
    return row.tenant_column in columns and any(Source.ORGANIZATION in sources_in(each, known) for each in arms)


def _strays(node: Any, known: Known) -> bool:
    """Whether one of several values that a column is compared with is none of the context's: `IN (context, 43)`."""
    if kind_of(node) == "BoolExpr":
        return False
    carrying = ([bool(sources_in(each, known)) for each in values if not is_null(each)] for values in _lists(node))
    return any(any(carry) and not all(carry) for carry in carrying)


def _lists(node: Any) -> Iterator[list[Any]]:
    if kind_of(node) != "A_Expr":
        return
    for side in (node.lexpr, node.rexpr):
        inner = inside(unwrapped(side))
        if kind_of(inner) == "List":
            yield [unwrapped(each) for each in inner.items]
        elif kind_of(inner) == "A_ArrayExpr":
            yield [unwrapped(each) for each in inner.elements]


def _is_lenient(node: Any) -> bool:
    """Whether NULL is equal to NULL here: IS NOT DISTINCT FROM, which the server writes as NOT … IS DISTINCT FROM."""
    inner: Any = unwrapped(node.args[0]) if kind_of(node) == "BoolExpr" else None
    negated = kind_of(inner) == "A_Expr" and inner.kind == nodes.AEXPR_DISTINCT
    return negated or (kind_of(node) == "A_Expr" and node.kind == nodes.AEXPR_NOT_DISTINCT)


def _mixed(node: Any, row: Row, known: Known) -> Flaw | None:
    """How a COALESCE of the context and a column is true for other rows."""
    if kind_of(node) != "CoalesceExpr":
        return None
    arguments = [unwrapped(each) for each in node.args]
    contexts = [at for at, each in enumerate(arguments) if Source.ORGANIZATION in sources_in(each, known)]
    columns = [at for at, each in enumerate(arguments) if has_column(each, row) and at not in contexts]
    contexts = [at for at in contexts if not has_column(arguments[at], row)]
    if not contexts or not columns:
        return None
    if contexts[0] < columns[0]:
        return Flaw("policy-unset", "it is true for every row while the context is not set")
    return None if row.filled else Flaw("policy-null", "rows without an organization are everybody's")


def _default(node: Any, known: Known) -> str | None:
    return known.defaults.get(node.funcname[-1].string.sval.lower()) if kind_of(node) == "FuncCall" else None


def _correlated(link: Any) -> bool:
    inside = everything(unwrapped(link.subselect))
    known = {each.alias.aliasname or each.relname for each in inside if kind_of(each) == "RangeVar"}
    known |= {each.alias.aliasname for each in inside if kind_of(each) in ("RangeSubselect", "RangeFunction")}
    for each in inside:
        if kind_of(each) == "ColumnRef" and len(each.fields) > 1:
            first = unwrapped(each.fields[-2])
            if kind_of(first) == "String" and first.sval not in known:
                return True
    return False
