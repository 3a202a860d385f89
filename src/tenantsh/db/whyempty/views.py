"""Views that read as the one who asks (security_invoker), put into a query as what they are made of.

Others read as their owners: what these would count is not what this session's role counts, and they stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.guard import grammar
from tenantsh.db.policies.rows import BARE, PATIENCE
from tenantsh.db.pruning.text import everything
from tenantsh.db.query import Query
from tenantsh.db.whyempty.naming import key_of, relations, tables
from tenantsh.db.whyempty.trees import copy, wrapped
from tenantsh.db.whyempty.withs import Withs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.whyempty.naming import Tables

_DEEPEST = 5


@dataclass(frozen=True, slots=True)
class View:
    """A view, and its query."""

    relation: int
    sql: str


VIEWS = Query("whyempty/views", View)


def opened(session: Session, tree: Any, tenant_column: str) -> tuple[Any, Tables]:
    """A query with such views taken apart, and the tables that it names then."""
    known = tables(session, tree, tenant_column)
    for _ in range(_DEEPEST):
        views = {key: table for key, table in known.items() if table.relation.kind == "v" and table.relation.invoker}
        queries = _queries(session, list(views.values())) if views else {}
        if not queries:
            break
        tree = _with(tree, views, queries)
        known = {**known, **tables(session, tree, tenant_column)}
        for key in [key for key, table in views.items() if table.relation.relation in queries]:
            del known[key]
    return tree, known


def _queries(session: Session, views: list[Table]) -> dict[int, Any]:
    asked = VIEWS.ask(relations=[view.relation.relation for view in views])
    found: list[View] = session.fetch_apart(BARE.ask(lock_timeout=PATIENCE), asked)[1]
    parsed = {each.relation: grammar.parse(each.sql) for each in found}
    return {relation: read[0].tree for relation, read in parsed.items() if read and len(read) == 1}


def _with(tree: Any, views: Tables, queries: dict[int, Any]) -> Any:
    copied = copy(tree)
    items = [each for each in relations(copied, Withs()) if key_of(each) in views]
    for node in [node for holder in everything(copied) for node in _nodes(holder)]:
        if any(node.WhichOneof("node") == "range_var" and node.range_var is item for item in items):
            query = queries.get(views[key_of(node.range_var)].relation.relation)
            if query is not None:
                _open(node, query)
    return copied


def _nodes(holder: Any) -> Iterator[nodes.Node]:
    for field, value in holder.ListFields():
        if field.message_type is nodes.Node.DESCRIPTOR:
            yield from [value] if isinstance(value, nodes.Node) else value


def _open(node: nodes.Node, query: Any) -> None:
    """Put a view's query in the place of its name."""
    item = node.range_var
    made = nodes.RangeSubselect(subquery=wrapped(query))
    made.alias.CopyFrom(item.alias)
    made.alias.aliasname = item.alias.aliasname or item.relname
    node.range_subselect.CopyFrom(made)
