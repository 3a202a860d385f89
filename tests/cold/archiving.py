"""Tables archived as retention does it, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.digest import PINNED, Digest
from tenantsh.cold.naming import ColdTable
from tenantsh.cold.reading import find, rows, verify
from tenantsh.cold.writing import MonthWriter, publish
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import psycopg

    from tenantsh.cold.manifest import Manifest
    from tenantsh.cold.storage import Storage

TABLE = ColdTable("public", "t")
MARCH = date(2024, 3, 1)

_COLUMNS = """
    select attname, format_type(atttypid, atttypmod) from pg_attribute
    where attrelid = %s::regclass and attnum > 0 and not attisdropped order by attnum
"""


@dataclass(slots=True)
class Server:
    """A database whose tables are archived."""

    connection: psycopg.Connection[Any]
    relation: str = "t"
    org_column: str = "org_id"
    columns: list[ColdColumn] = field(default_factory=list)

    def __post_init__(self) -> None:
        for name, value in PINNED:
            self.connection.execute("select set_config(%s, %s, false)", (name, value))
        self.connection.execute("select set_config('search_path', 'pg_catalog, public', false)")
        found = self.connection.execute(_COLUMNS, (self.relation,)).fetchall()
        self.connection.execute("select set_config('search_path', 'pg_catalog', false)")
        qualified = self.connection.execute(_COLUMNS, (f"public.{self.relation}",)).fetchall()
        assert len(found) == len(qualified)
        self.columns = [ColdColumn(name, type_name) for name, type_name in qualified]

    def copied(self, where: str = "true") -> Iterator[bytes]:
        """COPY's bytes, ordered by organization."""
        names = ", ".join(quote_identifier(column.name) for column in self.columns)
        order = quote_identifier(self.org_column)
        sql = f"copy (select {names} from public.{self.relation} where {where} order by {order}) to stdout"
        with self.connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for block in copy:
                yield bytes(block)

    def lines(self, where: str = "true") -> list[bytes]:
        """COPY's lines, sorted."""
        return sorted(b"".join(self.copied(where)).split(b"\n")[:-1])

    def digest(self) -> Digest:
        found = Digest()
        found.add_all(self.lines())
        return found

    def texts(self, where: str = "true") -> list[tuple[str | None, ...]]:
        """The rows as the server writes them, sorted."""
        names = ", ".join(quote_identifier(column.name) for column in self.columns)
        sql = f"select {names} from public.{self.relation} where {where}"
        found = self.connection.execute(sql.encode()).pgresult
        assert found is not None
        return by_text(
            tuple(_text(found.get_value(row, column)) for column in range(found.nfields))
            for row in range(found.ntuples)
        )

    def archive(
        self, storage: Storage, month: date = MARCH, *, table: ColdTable = TABLE, block: int = 0, database: str = ""
    ) -> Manifest:
        """Archive all of the table as one month."""
        data: Iterator[bytes] = self.copied()
        if block:
            whole = b"".join(data)
            data = (whole[at : at + block] for at in range(0, len(whole), block))
        about = {"org_column": self.org_column, "table": table, "server": database}
        manifest = written(storage, self.columns, data, month, **about)
        verify(storage, manifest)
        publish(storage, manifest)
        return manifest


def written(
    storage: Storage,
    columns: Sequence[ColdColumn],
    blocks: Any,
    month: date = MARCH,
    **about: Any,
) -> Manifest:
    """The files of a month, and its manifest, which is not published yet."""
    usual: dict[str, Any] = {"table": TABLE, "org_column": "org_id", "archived": datetime(2025, 4, 1, 3, 0, tzinfo=UTC)}
    with MonthWriter(storage, month=month, columns=columns, **(usual | about)) as writer:
        for block in blocks:
            writer.feed(block)
        return writer.finish()


def archived(storage: Storage, org: str | None, month: date = MARCH, table: ColdTable = TABLE) -> Any:
    """An organization's archived rows, sorted."""
    manifest = find(storage, table, month)
    assert manifest is not None
    found = rows(storage, manifest, org)
    assert found is not None
    return by_text(row for batch in found.batches() for row in batch)


def by_text(found: Any) -> list[tuple[str | None, ...]]:
    return sorted(found, key=lambda row: [(value is None, value or "") for value in row])


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()
