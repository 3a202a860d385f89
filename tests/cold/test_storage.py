"""Where archives lie: directories and object stores, what is left of a killed run, and what cannot be used."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pyarrow.fs as pafs
import pytest
from tests.cold.archiving import MARCH, TABLE, archived, written

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.folder import Folder
from tenantsh.cold.naming import ColdTable, escaped, org_file, unescaped
from tenantsh.cold.objects import Objects
from tenantsh.cold.reading import find, months, tables, verify
from tenantsh.cold.storage import open_storage
from tenantsh.cold.writing import publish
from tenantsh.model.errors import ArchiveDiffers, TenantshError, UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.cold.storage import Storage

COLUMNS = (ColdColumn("org_id", "integer"), ColdColumn("note", "text"))
ROWS = [b"1\ta\n1\t\\N\n", b"2\tb\n"]


@pytest.fixture(params=["directory", "objects"])
def either(request: pytest.FixtureRequest, folder: Path) -> Storage:
    """A directory, and the same as an object store without real folders would be used."""
    if request.param == "directory":
        return open_storage(str(folder))
    return Objects(pafs.SubTreeFileSystem(str(folder), pafs.LocalFileSystem()), "prefix/in it", "mock://store")


def test_a_month_is_archived_once_its_manifest_is_there(either: Storage) -> None:
    manifest = written(either, COLUMNS, ROWS)
    verify(either, manifest)
    assert (find(either, TABLE, MARCH), months(either, TABLE)) == (None, [])
    publish(either, manifest)
    assert (find(either, TABLE, MARCH), months(either, TABLE)) == (manifest, [MARCH])
    assert archived(either, "1") == [("1", "a"), ("1", None)]
    assert tables(either) == [TABLE]


def test_an_archived_month_is_not_written_again(either: Storage) -> None:
    publish(either, written(either, COLUMNS, ROWS))
    with pytest.raises(UsageError, match="archived already"):
        written(either, COLUMNS, ROWS)
    assert archived(either, "2") == [("2", "b")]


def test_what_a_killed_run_left_is_gone_with_the_next_one(folder: Path, storage: Storage) -> None:
    month = folder / "public.t" / "2024-03"
    month.mkdir(parents=True)
    left = ["org=9.parquet", "org=8.parquet.partial", "org=7.parquet.partial-again", "manifest.json.partial"]
    for name in left:
        (month / name).write_bytes(b"half")
    (month / "notes.txt").write_text("a person's")
    publish(storage, written(storage, COLUMNS, ROWS))
    assert sorted(path.name for path in month.iterdir()) == [
        "manifest.json",
        "notes.txt",
        "org=1.parquet",
        "org=2.parquet",
    ]


def test_a_failed_run_leaves_no_half_file_and_no_archive(folder: Path, storage: Storage) -> None:
    def failing() -> Any:
        yield ROWS[0]
        yield b"2\tb\n3\tc\n" * 500_000
        raise RuntimeError

    with pytest.raises((RuntimeError, TenantshError)):
        written(storage, COLUMNS, failing())
    assert not list((folder / "public.t" / "2024-03").glob("*partial*"))
    assert find(storage, TABLE, MARCH) is None


def test_a_manifest_is_not_written_for_a_file_that_is_cut(folder: Path, storage: Storage) -> None:
    manifest = written(storage, COLUMNS, ROWS)
    (folder / "public.t" / "2024-03" / "org=2.parquet").write_bytes(b"")
    with pytest.raises(ArchiveDiffers, match="0 bytes"):
        publish(storage, manifest)
    assert find(storage, TABLE, MARCH) is None


def test_nobody_but_owner_and_group_may_read_the_files(folder: Path, storage: Storage) -> None:
    publish(storage, written(storage, COLUMNS, ROWS))
    month = folder / "public.t" / "2024-03"
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o007 for path in (month, *month.iterdir())}
    assert modes == {0}


def test_files_are_on_disk_before_the_manifest_is(
    storage: Storage, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []
    monkeypatch.setattr("tenantsh.cold.folder._sync", lambda path: done.append(("sync", path.name)))
    rename = type(storage.incoming("x")).replace

    def renamed(self: Any, target: Any) -> Any:
        done.append(("rename", target.name))
        return rename(self, target)

    monkeypatch.setattr("pathlib.Path.replace", renamed)
    publish(storage, written(storage, COLUMNS, ROWS))
    assert done[:2] == [("sync", "org=1.parquet.partial"), ("rename", "org=1.parquet")]
    assert done[4:] == [
        *(("sync", name) for name in ("2024-03", "public.t", folder.name, "manifest.json.partial")),
        ("rename", "manifest.json"),
        *(("sync", name) for name in ("2024-03", "public.t", folder.name)),
    ]


@pytest.mark.parametrize(
    "name", ["a", "A", "..", "a/b", "", "é", "e\u0301", "%41", "~null", "con", "a.b", "\t", "日本"]
)
def test_a_name_in_a_path_is_reversible_and_stays_in_the_folder(name: str) -> None:
    assert unescaped(escaped(name)) == name
    assert "/" not in org_file(name)
    table = ColdTable(name, f"{name}.x")
    assert ColdTable.of_folder(table.folder) == table


def test_names_that_differ_only_in_case_are_two_files() -> None:
    assert len({org_file(name).lower() for name in ("Acme", "acme", "ACME")}) == 3


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not there") as caught:
        open_storage(str(tmp_path / "mnt"))
    assert "mounted" in str(caught.value)
    assert not (tmp_path / "mnt").exists()


def test_a_file_is_no_storage(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="not a directory"):
        open_storage(str(tmp_path / "file"))


def test_why_a_folder_cannot_be_read_is_told(folder: Path) -> None:
    loop = folder / "loop"
    loop.symlink_to(loop)
    with pytest.raises(UsageError, match=r"cannot read cold storage at .*loop"):
        open_storage(str(loop))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_may_not_be_read_is_named(folder: Path) -> None:
    folder.chmod(0)
    with pytest.raises(UsageError, match="Permission denied"):
        open_storage(str(folder))


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("", "an empty location"),
        ("file://elsewhere/x", "another machine"),
        ("nonsense://x/y", "cannot open cold storage"),
        ("s3://", "names no bucket"),
    ],
)
def test_a_location_that_is_none_says_so(location: str, what: str) -> None:
    with pytest.raises(UsageError, match=what):
        open_storage(location)


def test_a_file_url_is_a_directory(folder: Path) -> None:
    (folder / "a b").mkdir()
    opened = open_storage(f"file://{folder}/a%20b")
    assert isinstance(opened, Folder)
    assert opened.location == f"{folder}/a b"


@pytest.mark.parametrize(
    "location",
    ["nonsense://key:hush@bucket/x", "nonsense://bucket/x?access_key=hush", "nonsense://b/x?a=1&sas_token=hush"],
)
def test_a_password_in_a_url_is_not_told(location: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_storage(location)
    assert "hush" not in str(caught.value)


def test_what_an_object_store_refuses_is_told(folder: Path) -> None:

    store = Objects(pafs.SubTreeFileSystem(str(folder / "not there"), pafs.LocalFileSystem()), "", "mock://store")
    assert months(store, TABLE) == []
    with pytest.raises(UsageError, match=r"cannot read cold storage at mock://store"):
        store.open("nothing")
