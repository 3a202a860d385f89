"""A small platform with months that are due, and where each of its rows is: in the database, or in cold storage."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.platform.ask import column, superuser, value

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.lines import lines_of
from tenantsh.cold.naming import ColdTable
from tenantsh.cold.parquet import FileReader
from tenantsh.cold.reading import find, months
from tenantsh.cold.storage import open_storage
from tenantsh.db import admin
from tenantsh.model.retention import PLATFORM_RULES, Retention
from tenantsh.platform.apply import apply
from tenantsh.platform.retention.looking import Wanted
from tenantsh.platform.retention.run import Run
from tenantsh.platform.retention.watching import unwatched

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgcluster import Cluster

    from tenantsh.platform.retention.report import Line
    from tenantsh.platform.retention.watching import Watch

TEMPLATE = "retention_template"
AUDIT = ColdTable("public", "audit_logs")

_FILL = r"""
    insert into organizations (org_id, name, plan_tier) overriding system value
    select n, 'org ' || n, 'free' from unnest(array[42, 43, 99]) as n;
"""
_MONTHS_BACK = {"audit_logs": (11, 12, 13), "events": (23, 24)}
"""Of each table, the months before this one that it has: the first straddles, the others are due."""
_ROWS = r"""
    insert into audit_logs (org_id, row_id, created_at, updated_at, action, table_name, before, after)
    select (array[42, 43, 99])[1 + n % 3], n, month.first + make_interval(mins => n),
           case n % 5 when 0 then 'infinity' else month.first end, 'update',
           (array['resources', E'tab\there', E'back\\slash', E'line\nend', 'ünï', '\N', ''])[1 + n % 7],
           case when n % 2 = 0 then '{"a": [1, "x\ty"], "é": null}'::jsonb end, null
    from generate_series(1, 40) as n,
         (select lower::timestamptz as first from (values (%L)) as v (lower)) as month
"""


@dataclass(frozen=True)
class Due:
    """The months of the small platform."""

    audit: tuple[str, ...]
    """Those of audit_logs that are due, oldest first: `2025-09`."""
    events: tuple[str, ...]


def small(pg: Cluster, name: str) -> str:
    """A database of its own for a test."""
    pg.once(TEMPLATE, lambda: _make(pg))
    return pg.create(name, TEMPLATE)


def _make(pg: Cluster) -> None:
    dsn = pg.create(TEMPLATE)
    apply(dsn)
    with superuser(dsn) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute(_FILL.encode())
        for table, backs in _MONTHS_BACK.items():
            for back in backs:
                month = value(
                    connection,
                    "select (date_trunc('month', now()) - make_interval(months => %s))::date::text",
                    [back + 1],
                )
                connection.execute("select platform.create_month(%s::text::regclass, %s::date)", [table, month])
                if table == "audit_logs":
                    connection.execute(_ROWS.replace("%L", f"'{month} 00:00:00+00'").encode())
                else:
                    connection.execute(
                        """insert into events (org_id, type, created_at)
                           select 42, 'x', %s::date from generate_series(1, 9)""",
                        [month],
                    )


def due(dsn: str) -> Due:
    """The months that are due."""
    with superuser(dsn) as connection:
        return Due(*(tuple(_months(connection, table, keep)) for table, keep in (("audit_logs", 12), ("events", 24))))


def _months(connection: object, table: str, keep: int) -> list[str]:
    return column(
        connection,  # type: ignore[arg-type]
        """select to_char(to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM'), 'YYYY-MM')
           from pg_inherits where inhparent = %s::text::regclass
             and to_date(right(inhrelid::regclass::text, 7), 'YYYY_MM') + interval '1 month'
                 <= date_trunc('month', now() at time zone 'UTC') - make_interval(months => %s)
           order by 1""",
        [table, keep],
    )


def wanted(storage: Path | str | None) -> Wanted:
    """The platform's rules."""
    return Wanted(Retention(PLATFORM_RULES, None if storage is None else str(storage)), "org_id", platform=True)


def ran(dsn: str, storage: Path | str | None, watch: Watch = unwatched, what: Wanted | None = None) -> list[Line]:
    """The lines of a run."""
    with admin.connect(dsn) as connection:
        run = Run(connection, what or wanted(storage), watch)
        run.go()
        return run.lines


def in_database(dsn: str, table: str = "audit_logs") -> Counter[bytes]:
    """All rows of a table as COPY's lines, whatever row security says."""
    with superuser(dsn) as connection, connection.cursor() as cursor:
        connection.execute("set timezone = 'UTC'")
        with cursor.copy(f"copy (select * from {table}) to stdout".encode()) as copy:
            return Counter(bytes(line).rstrip(b"\n") for line in copy)


def in_storage(folder: Path, table: ColdTable = AUDIT) -> dict[str, Counter[bytes]]:
    """The rows of each archived month, read from its files."""
    storage = open_storage(str(folder))
    found: dict[str, Counter[bytes]] = {}
    for month in months(storage, table):
        manifest = find(storage, table, month)
        assert manifest is not None
        lines: Counter[bytes] = Counter()
        for file in manifest.files:
            with storage.open(f"{manifest.folder}/{file.path}") as source:
                reader = FileReader(source, [ColdColumn(c.name, c.type) for c in manifest.columns])
                for group in reader.groups():
                    lines.update(lines_of(group))
        found[f"{month:%Y-%m}"] = lines
    return found


def strays(folder: Path) -> list[str]:
    """Files in cold storage that no manifest knows."""
    storage = open_storage(str(folder))
    known: set[Path] = set()
    for month in months(storage, AUDIT):
        manifest = find(storage, AUDIT, month)
        assert manifest is not None
        known |= {folder / manifest.path, *(folder / manifest.folder / file.path for file in manifest.files)}
    return [str(path) for path in folder.rglob("*") if path.is_file() and path not in known]


def partition(table: str, month: str) -> str:
    """The name of a month's partition."""
    return f"{table}_{month.replace('-', '_')}"


def is_there(dsn: str, name: str) -> bool:
    """Whether a relation is there."""
    with superuser(dsn) as connection:
        found: bool = value(connection, "select to_regclass(%s) is not null", [name])
        return found
