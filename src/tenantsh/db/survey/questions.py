"""The questions of a survey: how a relation's rows can be reached, how many there are, and the documents of some."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.db.scope import literal
from tenantsh.db.survey.sizes import first_level, outlined, short, small
from tenantsh.db.survey.walking import CUT
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Sequence

BETWEEN, ABSENT, TOO_LARGE = "\x1d", "\x1e", "\x1f"
"""What is between the documents of a row, and instead of one: JSON has such characters nowhere."""


@dataclass(frozen=True, slots=True)
class Source:
    """How a relation's rows can be reached."""

    kind: str
    """pg_class.relkind."""
    name: str
    """As SQL names it, with its schema."""
    pages: int
    """Of all its leaves."""
    secured: bool
    """Whether row security decides which rows the role sees."""
    owners: str | None
    """The column that says whose a row is, where row security does not."""
    age: str | None
    """The column that tells which rows are older."""
    times: bool
    """Whether that has points in time; else numbers that grow."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rows there are."""

    rows: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sample."""

    documents: str
    """Of its columns, in their order, as `documents_in` reads them."""
    age: float | None


SOURCE = Query("survey/source", Source)


@dataclass(frozen=True, slots=True)
class Look:
    """Which rows to read: each with the same chance, but for what `most` cuts off."""

    chance: float = 1.0
    """Of each row to be read, 0 to 1."""
    pages: float = 100.0
    """The part of the pages that is read, in percent."""
    most: int = 5000
    """Rows to be taken of those, by lot."""
    first: int = 0
    """Where it is not 0: only so many rows are read, whichever come first."""
    size: int = 4 * 1024 * 1024
    """Bytes of all documents together."""


def count(source: Source, org: str | None, most: int) -> Query[Counted]:
    """The question how many rows there are; it stops counting behind `most`."""
    return Query(
        "count",
        Counted,
        sql=f"""-- How many rows the tenant has, as far as they are counted.
            select pg_catalog.count(*) as rows from ({_rows(source, [], org)} limit {most + 1}) as r""",
    )


def rows(source: Source, columns: Sequence[str], org: str | None, look: Look) -> Query[Row]:
    """The question for the documents of some rows: by lot, and of these as many as are small enough together."""
    at = range(len(columns))
    read = ", ".join(f"{_text(f'r.c{n}')} as t{n}" for n in at)
    kept = ", ".join(f"case when {short(f't.t{n}')} then t.t{n} else {_character(TOO_LARGE)} end" for n in at)
    first = f" limit {look.first}" if look.first else ""
    return Query(
        "rows",
        Row,
        sql=f"""-- The documents of some rows, by lot, as many as are short enough together.
            select s.documents, s.age
            from (
                select d.documents, d.age,
                    pg_catalog.sum(pg_catalog.octet_length(d.documents)) over (rows unbounded preceding) as bytes
                from (
                    select pg_catalog.concat_ws({_character(BETWEEN)}, {kept}) as documents, t.age
                    from (
                        select {read}, r.age
                        from (
                            select q.* from ({_rows(source, columns, org, look)}{first}) as q
                            order by pg_catalog.random() limit {look.most}
                        ) as r
                        offset 0
                    ) as t
                    offset 0
                ) as d
            ) as s
            where s.bytes OPERATOR(pg_catalog.<=) {look.size}::pg_catalog.int8""",
    )


def outlines(source: Source, column: str, org: str | None, most: int) -> Query[Row]:
    """The question for what large documents have at their top: small values as they are, others empty."""
    cut = f"{literal(CUT)}::pg_catalog.text"
    level = first_level("r.c0", array=f"pg_catalog.jsonb_build_array({cut})", long=cut)
    large = outlined(quote_identifier(column))
    return Query(
        "outlines",
        Row,
        sql=f"""-- The first level of some large documents.
            select {level} as documents, r.age
            from ({_rows(source, [column], org)} and {large} limit {most}) as r""",
    )


def documents_in(row: Row) -> list[str]:
    """The documents of a row, or `ABSENT` or `TOO_LARGE` instead."""
    return row.documents.split(BETWEEN)


def _rows(source: Source, columns: Sequence[str], org: str | None, look: Look | None = None) -> str:
    """The query of the rows that a look reads, of an organization's own where nothing else sees to that."""
    documents = [f"{quote_identifier(name)} as c{at}" for at, name in enumerate(columns)]
    age = [f"{_age(source)} as age"] if columns else []
    conditions = [f"{source.owners} = {literal(org)}"] if source.owners and org is not None else ["true"]
    sample = ""
    if look is not None and look.chance < 1:
        conditions.append(f"pg_catalog.random() OPERATOR(pg_catalog.<) {look.chance:.9f}::pg_catalog.float8")
    if look is not None and look.pages < 100:
        sample = f" tablesample system ({look.pages:.6f})"
    # never no column at all: Citus cannot read such an answer of its workers
    return f"select {', '.join([*documents, *age]) or '1'} from {source.name}{sample} where {' and '.join(conditions)}"


def _age(source: Source) -> str:
    if source.age is None:
        return "null::pg_catalog.float8"
    if not source.times:
        return f"{source.age}::pg_catalog.float8"
    return f"pg_catalog.date_part('epoch', {source.age})"


def _text(document: str) -> str:
    return (
        f"case when {document} is null then {_character(ABSENT)}"
        f" when {small(document)} then {document}::pg_catalog.text else {_character(TOO_LARGE)} end"
    )


def _character(character: str) -> str:
    return f"pg_catalog.chr({ord(character)})"
