"""What must not be run with an admin's rights, or would mean something else there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.pruning.text import everything, unwrapped
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session

_KINDS = "rpm"
"""Relations of which nothing but rows is read: a view's functions would run."""
_COMPARE = ("=", "<>", "<", "<=", ">", ">=")
_TIMES = (
    nodes.SVFOP_CURRENT_DATE,
    nodes.SVFOP_CURRENT_TIME,
    nodes.SVFOP_CURRENT_TIME_N,
    nodes.SVFOP_CURRENT_TIMESTAMP,
    nodes.SVFOP_CURRENT_TIMESTAMP_N,
    nodes.SVFOP_LOCALTIME,
    nodes.SVFOP_LOCALTIME_N,
    nodes.SVFOP_LOCALTIMESTAMP,
    nodes.SVFOP_LOCALTIMESTAMP_N,
)
_OF_THE_LOGIN = ("current_setting", "current_schema", "current_schemas", "pg_has_role", "pg_my_temp_schema")
_RUN_OTHERS = ("_to_xml", "populate_record")
"""Parts of the names of functions that read views, or have domains check values."""


@dataclass(frozen=True, slots=True)
class Strange:
    """Something that is not PostgreSQL's own."""

    why: str


STRANGE = Query("whyempty/strange", Strange)


def strange(session: Session, trees: Iterable[Any], tables: Sequence[Table], enums: Mapping[str, str]) -> str | None:
    """Why parts of a query are not run with an admin's rights; None where they are."""
    for table in tables:
        if table.relation.kind not in _KINDS:
            return f"{table.relation.label} is no table, and what stands behind it would run with more rights"
    found = [each for tree in trees for each in everything(tree)]
    return _by_its_looks(found, enums) or _by_the_catalog(session, found, tables)


def _by_its_looks(found: Sequence[Any], enums: Mapping[str, str]) -> str | None:
    for each in found:
        names = _names(each)
        known = type(each).__name__ == "TypeName" and bool(names) and enums.get(names[-1]) == names[0]
        if len(names) > 1 and names[0] != "pg_catalog" and not known:
            return f"it uses {'.'.join(names)}, which is not PostgreSQL's own"
        if type(each).__name__ == "SQLValueFunction" and each.op not in _TIMES:
            return "it asks who the session is, which is another there"
        reason = _call(names[-1]) if type(each).__name__ == "FuncCall" else None
        if reason is not None:
            return reason
    return None


def _call(name: str) -> str | None:
    """Why a function is not called there, as far as its name tells."""
    if name in _OF_THE_LOGIN or name.endswith("_privilege"):
        return f"it calls {name}(), which says something else there"
    if any(part in name for part in _RUN_OTHERS):
        return f"it calls {name}(), which may run what is not PostgreSQL's own"
    return None


def _names(node: Any) -> list[str]:
    match type(node).__name__:
        case "FuncCall":
            names = node.funcname
        case "A_Expr":
            names = node.name
        case "SubLink":
            names = node.oper_name
        case "TypeName":
            names = node.names
        case _:
            return []
    return [unwrapped(each).sval for each in names]


def _by_the_catalog(session: Session, found: Sequence[Any], tables: Sequence[Table]) -> str | None:
    operators = {_names(each)[-1] for each in found if type(each).__name__ in ("A_Expr", "SubLink") and _names(each)}
    asked = STRANGE.ask(
        functions=sorted({_names(each)[-1] for each in found if type(each).__name__ == "FuncCall"}),
        operators=sorted({*operators, *_COMPARE}),
        columns=sorted({name for each in found for name in _columns(each)}),
        relations=[table.relation.relation for table in tables],
        every=_compares_rows(found),
    )
    answers: list[Strange] = session.fetch_apart(asked)[0]
    return answers[0].why if answers else None


def _columns(node: Any) -> list[str]:
    """The names in a node that may be columns."""
    match type(node).__name__:
        case "ColumnRef":
            held = [unwrapped(each) for each in node.fields]
        case "JoinExpr":
            held = [unwrapped(each) for each in node.using_clause]
        case _:
            return []
    return [each.sval for each in held if type(each).__name__ == "String"]


def _compares_rows(found: Sequence[Any]) -> bool:
    """Whether columns may be compared that are not named: of whole rows, in unions, by NATURAL."""
    aliases = {each.alias.aliasname or each.relname for each in found if type(each).__name__ == "RangeVar"}
    aliases |= {each.alias.aliasname for each in found if type(each).__name__ == "RangeSubselect"}
    return any(_of_rows(each, aliases) for each in found)


def _of_rows(node: Any, aliases: set[str]) -> bool:
    match type(node).__name__:
        case "SelectStmt":
            return node.op != nodes.SETOP_NONE or bool(node.distinct_clause)
        case "JoinExpr":
            return bool(node.is_natural)
        case "ColumnRef":
            names = _columns(node)
            return len(node.fields) > len(names) > 0 or (len(node.fields) == 1 and not aliases.isdisjoint(names))
    return False
