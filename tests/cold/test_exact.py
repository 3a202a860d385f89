"""What was archived is what the server had: every type, value by value and line by line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pyarrow.parquet as pq
import pytest
from tests.cold.archiving import MARCH, TABLE, Server, archived

from tenantsh.cold.reading import find, verify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

    from tenantsh.cold.storage import Storage

_SCRIPT = "types.sql"


@pytest.fixture(scope="module")
def every_type(pg: Cluster) -> Iterator[Server]:
    """A table with a column of every type; leave no trace."""
    from pathlib import Path

    pg.create("cold_types")
    with psycopg.connect(pg.dsn("cold_types"), autocommit=True) as connection:
        connection.execute((Path(__file__).parent / _SCRIPT).read_bytes())
        yield Server(connection)
    pg.drop("cold_types")


@pytest.fixture
def table(pg: Cluster, empty_dsn: str) -> Iterator[Any]:
    """Makes the table `t` of an empty database with a script, to be archived."""
    connections = []

    def make(script: str, **about: Any) -> Server:
        connections.append(psycopg.connect(empty_dsn, autocommit=True))
        connections[-1].execute(script.encode())
        return Server(connections[-1], **about)

    yield make
    for connection in connections:
        connection.close()


def test_every_value_of_every_type_comes_back(every_type: Server, storage: Storage) -> None:
    every_type.archive(storage)
    for org in ("1", "2", "3", "4"):
        assert archived(storage, org) == every_type.texts(f"org_id = {org}")
    assert archived(storage, None) == every_type.texts("org_id is null")


def test_the_digest_is_the_servers(every_type: Server, storage: Storage) -> None:
    manifest = every_type.archive(storage, block=1000)
    found = every_type.digest()
    assert (manifest.rows, manifest.digest) == (found.rows, found.hex) == (1006, manifest.digest)


def test_the_same_rows_in_other_blocks_are_the_same_files(every_type: Server, storage: Storage, tmp_path: Path) -> None:
    from tenantsh.cold.folder import Folder

    once = every_type.archive(storage)
    again = every_type.archive(Folder(tmp_path), block=37)
    assert [file.sha256 for file in once.files] == [file.sha256 for file in again.files]


def test_columns_have_their_types_in_the_files(every_type: Server, storage: Storage, folder: Path) -> None:
    every_type.archive(storage)
    kept = {field.name: str(field.type) for field in pq.read_schema(folder / "public.t" / "2024-03" / "org=3.parquet")}
    wanted = {
        "id": "int64",
        "small": "int16",
        "flag": "bool",
        "fixed": "decimal128(12, 4)",
        "exact": "string",
        "moment": "timestamp[us, tz=UTC]",
        "clock": "timestamp[us]",
        "day": "date32[day]",
        "octets": "binary",
        "document": "string",
        "double": "double",
    }
    assert {name: kept[name] for name in wanted} == wanted


def test_a_column_with_a_value_that_its_type_cannot_hold_is_text_in_that_file(
    every_type: Server, storage: Storage, folder: Path
) -> None:
    every_type.archive(storage)
    kept = {field.name: str(field.type) for field in pq.read_schema(folder / "public.t" / "2024-03" / "org=1.parquet")}
    assert [kept[name] for name in ("moment", "rounded", "clock", "day")] == ["string"] * 4
    assert [kept[name] for name in ("id", "fixed", "double")] == ["int64", "decimal128(12, 4)", "double"]


def test_a_late_misfit_rewrites_what_was_written_as_its_type(table: Any, storage: Storage, monkeypatch: Any) -> None:
    monkeypatch.setattr("tenantsh.cold.parquet._GROUP_ROWS", 100)
    monkeypatch.setattr("tenantsh.cold.writing._BLOCK", 2000)
    server = table(
        "create table t (org_id int, moment timestamptz, n numeric(6, 2)); insert into t "
        "select 1, case when g = 950 then 'infinity' else timestamptz '2024-03-01 UTC' + g * interval '1 s' end, "
        "case when g = 400 then 'NaN' else g::numeric end from generate_series(1, 1000) as g"
    )
    server.archive(storage)
    assert archived(storage, "1") == server.texts()


def test_a_month_without_rows_is_archived_without_files(table: Any, storage: Storage) -> None:
    manifest = table("create table t (org_id int, note text)").archive(storage)
    assert (manifest.rows, manifest.files, manifest.digest) == (0, (), "0" * 64)
    verify(storage, manifest)
    assert find(storage, TABLE, MARCH) == manifest


def test_long_values_come_back(table: Any, storage: Storage) -> None:
    server = table(
        "create table t (org_id int, note text, doc jsonb); "
        r"insert into t select g % 2, repeat(E'\\\t\n\U0001F600x', 200000), "
        "jsonb_build_object('k', repeat('y', 1000000)) from generate_series(1, 6) as g"
    )
    server.archive(storage)
    assert archived(storage, "1") == server.texts("org_id = 1")


@pytest.mark.parametrize("org_type", ["text", "uuid"])
def test_organizations_may_be_texts(table: Any, storage: Storage, org_type: str) -> None:
    values = {
        "text": [
            *"../../etc/passwd",
            "a/b",
            "..",
            ".",
            "",
            "A",
            "a",
            "é",
            "e\u0301",
            "a b",
            "%2F",
            "~null",
            "x" * 500,
            "-",
        ],
        "uuid": ["a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "00000000-0000-0000-0000-000000000000"],
    }[org_type]
    server = table(
        f'create table t (org_id {org_type} collate "C")' if org_type == "text" else "create table t (org_id uuid)"
    )
    orgs = sorted(set(values))
    for org in orgs:
        server.connection.execute(
            f"insert into public.t values (%s::{org_type}), (%s::{org_type})".encode(), (org, org)
        )
    manifest = server.archive(storage)
    assert {file.org for file in manifest.files} == set(orgs)
    assert all(archived(storage, org) == [(org,), (org,)] for org in orgs)


def test_a_database_without_an_encoding_keeps_its_bytes(pg: Cluster, storage: Storage) -> None:
    pg.run("create database cold_ascii encoding 'SQL_ASCII' locale 'C' template template0", "postgres")
    try:
        with psycopg.connect(pg.dsn("cold_ascii"), autocommit=True) as connection:
            connection.execute(
                b"create table t (org_id int, note text); insert into t values (1, 'caf\xe9\\x'), (1, null)"
            )
            connection.execute("set client_encoding to 'SQL_ASCII'")
            lines = [b"1\tcaf\xe9\\\\x", b"1\t\\N"]
            server = Server(connection)
            connection.execute("set client_encoding to 'SQL_ASCII'")
            assert server.lines() == sorted(lines)
            manifest = server.archive(storage)
        assert manifest.digest == server_digest(lines)
        assert archived(storage, "1") == [("1", "caf\udce9\\x"), ("1", None)]
    finally:
        pg.drop("cold_ascii")


def server_digest(lines: list[bytes]) -> str:
    from tenantsh.cold.digest import Digest

    found = Digest()
    found.add_all(lines)
    return found.hex
