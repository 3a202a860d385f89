"""Whether row security hides what a query asks for: counted by a connection that may see every row.

The rows themselves go back to the tenant's own session as literals, where policies are asked of them: nothing of a
policy, and nothing that is not PostgreSQL's own, runs with the admin's rights. Nobody is shown them.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from postgast import pg_query_pb2 as nodes

from tenantsh.db.policies import Standing
from tenantsh.db.pruning.text import unwrapped
from tenantsh.db.query import Query
from tenantsh.db.scope import literal
from tenantsh.db.why.finding import check_same, looking
from tenantsh.db.whyempty.counting import Count
from tenantsh.db.whyempty.denied import Row, denied
from tenantsh.db.whyempty.findings import Inner
from tenantsh.db.whyempty.naming import enums, key_of, qualified
from tenantsh.db.whyempty.stages import LIMITS, relations_in
from tenantsh.db.whyempty.strange import strange
from tenantsh.db.whyempty.trees import bare, conjuncts, naming_all, sql_of, without
from tenantsh.db.whyempty.withs import Withs
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.admin import AdminConnection
    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.whyempty.counting import Clock
    from tenantsh.db.whyempty.findings import Step
    from tenantsh.db.whyempty.look import Look

MOST_ROWS = 20
"""Rows of a table whose policies are asked one by one."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a session reads times."""

    timezone: str
    datestyle: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """What row security hides of a query's rows."""

    rows: Count
    """How many rows the whole query has without it."""
    why: str = ""
    """Which policy hides them, in words; empty where that was not found."""
    steps: tuple[Step, ...] = ()


SPOKEN = Query("whyempty/spoken", Spoken)


def hidden(look: Look, admin: Target, tree: Any, parts: Sequence[Inner]) -> Hidden | str:
    """What row security hides, or why that cannot be told. Raises ConnectError, UsageError."""
    types = enums(look.session, [tree])
    whole = qualified(Inner(_asked(tree), Withs().inside(tree)), look.tables, types)
    inner = [qualified(part, look.tables, types) for part in parts]
    if whole is None or None in inner:
        return "a table of it is not known by its name"
    held = (whole, *(part for part in inner if part is not None))
    trees = [each for part in held for each in (part.select, *part.withs.clauses)]
    tables = list({table.relation.relation: table for table in look.tables.values()}.values())
    reason = strange(look.session, trees, tables, types)
    if reason is not None:
        return reason
    look.session.witness("why-empty, without row security", sql_of(tree))
    spoken: Spoken = look.session.fetch_apart(SPOKEN.ask())[0][0]
    with looking(admin) as connection:
        for table in tables:
            check_same(connection, look.session, table)
        connection.script(
            f'SET LOCAL "TimeZone" = {literal(spoken.timezone)}; SET LOCAL "DateStyle" = {literal(spoken.datestyle)}'
        )
        count = _counted(connection, whole, look)
        sampled = [sample for part in held[1:] for sample in _samples(connection, part, look)] if count.some else []
    found = [denial for table, rows in sampled if rows and (denial := denied(look, table, rows)) is not None]
    why = "; ".join(dict.fromkeys(each.why for each in found))
    return Hidden(count, why, tuple(step for each in found for step in each.steps))


def _asked(tree: Any) -> Any:
    """What of a query has rows where it asks for rows that there are."""
    grouped = tree.op != nodes.SETOP_NONE or bool(tree.group_clause) or bool(tree.values_lists)
    return without(tree, *LIMITS) if grouped else _rows_of(tree)


def _rows_of(select: Any) -> Any:
    return bare([unwrapped(item) for item in select.from_clause], conjuncts(select.where_clause))


def _counted(connection: AdminConnection, part: Inner, look: Look) -> Count:
    question = part.withs.count(part.select, look.params)
    try:
        with _bounded(connection, look.clock):
            return Count(connection.query(int, question.sql, question.params)[0])
    except StatementError as error:
        return Count(sqlstate=error.sqlstate)


def _samples(connection: AdminConnection, part: Inner, look: Look) -> list[tuple[Table, list[Row]]]:
    """Of each table in FROM that row security is on for, some of its rows that the query asks for."""
    known = {(each.relation.schema, each.relation.name): each for each in look.tables.values()}
    asked = sql_of(_rows_of(part.select)).removeprefix("SELECT")
    found = []
    for item in relations_in(part.select.from_clause):
        table = known.get(key_of(item))
        if table is not None and table.standing in (Standing.APPLIES, Standing.NO_POLICY):
            found.append((table, _rows(connection, item.alias.aliasname, table, part.withs, asked, look)))
    return found


def _rows(connection: AdminConnection, alias: str, table: Table, withs: Withs, asked: str, look: Look) -> list[Row]:
    name, column = quote_identifier(alias), table.relation.tenant_column
    org = f"{name}.{quote_identifier(column)}::pg_catalog.text" if column else "NULL::pg_catalog.text"
    columns = f"DISTINCT ({name}.*)::pg_catalog.text AS content, {org} AS org"
    sql = withs.text(f"SELECT {columns}{asked} LIMIT {MOST_ROWS}", " *")
    sql = f"SELECT * FROM ({sql}) AS t{naming_all(look.params, sql, 'WHERE')}"
    try:
        with _bounded(connection, look.clock):
            found = connection.query(lambda content, owner: (content, owner), sql, look.params)
    except StatementError:
        return []
    return [Row(content, owner) for content, owner in found if content is not None]


@contextmanager
def _bounded(connection: AdminConnection, clock: Clock) -> Iterator[None]:
    """A savepoint, in which a statement may take the time that is left."""
    with connection.transaction():
        connection.script(f"SET LOCAL statement_timeout = {max(1, int(clock.left * 1000))}")
        yield
