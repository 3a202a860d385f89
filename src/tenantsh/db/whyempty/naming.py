"""The tables that a query names, and how row security stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.policies import read
from tenantsh.db.pruning.text import everything, inner, unwrapped
from tenantsh.db.query import Query
from tenantsh.db.whyempty.findings import Inner
from tenantsh.db.whyempty.trees import copy
from tenantsh.db.whyempty.withs import Withs
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A relation, and which of the names it is."""

    at: int
    relation: int
    schema: str
    name: str


@dataclass(frozen=True, slots=True)
class Enum:
    """An enumeration that a query names."""

    name: str
    schema: str


NAMED = Query("whyempty/named", Named)
ENUMS = Query("whyempty/enums", Enum)
Tables = dict[tuple[str, str], "Table"]
"""By the schema, or nothing, and the name that the query has for them."""


def tables(session: Session, tree: Any, tenant_column: str) -> Tables:
    """The tables that a query names, by those names; asked of this session, which knows what they mean."""
    keys = sorted({key_of(each) for each in relations(tree, Withs())})
    if not keys:
        return {}
    names = [".".join(quote_identifier(part) for part in key if part) for key in keys]
    found: list[Named] = session.fetch_apart(NAMED.ask(names=names))[0]
    secured = read(session, relations=[each.relation for each in found], tenant_column=tenant_column)
    known = {table.relation.relation: table for table in secured.tables}
    return {keys[each.at - 1]: known[each.relation] for each in found if each.relation in known}


def key_of(item: Any) -> tuple[str, str]:
    """A relation's name as the query has it."""
    return item.schemaname, item.relname


def relations(node: Any, withs: Withs) -> Iterator[Any]:
    """The names of relations in a part of a query; those that mean its own WITH queries are none."""
    if type(node).__name__ == "RangeVar":
        if node.schemaname or withs.query(node.relname) is None:
            yield node
        return
    if type(node).__name__ == "SelectStmt" and node.HasField("with_clause"):
        yield from of_clause(node.with_clause, withs)
        withs = withs.inside(node)
    for each in inner(node):
        if type(each).__name__ != "WithClause":
            yield from relations(each, withs)


def of_clause(clause: Any, outer: Withs) -> Iterator[Any]:
    """Those within the queries of a WITH clause."""
    around = Withs((*outer.clauses, clause))
    for held in clause.ctes:
        named = around.query(unwrapped(held).ctename)
        if named is not None:
            yield from relations(unwrapped(unwrapped(held).ctequery), named[1])


def enums(session: Session, trees: Iterable[Any]) -> dict[str, str]:
    """The schemas of the enumerations that parts of a query name without one."""
    names = sorted({name for tree in trees for each in everything(tree) if (name := _type_of(each)) is not None})
    found: list[Enum] = session.fetch_apart(ENUMS.ask(types=names))[0] if names else []
    return {each.name: each.schema for each in found}


def _type_of(node: Any) -> str | None:
    """The name of a type that stands without its schema."""
    alone = type(node).__name__ == "TypeName" and len(node.names) == 1
    return str(unwrapped(node.names[0]).sval) if alone else None


def qualified(part: Inner, known: Mapping[tuple[str, str], Table], types: Mapping[str, str]) -> Inner | None:
    """A part of a query with the schema before each table's name, and each enumeration's; None where one is not known.

    `types` are the schemas of enumerations.
    """
    clauses: list[Any] = []
    found: list[Any] = []
    for clause in part.withs.clauses:
        copied = copy(clause)
        found += of_clause(copied, Withs(tuple(clauses)))
        clauses.append(copied)
    select, withs = copy(part.select), Withs(tuple(clauses))
    found += relations(select, withs)
    for each in found:
        table = known.get(key_of(each))
        if table is None:
            return None
        if not each.HasField("alias"):
            each.alias.aliasname = each.relname
        each.schemaname, each.relname, each.catalogname = table.relation.schema, table.relation.name, ""
    for each in (each for tree in (select, *clauses) for each in everything(tree)):
        schema = types.get(_type_of(each) or "")
        if schema is not None:
            each.names.insert(0, nodes.Node(string=nodes.String(sval=schema)))
    return Inner(select, withs, part.named)
