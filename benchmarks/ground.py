"""The ground that everybody is measured on: a server of our own, the platform in it, and a long table."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
class Sizes:
    """How much there is of everything."""

    rows: int
    """Of long results."""
    rounds: int
    organizations: int
    """That are asked by `\\each`."""
    scale: float
    """Of the platform whose months are archived."""
    documents: int
    """Of those that indexes are tried on."""
    each_case: int
    """Of the cases of completion, one of so many is typed."""
    schemas: tuple[int, ...]
    """Among which 10,000 tables are spread."""
    larger: int
    """How many times `rows` the larger frames have; 0 for none."""

    @classmethod
    def usual(cls) -> Sizes:
        """Of a run that takes twenty minutes."""
        return cls(1_000_000, 5, 400, 4.0, 100_000, 16, (10, 1_000), 0)

    @classmethod
    def long(cls) -> Sizes:
        """Of one that takes hours."""
        return cls(1_000_000, 6, 1_000, 200.0, 1_000_000, 1, (10, 100, 1_000), 5)

    def changed(self, *, rows: int | None, rounds: int | None) -> Sizes:
        """The same with other numbers, where they are given."""
        return replace(self, rows=rows or self.rows, rounds=rounds or self.rounds)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where to connect, how much there is to read, and a folder for what is printed."""

    server: Cluster
    folder: Path
    sizes: Sizes

    @property
    def rows(self) -> int:
        """Of `bench.long`."""
        return self.sizes.rows

    @property
    def few(self) -> int:
        """Of what is read where a tenth of them will do."""
        return self.sizes.rows // 10

    @property
    def rounds(self) -> int:
        """How often a program runs that takes seconds."""
        return self.sizes.rounds

    @property
    def fewer(self) -> int:
        """How often one runs that takes many of them."""
        return max(self.sizes.rounds // 2, 1)

    @property
    def conninfo(self) -> str:
        """As the login that everybody uses, through the local socket."""
        return self.server.dsn(DATABASE, LOGIN)

    @property
    def socket(self) -> str:
        return f"{self.server.host}/.s.PGSQL.{self.server.port}"

    def owner(self, database: str = DATABASE) -> str:
        """As the superuser, through the socket."""
        return self.server.dsn(database)

    def copied(self, name: str) -> str:
        """A copy of the platform of this name, made once in a run, for its owner."""
        self.server.once(name, lambda: self.server.create(name, DATABASE))
        return self.server.dsn(name)

    def behind(self, port: int, database: str = DATABASE) -> str:
        """The same through a proxy on this port."""
        return f"host=127.0.0.1 port={port} dbname={database} user={LOGIN}"


@contextmanager
def ground(*, pg: str | None, sizes: Sizes) -> Iterator[Ground]:
    """Start a server (its version as the tests' `--pg`), fill it, and remove it at the end."""
    server = pgcluster.start(pgbin.choices(pg)[0].programs())
    folder = Path(tempfile.mkdtemp(prefix="tenantsh-bench-"))
    try:
        _fill(server, sizes.rows)
        yield Ground(server, folder, sizes)
    finally:
        pgcluster.remove(server)
        shutil.rmtree(folder)


def _fill(server: Cluster, rows: int) -> None:
    owner = server.create(DATABASE)
    apply(owner)
    seed(owner, scale=_SCALE)
    server.run(_LONG_TABLE.format(rows=rows), DATABASE)
    server.run(_SETTLE, DATABASE)
