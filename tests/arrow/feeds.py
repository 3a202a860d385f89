"""A query's answer as raw values by each way that there is, and as the server writes it."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from psycopg import pq

from tenantsh.arrow.gathering import Gatherer
from tenantsh.arrow.pgtype import PgColumn, PgType
from tenantsh.arrow.raw import from_cells, from_copy, from_rows

if TYPE_CHECKING:
    import psycopg
    from psycopg.pq.abc import PGresult

    from tenantsh.arrow.gathered import Gathered


def columns(result: PGresult, types: dict[str, PgType]) -> list[PgColumn]:
    """A result's columns; `types` are those that are made of others, by column name."""
    names = [(result.fname(at) or b"").decode() for at in range(result.nfields)]
    return [PgColumn(name, types.get(name, PgType(result.ftype(at), result.fmod(at)))) for at, name in enumerate(names)]


def by_rows(connection: psycopg.Connection[Any], query: str, types: dict[str, PgType]) -> Gathered:
    """The extended protocol, rows as they are."""
    result = _asked(connection, query, pq.Format.BINARY)
    gatherer = Gatherer(columns(result, types))
    rows = _cells(result)
    for part in _parts(rows):
        gatherer.take(from_rows(part, result.nfields), len(part))
    return gatherer.done()


def by_cells(connection: psycopg.Connection[Any], query: str, types: dict[str, PgType]) -> Gathered:
    """The extended protocol, column by column."""
    result = _asked(connection, query, pq.Format.BINARY)
    gatherer = Gatherer(columns(result, types))
    for part in _parts(_cells(result)):
        gatherer.take(from_cells([[row[at] for row in part] for at in range(result.nfields)]), len(part))
    return gatherer.done()


def by_copy(connection: psycopg.Connection[Any], query: str, types: dict[str, PgType]) -> Gathered:
    """COPY BINARY, three messages a batch."""
    described = _asked(connection, f"select * from ({query}) q limit 0", pq.Format.BINARY)
    gatherer = Gatherer(columns(described, types))
    with connection.cursor().copy(f"copy ({query}) to stdout (format binary)") as copy:
        messages = [bytes(message) for message in copy]
    for at in range(0, len(messages), 3):
        part = messages[at : at + 3]
        gatherer.take(*from_copy(b"".join(part), array("q", map(len, part)), described.nfields))
    return gatherer.done()


def written(connection: psycopg.Connection[Any], query: str) -> list[tuple[str | None, ...]]:
    """As the server writes it."""
    rows = _cells(_asked(connection, query, pq.Format.TEXT))
    return [tuple(None if cell is None else cell.decode() for cell in row) for row in rows]


def _asked(connection: psycopg.Connection[Any], query: str, form: pq.Format) -> PGresult:
    result = connection.pgconn.exec_params(query.encode(), None, result_format=form)
    assert result.status == pq.ExecStatus.TUPLES_OK, result.error_message
    return result


def _cells(result: PGresult) -> list[tuple[bytes | None, ...]]:
    return [tuple(result.get_value(row, at) for at in range(result.nfields)) for row in range(result.ntuples)]


def _parts(rows: list[tuple[bytes | None, ...]]) -> list[list[tuple[bytes | None, ...]]]:
    return [rows[at : at + 3] for at in range(0, len(rows), 3)]
