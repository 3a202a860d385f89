"""PLATFORM.md brought to a database: each file of `sql/` once, in order, in a transaction of its own.

On Citus it is the files of `citus/`: the same tables, distributed by org_id (docs/citus.md).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from tenantsh.db import admin
from tenantsh.lang.split import split
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from tenantsh.db.admin import AdminConnection

Progress = Callable[[str], None]
"""Takes one line about what was just done."""

OLDEST = 13
"""The first major version of PostgreSQL with gen_random_uuid() and BEFORE row triggers on partitioned tables."""

MONTHS_AHEAD = 6
"""Partitions that are there before their month begins; without one, a write to resources fails."""

_ONE_AT_A_TIME = "select pg_advisory_lock(hashtext('tenantsh platform'))::text"
_IS_THERE = """
    select exists (select from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   where n.nspname = 'platform' and c.relname = 'schema_version')
"""  # not to_regclass: that asks for USAGE on the schema, which who applies need not have
_AS_OWNER = "set local role platform_owner"
_ONE_CONNECTION = "set local citus.multi_shard_modify_mode = 'sequential'"
"""Of a transaction on Citus that changes a reference table and tables with keys to it."""
_DISTRIBUTED = "citus_"
"""What the names of Citus' files begin with."""
_INSUFFICIENT_PRIVILEGE = "42501"


@dataclass(frozen=True, slots=True)
class Step:
    """One file of the platform's SQL."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the file's text, in hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    @property
    def script(self) -> str:
        """The file, and the row that remembers it."""
        return f"""{self.sql}
INSERT INTO platform.schema_version (version, name, checksum)
VALUES ({self.version}, '{self.name}', '{self.checksum}');
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """A step that a database has had."""

    version: int
    name: str
    checksum: str


def steps(*, citus: bool = False) -> list[Step]:
    """The platform's files in the order of their numbers; for Citus they are others."""
    folder = resources.files(__package__).joinpath("citus" if citus else "sql")
    files = [file for file in folder.iterdir() if file.name.endswith(".sql")]
    found = (_step(file.name, file.read_text(encoding="utf-8")) for file in files)
    return sorted(found, key=lambda step: step.version)


def _step(file_name: str, sql: str) -> Step:
    number, name = file_name.removesuffix(".sql").split("_", maxsplit=1)
    return Step(int(number), name, sql)


def printed(*, citus: bool = False) -> str:
    """Everything that `apply` runs, as one script for psql."""
    files = "\n".join(f"BEGIN;\n{step.script}COMMIT;\n" for step in steps(citus=citus))
    months = f"BEGIN;\n{_to_change(citus)};\nSELECT platform.ensure_months({MONTHS_AHEAD});\nCOMMIT;\n"
    return f"\\set ON_ERROR_STOP on\n\n{files}\n{months}"


def apply(dsn: str, progress: Progress = lambda _line: None, *, citus: bool = False) -> list[Applied]:
    """Bring a database up to date and make its next months; returns what was applied, in order.

    `citus` distributes the tables. Running it again applies nothing and returns an empty list. Raises ConnectError,
    StatementError with the server's words (what was applied before it stays), and TenantshError when the database had
    other files than these.
    """
    with admin.connect(dsn) as connection:
        _check_version(connection)
        if citus:
            _check_coordinator(connection)
        connection.query(str, _ONE_AT_A_TIME)
        known = applied(connection)
        _check_kind(known, citus=citus)
        _check_same(known, steps(citus=citus))
        new = [_apply(connection, step, progress) for step in steps(citus=citus)[len(known) :]]
        ensure_months(connection, progress, citus=citus)
    return new


def is_distributed(known: list[Applied]) -> bool:
    """Whether what a database has had was Citus' files."""
    return bool(known) and known[0].name.startswith(_DISTRIBUTED)


def applied(connection: AdminConnection) -> list[Applied]:
    """What this database has had, in order; an empty list where the platform is not there."""
    if connection.query(bool, _IS_THERE) == [False]:
        return []
    with connection.transaction():
        connection.script(_AS_OWNER)
        return connection.query(Applied, "select version, name, checksum from platform.schema_version order by version")


def ensure_months(connection: AdminConnection, progress: Progress = lambda _line: None, *, citus: bool = False) -> None:
    """Make the partitions of this month and of the months ahead, where they are not there."""
    with connection.transaction():
        connection.script(_to_change(citus))
        connection.query(str, "select platform.ensure_months($1)::text", [MONTHS_AHEAD])
    progress(f"months are there for {MONTHS_AHEAD} months ahead")


def _to_change(citus: bool) -> str:  # noqa: FBT001 - which of the two
    # the owner cannot log in, so on Citus it has no way to the workers: there a superuser makes what the owner owns
    return _ONE_CONNECTION if citus else _AS_OWNER


def _apply(connection: AdminConnection, step: Step, progress: Progress) -> Applied:
    try:
        with connection.transaction():
            for statement in split(
                step.script
            ):  # Citus sends the whole of a text to its workers, once for each of them
                connection.script(statement)
    except StatementError as error:
        raise _explained(error, step) from error
    progress(f"applied {step.version:02} {step.name}")
    return Applied(step.version, step.name, step.checksum)


def _explained(error: StatementError, step: Step) -> StatementError:
    needs = "apply as a superuser, or as a role with CREATEROLE that owns the database (docs/platform.md)"
    if step.name.startswith(_DISTRIBUTED):
        needs = "apply as a superuser, on the coordinator (docs/citus.md)"
    return StatementError(
        error.what,
        error.fields,
        why=f"in {step.version:02}_{step.name}.sql; this file was rolled back, those before it stay",
        hint=needs if error.sqlstate == _INSUFFICIENT_PRIVILEGE else None,
    )


def _check_version(connection: AdminConnection) -> None:
    if connection.major < OLDEST:
        raise TenantshError(
            f"this server is PostgreSQL {connection.major}",
            why=f"the platform needs {OLDEST} or later",
        )


def _check_coordinator(connection: AdminConnection) -> None:
    there = connection.query(bool, "select exists (select from pg_catalog.pg_extension where extname = 'citus')")
    if there == [False]:
        raise TenantshError(
            "this database has no Citus",
            hint="CREATE EXTENSION citus, on every node, then citus_add_node (docs/citus.md); or leave --citus out",
        )
    if connection.query(int, "select groupid from pg_catalog.pg_dist_local_group") != [0]:
        raise TenantshError("this is one of Citus' workers", hint="apply it on the coordinator; it reaches the workers")
    if connection.query(bool, "select exists (select from pg_catalog.pg_dist_node where shouldhaveshards)") == [False]:
        raise TenantshError("no node of this Citus cluster takes shards", hint="SELECT citus_add_node('HOST', PORT)")


def _check_kind(known: list[Applied], *, citus: bool) -> None:
    if known and is_distributed(known) is not citus:
        raise TenantshError(
            f"the platform is in this database already, {'in one piece' if citus else 'distributed by Citus'}",
            why="the one is not made into the other",
            hint="another database; or leave --citus out" if citus else "--citus brings it up to date",
        )


def _check_same(known: list[Applied], shipped: list[Step]) -> None:
    for had, step in zip(known, shipped, strict=False):
        if (had.version, had.checksum) != (step.version, step.checksum):
            raise TenantshError(
                f"{had.version:02}_{had.name}.sql is not what this database was given",
                why=f"it was applied with checksum {had.checksum[:12]}…, this file has {step.checksum[:12]}…",
                hint="an applied file is never edited; put the file back, and what is new into a new one",
            )
    if len(known) > len(shipped):
        raise TenantshError(
            f"this database is at {known[-1].version:02}_{known[-1].name}, and this tenantsh ends at {len(shipped):02}",
            why="a newer tenantsh applied it",
            hint="upgrade tenantsh",
        )
