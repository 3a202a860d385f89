"""Python values as statement parameters, and answers as rows of dataclasses; psycopg's adapters do both."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg._queries import PostgresQuery  # psycopg's own reader of %s; no public door leads to it
from psycopg.adapt import PyFormat, Transformer

from tenantsh.db.query import Request, Told, numbered
from tenantsh.db.steps import Step
from tenantsh.model.errors import ConfigError, StatementError, UsageError

if TYPE_CHECKING:
    from psycopg.pq.abc import PGresult
    from psycopg.sql import Composable

Row = TypeVar("Row")
Params = Sequence[Any] | Mapping[str, Any]

_MOST_PARAMS = 65535


def statement(connection: psycopg.Connection[Any], sql: str, params: Params | None) -> Step:
    """A person's statement with psycopg's placeholders (`%s`, `%(name)s`) as a step with server-side parameters.

    The values are those that a notebook's variables may have.
    Raises UsageError for a text that cannot be sent, and for parameters that do not fit it.
    """
    if params is None:
        return Step(encoded(sql))
    from tenantsh.db.values.given import given  # a cold `-c` has no use for it

    encoded(sql)
    query = PostgresQuery(Transformer(connection))
    try:
        query.convert(sql, given(params))
    except (psycopg.Error, TypeError, ValueError) as error:
        raise UsageError(str(error), why="the parameters do not fit the statement") from error
    if query.params is not None and len(query.params) > _MOST_PARAMS:
        raise UsageError(f"{len(query.params)} parameters", why=f"PostgreSQL takes {_MOST_PARAMS} at most")
    return Step(query.query, query.params, query.types, query.formats)


def numbered_of(connection: psycopg.Connection[Any], sql: str, params: Params | None) -> tuple[str, list[Any]]:
    """A person's statement with `$1` and so on instead of psycopg's placeholders, and the values in that order.

    Raises UsageError for parameters that do not fit it.
    """
    if params is None:
        return sql, []
    text = statement(connection, sql, params).sql.decode("utf-8", "surrogateescape")
    if not isinstance(params, Mapping):
        return text, list(params)
    order = dict.fromkeys(re.findall(r"%\((\w+)\)[sbt]", sql.replace("%%", "")))
    return text, [params[name] for name in order]


def named_in(sql: str, params: Params | None) -> Params | None:
    """The parameters that a statement names; all of a sequence.

    >>> named_in("select %(a)s", {"a": 1, "b": 2})
    {'a': 1}
    """
    if not isinstance(params, Mapping):
        return params
    return {name: value for name, value in params.items() if f"%({name})" in sql}


def text_of(connection: psycopg.Connection[Any], sql: str | Composable) -> str:
    """A statement's text, be it composed. Raises UsageError for one that cannot be, and for what is none."""
    if isinstance(sql, str):
        return sql
    if not hasattr(sql, "as_string"):
        raise _no_text(sql)
    try:
        return sql.as_string(connection)
    except (psycopg.Error, UnicodeEncodeError) as error:
        raise UsageError(str(error), why="the statement cannot be composed") from error


def texts(params: Sequence[str]) -> list[bytes]:
    """Parameters that a person typed, as the server reads them: text, whose type it finds out itself."""
    return [encoded(value) for value in params]


def bound(connection: psycopg.Connection[Any], sql: bytes, params: Sequence[Any]) -> Step:
    """A statement with values for `$1`, `$2`, …: texts, whose types the server finds out, or values of Python's.

    Raises UsageError for a value that PostgreSQL has no type for.
    """
    if all(isinstance(value, str) for value in params):
        return Step(sql, texts(params))
    from tenantsh.db.values.typed import typed  # a cold `-c` has no use for it

    if len(params) > _MOST_PARAMS:
        raise UsageError(f"{len(params)} parameters", why=f"PostgreSQL takes {_MOST_PARAMS} at most")
    transformer = Transformer(connection)
    try:
        dumped = transformer.dump_sequence([typed(value) for value in params], [PyFormat.AUTO] * len(params))
    except (psycopg.Error, TypeError, ValueError) as error:  # of characters that are no text, too
        raise UsageError(str(error), why="a value that cannot be a parameter") from error
    return Step(sql, dumped, transformer.types, transformer.formats)


def encoded(sql: str) -> bytes:
    """A text as it is sent. Raises UsageError for one that cannot be sent."""
    if not isinstance(sql, str):
        raise _no_text(sql)
    if "\0" in sql:  # libpq would send what is before it
        raise UsageError("a statement cannot hold the character NUL", hint="was it read from a file that is not text?")
    try:
        return sql.encode("utf-8", "surrogateescape")  # the bytes of a file that is not UTF-8: the server says so
    except UnicodeEncodeError as error:
        raise UsageError("a statement that is not text", why=str(error)) from error


def _no_text(given: object) -> UsageError:
    kind = type(given).__name__
    return UsageError(f"a statement is a str, and not {kind}", hint="or composed by psycopg.sql or tenantsh.jsonb")


def question(connection: psycopg.Connection[Any], request: Request, major: int) -> Step:
    """One of our own queries as a step. Raises StatementError for a name that is not UTF-8."""
    text, values = numbered(request.query.text(major), request.params)
    if not values:
        return Step(text.encode())
    transformer = Transformer(connection)
    try:
        dumped = transformer.dump_sequence(values, [PyFormat.TEXT] * len(values))
    except UnicodeEncodeError as error:
        raise StatementError(f"ERROR:  {_NOT_UTF8['message_primary']}", _NOT_UTF8) from error
    return Step(text.encode(), dumped, transformer.types, transformer.formats)


_NOT_UTF8 = {
    "severity": "ERROR",
    "severity_nonlocalized": "ERROR",
    "sqlstate": "22021",
    "message_primary": 'invalid byte sequence for encoding "UTF8": 0xc0 0x20',
}
"""What the server says to psql, whose libpq writes 0xc0 0x20 for a character that is none."""


class ColumnsDifferError(ConfigError):
    """A query gives other columns than its rows are made of; our own files have a test against it."""


def rows_of(connection: psycopg.Connection[Any], result: PGresult, row_type: type[Row]) -> list[Row]:
    """A result as instances of a dataclass, or named tuple, whose fields are its columns, in order."""
    transformer = Transformer(connection)
    transformer.set_pgresult(result)
    names = tuple((result.fname(i) or b"").decode() for i in range(result.nfields))
    if names != field_names(row_type):
        raise ColumnsDifferError(
            f"the columns are {', '.join(names)} and not {', '.join(field_names(row_type))}",
            hint="conventions bring queries of their own, and docs/conventions.md says what each has to give",
        )
    made: Callable[..., Row] = row_type.of if issubclass(row_type, Told) else row_type
    return transformer.load_rows(0, result.ntuples, lambda cells: made(*cells))


def field_names(row_type: type[Any]) -> tuple[str, ...]:
    """The fields that a query has to fill."""
    if issubclass(row_type, tuple):
        return row_type._fields  # type: ignore[attr-defined,no-any-return]  # a named one
    return tuple(field.name for field in dataclasses.fields(row_type) if field.init)
