"""The ground that everybody is measured on: a server of our own, the platform in it, and a long table."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests import pgbin, pgcluster

from tenantsh.platform.apply import apply
from tenantsh.platform.seed import seed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

LOGIN = "engineer"
ORG = "42"
DATABASE = "bench"
_SCALE = 0.1

# outside of row security: what is measured is the reading and printing of rows, for psql and pgcli too, who log in as
# the same person and have no tenant
_LONG_TABLE = """
    create schema bench;
    create table bench.long as
    select i as id, md5(i::text) as hash, i::bigint * 1000003 as big,
           timestamptz '2026-01-01 00:00+00' + i * interval '1 second' as at,
           case when i % 3 <> 0 then 'x' || i end as maybe, (i * 1.37)::numeric as amount
    from generate_series(1, {rows}) as i;
    grant usage on schema bench to org_viewer, engineer;
    grant select on bench.long to org_viewer, engineer;
    -- so that everybody gets the rows in the same order, from the first one on
    alter database bench set synchronize_seqscans = off;
"""
# a statement of its own: not allowed in a transaction, and several at once are one
_SETTLE = "vacuum (analyze, freeze)"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where to connect, how much there is to read, and a folder for what is printed."""

    server: Cluster
    folder: Path
    rows: int
    """Of `bench.long`."""
    few: int
    """Of what is read where a tenth of them will do."""
    rounds: int
    """How often a program runs that takes seconds."""

    @property
    def conninfo(self) -> str:
        """As the login that everybody uses, through the local socket."""
        return self.server.dsn(DATABASE, LOGIN)

    @property
    def socket(self) -> str:
        return f"{self.server.host}/.s.PGSQL.{self.server.port}"

    def behind(self, port: int, database: str = DATABASE) -> str:
        """The same through a proxy on this port."""
        return f"host=127.0.0.1 port={port} dbname={database} user={LOGIN}"


@contextmanager
def ground(*, pg: str | None, rows: int, rounds: int) -> Iterator[Ground]:
    """Start a server (its version as the tests' `--pg`), fill it, and remove it at the end."""
    server = pgcluster.start(pgbin.choices(pg)[0].programs())
    folder = Path(tempfile.mkdtemp(prefix="tenantsh-bench-"))
    try:
        _fill(server, rows)
        yield Ground(server, folder, rows, rows // 10, rounds)
    finally:
        pgcluster.remove(server)
        shutil.rmtree(folder)


def _fill(server: Cluster, rows: int) -> None:
    owner = server.create(DATABASE)
    apply(owner)
    seed(owner, scale=_SCALE)
    server.run(_LONG_TABLE.format(rows=rows), DATABASE)
    server.run(_SETTLE, DATABASE)
