"""A partition's rows as they are: copied out in the order of an archive, counted, and summed up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.digest import Digest
from tenantsh.db.retention import COLUMNS
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import date

    from tenantsh.db.admin import AdminConnection
    from tenantsh.platform.retention.plan import Due


def columns_of(connection: AdminConnection, due: Due) -> list[ColdColumn]:
    """The columns of an archive."""
    found = connection.fetch(COLUMNS, relation=due.table.relation)
    return [ColdColumn(column.name, column.type) for column in found]


def blocks(connection: AdminConnection, due: Due, org_column: str) -> Generator[bytes]:
    """All rows in COPY's text format, by organization; the role has to see them all.

    By the text of the organization, byte by byte: what a type or a collation takes for equal need not be.
    """
    order = f'{quote_identifier(org_column)}::pg_catalog.text collate pg_catalog."C", {_key(due)}'
    yield from connection.copy_out(f"copy ({_select(connection, due)} order by {order}) to stdout")


def counted(connection: AdminConnection, due: Due) -> int:
    """How many rows there are; the role has to see them all."""
    return connection.query(int, f"select pg_catalog.count(*) from {_rows(due)}")[0]


def summed(connection: AdminConnection, due: Due) -> Digest:
    """All rows accounted for, in whatever order they come."""
    found = Digest()
    for block in connection.copy_out(f"copy ({_select(connection, due)}) to stdout"):
        found.add_all(block.split(b"\n")[:-1])
    return found


def spelled(schema: str, name: str) -> str:
    """A relation's name in SQL."""
    return f"{quote_identifier(schema)}.{quote_identifier(name)}"


def _select(connection: AdminConnection, due: Due) -> str:
    names = ", ".join(quote_identifier(column.name) for column in columns_of(connection, due))
    return f"select {names} from {_rows(due)}"


def _rows(due: Due) -> str:
    """Through the table and not its partition: that is where policies and privileges are."""
    key = _key(due)
    within = [f"{key} {sign} {_moment(day)}" for sign, day in ((">=", due.part.lower), ("<", due.part.upper)) if day]
    if not due.part.is_month:  # these days are around its bounds, and a neighbour may have some of them
        tree = f"pg_catalog.pg_partition_tree('{due.part.relation}'::pg_catalog.regclass)"
        within.append(f"tableoid in (select relid from {tree})")
    return f"{spelled(due.table.schema, due.table.name)} where {' and '.join(within)}"


def _key(due: Due) -> str:
    return quote_identifier(due.table.key or "")


def _moment(day: date) -> str:
    return f"'{day.isoformat()} 00:00:00+00'"
