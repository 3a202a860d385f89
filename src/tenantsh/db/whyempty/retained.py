"""Whether a query asks for a time of which nothing is kept any more.

A condition on times is asked of the hours of many years: which of them it is true of says what it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.text import here, unwrapped
from tenantsh.db.query import Query
from tenantsh.db.whyempty.counting import Question
from tenantsh.db.whyempty.naming import key_of
from tenantsh.db.whyempty.remarks import column_of
from tenantsh.db.whyempty.stages import relations_in
from tenantsh.db.whyempty.trees import conjuncts, parameters, words
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.whyempty.findings import Found, Inner
    from tenantsh.db.whyempty.look import Look
    from tenantsh.model.retention import Retention, Rule

_YEARS = 15
_HOUR = "'1 hour'::pg_catalog.interval"


@dataclass(frozen=True, slots=True)
class TimeKey:
    """The column that a table is partitioned by."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Old:
    """What a query asks for that is not kept any more."""

    only: bool
    """Whether it asks for nothing else."""
    loses: bool
    """Whether the condition that leaves none is about that time."""
    words: str


TIME_KEY = Query("whyempty/time_key", TimeKey)


def old(look: Look, found: Found, retention: Retention) -> Iterator[Old]:
    """What of the tables in a query that has lost its rows is older than is kept."""
    today = datetime.now(UTC).date()
    for part in found.inner:
        for item in relations_in(part.select.from_clause):
            table = look.tables.get(key_of(item))
            rule = _rule(retention, table) if table is not None else None
            if table is not None and rule is not None:
                yield from _of_table(look, found, part, item, table, rule, today)


def _rule(retention: Retention, table: Table) -> Rule | None:
    row = table.relation
    return retention.rule(row.name, f"{row.schema}.{row.name}", row.label)


def _of_table(look: Look, found: Found, part: Inner, item: Any, table: Table, rule: Rule, today: date) -> Iterator[Old]:
    keys: list[TimeKey] = look.session.fetch_apart(TIME_KEY.ask(relation=table.relation.relation))[0]
    if not keys:
        return
    alias = item.alias.aliasname or item.relname
    conditions = [each for each in conjuncts(part.select.where_clause) if _only_of(each, keys[0].name, alias)]
    if not conditions:
        return
    limit = rule.limit(today)
    asked = " AND ".join(f"({words(each)})" for each in conditions)
    source = _hours(quote_identifier(alias), keys[0], limit)
    column = f"{quote_identifier(alias)}.{quote_identifier(keys[0].name)}"
    edge = f"'{limit:%Y-%m-%d} 00:00:00+00'::pg_catalog.timestamptz"
    month = (
        f"(12 * pg_catalog.date_part('year', pg_catalog.timezone('UTC', {column}::pg_catalog.timestamptz))"
        f" + pg_catalog.date_part('month', pg_catalog.timezone('UTC', {column}::pg_catalog.timestamptz)) - 1)"
    )
    older, newer = (
        f"FROM {source} WHERE {column} < {edge} AND {asked}",
        f"FROM {source} WHERE {column} >= {edge} AND {asked}",
    )
    before, after, first, last = look.session.counts_apart(
        [
            _question(f"count(*) {older}", look.params),
            _question(f"count(*) {newer}", look.params),
            _question(f"min({month})::pg_catalog.int8 {older}", look.params),
            _question(f"max({month})::pg_catalog.int8 {older}", look.params),
        ],
        look.clock,
    )
    if not before.some or first.rows is None or last.rows is None:
        return
    (kept,) = look.session.counts_apart([_kept(table, keys[0], last.rows)], look.clock)
    if not kept.none:
        return
    endless = first.rows <= (limit.year - _YEARS) * 12 + limit.month - 1
    months = _months(first.rows, last.rows, endless=endless)
    yield Old(
        after.none,
        any(each is found.condition or each == found.condition for each in conditions),
        _words(table, rule, limit, months, _named(last.rows)),
    )


def _kept(table: Table, key: TimeKey, month: int) -> Question:
    """Whether there is any row of that month, or of one before it."""
    end = f"'{_named(month + 1)}-01 00:00:00+00'::pg_catalog.timestamptz"
    rows = f"SELECT FROM {table.relation.quoted} AS t WHERE t.{quote_identifier(key.name)} < {end} LIMIT 1"
    return Question(f"SELECT pg_catalog.count(*) FROM ({rows}) AS t")


def _only_of(condition: Any, column: str, alias: str) -> bool:
    """Whether a condition is about that column and nothing else."""
    found = here(condition)
    refs = [each for each in found if type(each).__name__ == "ColumnRef"]
    if not refs or any(type(each).__name__ == "SubLink" for each in found):
        return False
    return all(column_of(each) == column and _of_alias(each, alias) for each in refs)


def _of_alias(ref: Any, alias: str) -> bool:
    return len(ref.fields) == 1 or (len(ref.fields) == 2 and unwrapped(ref.fields[0]).sval == alias)


def _hours(alias: str, key: TimeKey, limit: date) -> str:
    start = limit.replace(year=limit.year - _YEARS)
    series = (
        f"pg_catalog.generate_series('{start:%Y-%m-%d} 00:00:00+00'::pg_catalog.timestamptz,"
        f" pg_catalog.now() + '1 year'::pg_catalog.interval, {_HOUR})"
    )
    return f"(SELECT t.at::{key.type} AS {quote_identifier(key.name)} FROM {series} AS t (at)) AS {alias}"


def _question(sql: str, params: Sequence[Any]) -> Question:
    text = f"SELECT pg_catalog.{sql}"
    return Question(text, tuple(params), parameters(text) if params else None)


def _named(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"


def _months(first: int, last: int, *, endless: bool) -> str:
    if endless:
        return f"{_named(last)} and before"
    return _named(last) if first == last else f"{_named(first)} to {_named(last)}"


def _words(table: Table, rule: Rule, limit: date, months: str, last: str) -> str:
    label = table.relation.label
    if rule.then is Then.PURGE:
        return f"{label} keeps {rule.kept}: it asks for {months}, and what is older than {limit:%Y-%m} is purged"
    return (
        f"{label} keeps {rule.kept}: it asks for {months}, and what is older than {limit:%Y-%m} is in cold storage:"
        rf" \cold {label} {last}"
    )
