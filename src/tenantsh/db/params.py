"""Python values as statement parameters, and answers as rows of dataclasses; psycopg's adapters do both."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from psycopg._queries import PostgresQuery  # psycopg's own reader of %s; no public door leads to it
from psycopg.adapt import PyFormat, Transformer

from tenantsh.db.query import Request, numbered
from tenantsh.db.wire import Step

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult

Row = TypeVar("Row")
Params = Sequence[Any] | Mapping[str, Any]


def statement(connection: psycopg.Connection[Any], sql: str, params: Params | None) -> Step:
    """A person's statement with psycopg's placeholders (`%s`, `%(name)s`) as a step with server-side parameters."""
    if params is None:
        return Step(sql.encode("utf-8", "surrogateescape"), streamed=True)
    query = PostgresQuery(Transformer(connection))
    query.convert(sql, params)
    return Step(query.query, query.params, query.types, query.formats, streamed=True)


def question(connection: psycopg.Connection[Any], request: Request, major: int) -> Step:
    """One of our own queries as a step."""
    text, values = numbered(request.query.text(major), request.params)
    if not values:
        return Step(text.encode())
    transformer = Transformer(connection)
    dumped = transformer.dump_sequence(values, [PyFormat.TEXT] * len(values))
    return Step(text.encode(), dumped, transformer.types, transformer.formats)


def rows_of(connection: psycopg.Connection[Any], result: PGresult, row_type: type[Row]) -> list[Row]:
    """A result as instances of a dataclass whose fields are its columns, in order."""
    transformer = Transformer(connection)
    transformer.set_pgresult(result)
    names = tuple((result.fname(i) or b"").decode() for i in range(result.nfields))
    if names != field_names(row_type):
        raise TypeError(f"the query's columns {names} do not fill {row_type.__name__}")
    return transformer.load_rows(0, result.ntuples, lambda cells: row_type(*cells))


def field_names(row_type: type[Any]) -> tuple[str, ...]:
    """The fields that a query has to fill."""
    return tuple(field.name for field in dataclasses.fields(row_type) if field.init)
