"""The tables that a query names, and how row security stands there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.policies import read
from tenantsh.db.pruning.text import inner, unwrapped
from tenantsh.db.query import Query
from tenantsh.db.whyempty.findings import Inner
from tenantsh.db.whyempty.trees import copy
from tenantsh.db.whyempty.withs import Withs
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session


@dataclass(frozen=True, slots=True)
class Named:
    """A relation, and which of the names it is."""

    at: int
    relation: int
    schema: str
    name: str


NAMED = Query("whyempty/named", Named)
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


def qualified(part: Inner, known: Mapping[tuple[str, str], Table]) -> Inner | None:
    """A part of a query with the schema before each table's name; None where one is not known."""
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
    return Inner(select, withs, part.named)
