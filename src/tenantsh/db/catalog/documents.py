"""The questions that bring documents of a table: few rows, small ones, the tenant's own, and newest ones among them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenantsh.db.catalog.tally import LONGEST
from tenantsh.db.query import Query
from tenantsh.db.scope import literal
from tenantsh.db.survey.sizes import HUGE, first_level, short, small
from tenantsh.lang.quote import quote_identifier

ROWS = 250
"""Rows of one look at a table."""
FEW = 60
"""Rows that are too few to stop looking, where there may be more."""
_BYTES = 512 * 1024
"""Bytes of the texts of all documents together."""
_NEWEST = (3, 24)
"""How many of the newest partitions are looked into, before all of them are."""
_PAGES = 3000
"""Pages of a table that are looked at where it is too large to be searched."""
_FROM = re.compile(r"FOR VALUES FROM \((?P<value>(?:'(?:[^']|'')*'|-?[\d.]+))\) TO")


@dataclass(frozen=True, slots=True)
class JsonColumn:
    """A column of JSON documents."""

    relation: int
    name: str


@dataclass(frozen=True, slots=True)
class Sampled:
    """A relation, and how its documents can be reached."""

    relation: int
    kind: str
    name: str
    pages: int
    secured: bool
    """Whether row security decides which rows the role sees."""
    primary_key: list[str] | None
    partition_key: str | None
    bounds: list[str] | None
    """Of its partitions that are not known to be empty; those made last first."""
    owners: str | None
    """The column that says whose a row is, where row security does not: of materialized views, of views."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """What was set for this transaction."""

    jit: str
    workers: str
    lock_timeout: str
    statement_timeout: str


@dataclass(frozen=True, slots=True)
class Documents:
    """The documents of one row, in the order of the columns that were asked for."""

    documents: list[str | None]
    """None where there is none, or where it is large."""
    large: list[bool]


JSON_COLUMNS = Query("catalog/json_columns", JsonColumn)
SAMPLED = Query("catalog/sampled", Sampled)
BOUNDED = Query("catalog/bounded", Bounded)


@dataclass(frozen=True, slots=True)
class Look:
    """One way of reading some rows of a relation."""

    where: str = ""
    order: str = ""
    sample: str = ""

    def rows(self, relation: Sampled, columns: list[str], org: str | None) -> str:
        """The query of the rows, of an organization's own where nothing else sees to that."""
        names = [quote_identifier(column) for column in columns]
        conditions = [f"({' or '.join(f'{name} is not null' for name in names)})"]
        if self.where:
            conditions.append(self.where)
        if relation.owners and org is not None:
            conditions.append(f"{relation.owners} = {literal(org)}")
        where = " and ".join(conditions)
        order = f" order by {self.order}" if self.order else ""
        return (
            f"select {', '.join(f'{name} as c{at}' for at, name in enumerate(names))} "
            f"from {relation.name}{self.sample} where {where}{order} limit {ROWS}"
        )


def looks(relation: Sampled) -> list[Look]:
    """The ways to read a relation, the next one where those before had too few rows.

    Partitions are never read themselves: row security is their parent's. Its condition on the key leads to them.
    """
    if relation.partition_key is None:
        return [Look()]
    starts = _starts(relation.bounds or [])
    newest = [starts[count - 1] for count in _NEWEST if count < len(starts)]
    return [*(Look(f"{relation.partition_key} OPERATOR(pg_catalog.>=) {start}") for start in newest), Look()]


def newest(relation: Sampled) -> Look | None:
    """The way to the newest rows of a relation that has more than one look has shown, where its key tells."""
    if relation.partition_key is not None or not relation.primary_key:
        return None
    return Look(order=", ".join(f"{column} desc" for column in relation.primary_key))


def scattered(relation: Sampled) -> Look | None:
    """The way to some rows of a table in which a search for the tenant's takes too long."""
    if relation.kind not in "rm" or relation.pages <= _PAGES:
        return None
    return Look(sample=f" tablesample system ({100 * _PAGES / relation.pages:.6f})")


def _starts(bounds: list[str]) -> list[str]:
    """Where partitions begin, as SQL, the newest first.

    >>> _starts(["FOR VALUES FROM (9) TO (10)", "FOR VALUES FROM (10) TO (20)", "DEFAULT"])
    ['10', '9']
    """
    found = [match["value"] for match in map(_FROM.match, bounds) if match]
    return sorted(found, key=_order, reverse=True)


def _order(value: str) -> tuple[float, str]:
    try:
        return float(value.strip("'")), value
    except ValueError:
        return 0, value


def documents(relation: Sampled, columns: list[str], look: Look, org: str | None) -> Query[Documents]:
    """The question for the documents of one look."""
    at = range(len(columns))
    read = ", ".join(
        f"case when {small(f'r.c{n}')} then r.c{n}::pg_catalog.text end as t{n}, r.c{n} is null as n{n}" for n in at
    )
    kept = [f"case when {short(f't.t{n}')} then t.t{n} end" for n in at]
    large = [f"not t.n{n} and ({each}) is null" for n, each in enumerate(kept)]
    size = " OPERATOR(pg_catalog.+) ".join(f"coalesce(pg_catalog.octet_length({each}), 0)" for each in kept)
    return Query(
        "documents",
        Documents,
        sql=f"""-- The documents of some rows, as many as are short enough together.
            select s.documents, s.large
            from (
                select array[{", ".join(kept)}] as documents, array[{", ".join(large)}] as large,
                    pg_catalog.sum({size}) over (rows unbounded preceding) as bytes
                from (select {read} from ({look.rows(relation, columns, org)}) as r offset 0) as t
            ) as s
            where s.bytes OPERATOR(pg_catalog.<=) {_BYTES}::pg_catalog.int8""",
    )


def outlines(relation: Sampled, column: str, org: str | None) -> Query[Documents]:
    """The question for what large documents have at their top: small values as they are, others empty."""
    look = Look(f"pg_catalog.pg_column_size({quote_identifier(column)}) OPERATOR(pg_catalog.<=) {HUGE}")
    long = f"pg_catalog.repeat('.', {LONGEST + 1})"
    return Query(
        "outlines",
        Documents,
        sql=f"""-- The first level of a few large documents.
            select array[{first_level("r.c0", array="'[]'", long=long)}] as documents, array[false] as large
            from ({look.rows(relation, [column], org)}) as r
            limit 3""",
    )
