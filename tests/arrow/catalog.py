"""The types of a query's columns, from a real server's catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg.rows import class_row

from tenantsh.db.frames.types import TYPES, TypeRow, Types
from tenantsh.db.query import spelled

if TYPE_CHECKING:
    import psycopg

    from tenantsh.arrow.pgtype import PgType


def types_of(connection: psycopg.Connection[Any], query: str) -> dict[str, PgType]:
    """The columns' types by their names."""
    described = connection.pgconn.exec_params(f"select * from ({query}) q limit 0".encode(), None)
    types = Types(connection.adapters.types)
    unknown = types.unknown(described.ftype(at) for at in range(described.nfields))
    question = spelled(TYPES.ask(oids=unknown), connection.info.server_version // 10000)
    with connection.cursor(row_factory=class_row(TypeRow)) as cursor:
        types.learn(cursor.execute(question.encode()).fetchall())
    return {column.name: column.type for column in types.columns(described)}
