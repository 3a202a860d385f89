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
from tenantsh.db.whyempty.trees import conjuncts, naming_all, words
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.whyempty.findings import Found, Inner
    from tenantsh.db.whyempty.look import Look
    from tenantsh.model.retention import Retention, Rule

_YEARS = 15


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
    alias = item.alias.aliasname or item.relname
    conditions = [
        each for each in conjuncts(part.select.where_clause) for key in keys if _only_of(each, key.name, alias)
    ]
    if not conditions:
        return
    limit = rule.limit(today)
    questions = _questions(look, keys[0], alias, conditions, limit)
    older, newer, first, last = look.session.counts_apart(questions, look.clock)
    if not older.some or not first.rows or not last.rows:
        return
    (kept,) = look.session.counts_apart([_kept(table, keys[0], _after(last.rows))], look.clock)
    if kept.none:
        endless = first.rows <= (limit.year - _YEARS) * 100 + limit.month
        lost = conjuncts(found.condition)
        loses = any(each == one for each in conditions for one in lost)
        yield Old(newer.none, loses, _words(table, rule, limit, _months(first.rows, last.rows, endless=endless)))


def _questions(look: Look, key: TimeKey, alias: str, conditions: Sequence[Any], limit: date) -> list[Question]:
    """How many hours before a limit conditions are true of, how many after it; the first and last month of those."""
    asked = " AND ".join(f"({words(each)})" for each in conditions)
    column = f"{quote_identifier(alias)}.{quote_identifier(key.name)}"
    hours = f"FROM {_hours(alias, key, limit)} WHERE {asked} AND {column}"
    older, newer = (f"{hours} OPERATOR(pg_catalog.{sign}) {_midnight(limit)}" for sign in ("<", ">="))
    clock = f"pg_catalog.timezone('UTC', {column}::pg_catalog.timestamptz)"
    month = f"pg_catalog.to_char({clock}, 'YYYYMM')::pg_catalog.int8"
    sought = ["count(*) " + older, "count(*) " + newer, f"min({month}) {older}", f"max({month}) {older}"]
    texts = [f"SELECT pg_catalog.{each}" for each in sought]
    return [Question(f"{text}{naming_all(look.params, text, 'AND')}", tuple(look.params)) for text in texts]


def _hours(alias: str, key: TimeKey, limit: date) -> str:
    """A stand-in for the table, with a row for each hour of many years."""
    series = (
        f"pg_catalog.generate_series({_midnight(limit.replace(year=limit.year - _YEARS))},"
        f" {_midnight(limit.replace(year=limit.year + _YEARS))}, '1 hour'::pg_catalog.interval)"
    )
    rows = f"SELECT t.at::{key.type} AS {quote_identifier(key.name)} FROM {series} AS t (at)"
    return f"({rows}) AS {quote_identifier(alias)}"


def _kept(table: Table, key: TimeKey, day: date) -> Question:
    """Whether there is any row from before a day."""
    column = f"t.{quote_identifier(key.name)}"
    rows = f"SELECT 1 FROM {table.relation.quoted} AS t WHERE {column} OPERATOR(pg_catalog.<) {_midnight(day)} LIMIT 1"
    return Question(f"SELECT pg_catalog.count(*) FROM ({rows}) AS t")


def _midnight(day: date) -> str:
    return f"'{day:%Y-%m-%d} 00:00:00+00'::pg_catalog.timestamptz"


def _after(month: int) -> date:
    """The first day behind a month: 202112 is December 2021."""
    year, number = divmod(month, 100)
    return date(year + number // 12, number % 12 + 1, 1)


def _only_of(condition: Any, column: str, alias: str) -> bool:
    """Whether a condition is about that column and nothing else."""
    found = here(condition)
    refs = [each for each in found if type(each).__name__ == "ColumnRef"]
    if not refs or any(type(each).__name__ == "SubLink" for each in found):
        return False
    return all(column_of(each) == column and _of_alias(each, alias) for each in refs)


def _of_alias(ref: Any, alias: str) -> bool:
    return len(ref.fields) == 1 or (len(ref.fields) == 2 and unwrapped(ref.fields[0]).sval == alias)


def _named(month: int) -> str:
    return f"{month // 100:04}-{month % 100:02}"


def _months(first: int, last: int, *, endless: bool) -> str:
    if endless:
        return f"{_named(last)} and before"
    return _named(last) if first == last else f"{_named(first)} to {_named(last)}"


def _words(table: Table, rule: Rule, limit: date, months: str) -> str:
    label = table.relation.label
    gone = "is purged" if rule.then is Then.PURGE else rf"is in cold storage: \cold {label}"
    return f"{label} keeps {rule.kept}: it asks for {months}, and what is older than {limit:%Y-%m} {gone}"
