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
        known = type(each).__name__ == "TypeName" and enums.get(names[-1]) == names[0]
        if len(names) > 1 and names[0] != "pg_catalog" and not known:
            return f"it uses {'.'.join(names)}, which is not PostgreSQL's own"
        if type(each).__name__ == "SQLValueFunction" and each.op not in _TIMES:
            return "it asks who the session is, which is another there"
        if type(each).__name__ == "FuncCall" and _of_the_login(names[-1]):
            return f"it calls {names[-1]}(), which says something else there"
    return None


def _of_the_login(name: str) -> bool:
    return name in _OF_THE_LOGIN or name.endswith("_privilege") or "_to_xml" in name


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
    functions, operators = set[str](), set(_COMPARE)
    columns, every = set[str](), False
    for each in found:
        kind = type(each).__name__
        if kind == "FuncCall":
            functions.add(_names(each)[-1])
        elif kind in ("A_Expr", "SubLink"):
            operators.update(_names(each)[-1:])
        elif kind == "ColumnRef":
            columns.update(
                unwrapped(field).sval for field in each.fields if type(unwrapped(field)).__name__ == "String"
            )
        elif kind == "SelectStmt":
            every = every or each.op != nodes.SETOP_NONE or bool(each.distinct_clause)
        elif kind == "JoinExpr":
            every = every or each.is_natural
            columns.update(unwrapped(name).sval for name in each.using_clause)
        elif kind == "RangeVar":  # its alias as a column is its whole row
            every = every or _whole_row(each, found)
    asked = STRANGE.ask(
        functions=sorted(functions),
        operators=sorted(operators),
        columns=sorted(columns),
        relations=[table.relation.relation for table in tables],
        every=every,
    )
    answers: list[Strange] = session.fetch_apart(asked)[0]
    return answers[0].why if answers else None


def _whole_row(item: Any, found: Sequence[Any]) -> bool:
    name = item.alias.aliasname or item.relname
    refs = (each for each in found if type(each).__name__ == "ColumnRef" and len(each.fields) == 1)
    return any(
        unwrapped(each.fields[0]).sval == name for each in refs if type(unwrapped(each.fields[0])).__name__ == "String"
    )
