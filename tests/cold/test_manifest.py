"""A manifest is believed only as it was written, for its month, with its files as they were written."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from tests.cold.archiving import MARCH, TABLE, written
from tests.cold.test_storage import COLUMNS, ROWS

from tenantsh.cold.manifest import Manifest, dumped
from tenantsh.cold.reading import find, rows, verify
from tenantsh.cold.writing import publish, withdraw
from tenantsh.model.errors import ArchiveDiffers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tenantsh.cold.storage import Storage


@pytest.fixture
def manifest(storage: Storage) -> Manifest:
    """Of a month that is archived."""
    made = written(storage, COLUMNS, ROWS)
    publish(storage, made)
    return made


@pytest.fixture
def month(folder: Path, manifest: Manifest) -> Path:
    """Its folder."""
    return folder / manifest.folder


def test_it_has_a_line_for_each_file_and_column(month: Path) -> None:
    text = (month / "manifest.json").read_text()
    assert [line.split('"path": ')[1][:15] for line in text.splitlines() if '"path"' in line] == [
        '"org=1.parquet"',
        '"org=2.parquet"',
    ]
    assert json.loads(text)["columns"] == [{"name": "org_id", "type": "integer"}, {"name": "note", "type": "text"}]


def test_the_same_month_is_the_same_text(manifest: Manifest, month: Path) -> None:
    assert dumped(manifest) == (month / "manifest.json").read_bytes()


def _changed(path: Path, change: Callable[[dict[str, Any]], object]) -> None:
    values = json.loads(path.read_text())
    change(values)
    path.write_text(json.dumps(values))


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"[]", b"null", b"{}", b'{"version": 1}', b'"x"', b"\xff\xfe", b'{"version": "1", "checksum": "x"}'],
)
def test_what_is_no_manifest_is_damaged(storage: Storage, month: Path, text: bytes) -> None:
    (month / "manifest.json").write_bytes(text)
    with pytest.raises(ArchiveDiffers, match=r"the manifest of public\.t 2024-03 is damaged"):
        find(storage, TABLE, MARCH)


def test_one_that_was_changed_by_hand_is_damaged(storage: Storage, month: Path) -> None:
    _changed(month / "manifest.json", lambda values: values.update(rows=2))
    with pytest.raises(ArchiveDiffers, match="damaged") as caught:
        find(storage, TABLE, MARCH)
    assert "checksum" in str(caught.value)


def test_one_of_a_newer_version_says_which_is_read(storage: Storage, month: Path) -> None:
    _changed(month / "manifest.json", lambda values: values.update(version=2))
    with pytest.raises(ArchiveDiffers, match="version 2") as caught:
        find(storage, TABLE, MARCH)
    assert "up to 1" in str(caught.value)


def test_one_of_another_month_is_not_taken_for_this_ones(storage: Storage, month: Path) -> None:
    month.rename(month.with_name("2024-04"))
    with pytest.raises(ArchiveDiffers, match=r"the manifest of public\.t 2024-04 is that of public\.t 2024-03"):
        find(storage, TABLE, MARCH.replace(month=4))


def _sealed(manifest: Manifest, path: Path, **changes: Any) -> None:
    """Write a changed manifest with the checksum that it should have."""
    from dataclasses import replace

    path.write_bytes(dumped(replace(manifest, **changes)))


def test_one_that_does_not_add_up_is_refused(storage: Storage, manifest: Manifest, month: Path) -> None:
    _sealed(manifest, month / "manifest.json", rows=4)
    with pytest.raises(ArchiveDiffers, match="does not add up"):
        find(storage, TABLE, MARCH)


@pytest.mark.parametrize("path", ["../2024-04/org=1.parquet", "/etc/passwd", "org=../x.parquet", "org=1.csv"])
def test_a_file_outside_of_the_folder_is_refused(storage: Storage, manifest: Manifest, month: Path, path: str) -> None:
    from dataclasses import replace

    _sealed(manifest, month / "manifest.json", files=(replace(manifest.files[0], path=path), manifest.files[1]))
    with pytest.raises(ArchiveDiffers, match="none of its own"):
        find(storage, TABLE, MARCH)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-10])


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))


@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (lambda path: path.unlink(), "is missing"),
        (_cut, r"has \d+ bytes, and \d+ were written"),
        (_flip, "has changed"),
    ],
    ids=["missing", "cut", "changed"],
)
def test_a_file_that_is_not_what_was_written_is_refused(
    storage: Storage, manifest: Manifest, month: Path, harm: Callable[[Path], None], what: str
) -> None:
    harm(month / "org=2.parquet")
    with pytest.raises(ArchiveDiffers, match=rf"org=2\.parquet {what}"):
        verify(storage, manifest)
    with pytest.raises(ArchiveDiffers, match=rf"org=2\.parquet {what}"):
        rows(storage, manifest, "2")
    assert rows(storage, manifest, "1") is not None


def _rewritten(storage: Storage, manifest: Manifest, month: Path, edit: Callable[[Any], Any]) -> Manifest:
    """Another file in the place of organization 2's, and a manifest that knows its bytes."""
    from dataclasses import replace

    from tenantsh.cold.digest import sha256_of

    path = month / "org=2.parquet"
    pq.write_table(edit(pq.read_table(path)), path)
    with path.open("rb") as file:
        found = replace(manifest.files[1], bytes=path.stat().st_size, sha256=sha256_of(file))
    return replace(manifest, files=(manifest.files[0], found))


def test_a_planted_row_of_another_organization_is_refused(storage: Storage, manifest: Manifest, month: Path) -> None:
    first = pq.read_table(month / "org=1.parquet")
    forged = _rewritten(
        storage,
        manifest,
        month,
        lambda table: table.take([0]).from_batches([*table.to_batches(), *first.cast(table.schema).to_batches()]),
    )
    with pytest.raises(ArchiveDiffers, match=r"org=2\.parquet has rows of another organization"):
        rows(storage, forged, "2")
    with pytest.raises(ArchiveDiffers, match="another organization"):
        verify(storage, forged)


def test_a_lost_row_is_found_by_reading_back(storage: Storage, manifest: Manifest, month: Path) -> None:
    forged = _rewritten(storage, manifest, month, lambda table: table.slice(1))
    with pytest.raises(ArchiveDiffers, match=r"org=2\.parquet has 0 rows, and 1 were written"):
        verify(storage, forged)


def test_another_value_is_found_by_reading_back(storage: Storage, manifest: Manifest, month: Path) -> None:
    import pyarrow as pa

    def edit(table: Any) -> Any:
        return table.set_column(1, table.schema.field(1), pa.array(["c"]))

    with pytest.raises(ArchiveDiffers, match="digest differs"):
        verify(storage, _rewritten(storage, manifest, month, edit))


def test_a_withdrawn_month_is_not_archived(storage: Storage, manifest: Manifest, month: Path) -> None:
    withdraw(storage, manifest)
    assert (find(storage, TABLE, MARCH), list(month.iterdir())) == (None, [])
