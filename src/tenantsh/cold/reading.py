"""Reading archived months: which there are, whether they are what was written, and one organization's rows."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tenantsh.cold.digest import Digest, sha256_of
from tenantsh.cold.manifest import Manifest, loaded
from tenantsh.cold.naming import MANIFEST, ColdTable, month_of
from tenantsh.cold.needs import pyarrow
from tenantsh.model.errors import ArchiveDiffers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from tenantsh.cold.columns import ColdColumn
    from tenantsh.cold.manifest import File
    from tenantsh.cold.parquet import FileReader
    from tenantsh.cold.storage import Storage
    from tenantsh.model.result import TextBatch

_BATCH = 2000
"""Rows that are handed on together."""


def tables(storage: Storage) -> list[ColdTable]:
    """The tables that have a folder in the storage."""
    found = [ColdTable.of_folder(name) for name in storage.folders()]
    return sorted(table for table in found if table is not None)


def months(storage: Storage, table: ColdTable) -> list[date]:
    """The months of a table that are archived: those that have a manifest."""
    found = [month_of(name) for name in storage.folders(table.folder)]
    return [m for m in found if m is not None and storage.size(f"{table.month(m)}/{MANIFEST}") is not None]


def find(storage: Storage, table: ColdTable, month: date) -> Manifest | None:
    """The manifest of a month; None where it is not archived. Raises ArchiveDiffers where it cannot be believed."""
    month = month.replace(day=1)
    data = storage.read(f"{table.month(month)}/{MANIFEST}")
    return None if data is None else loaded(data, table, month)


def verify(storage: Storage, manifest: Manifest) -> None:
    """Read every file back, rebuild the lines that COPY wrote, and account for all of them.

    Raises ArchiveDiffers with what differs. Holds one group of rows in memory.
    """
    total = Digest()
    for file in manifest.files:
        total.merge(_verified(storage, manifest, file))
    if (total.rows, total.hex) != (manifest.rows, manifest.digest):
        raise ArchiveDiffers(
            f"{manifest.table} {manifest.month:%Y-%m}: {total.rows} rows were read back, and {manifest.rows} written",
            why="the rows' digest differs" if total.rows == manifest.rows else None,
        )


def rows(storage: Storage, manifest: Manifest, org: str | None) -> OrgRows | None:
    """An organization's rows, of its file and no other; None where it had none in this month.

    Before a row is given, the file is the one that was written, to the byte, and all of its rows are this
    organization's. Raises ArchiveDiffers.
    """
    file = manifest.file_of(org)
    if file is None:
        return None
    check(storage, manifest, file)
    found = OrgRows(storage, manifest, file)
    for _ in found.batches([]):  # whose they are, before one of them is shown
        pass
    return found


class OrgRows:
    """One organization's rows of one month, in the order in which they were archived; can be read again."""

    def __init__(self, storage: Storage, manifest: Manifest, file: File) -> None:
        self._storage = storage
        self._manifest = manifest
        self._file = file

    def __len__(self) -> int:
        return self._file.rows

    @property
    def columns(self) -> tuple[ColdColumn, ...]:
        """The table's columns at that time."""
        return self._manifest.columns

    def batches(self, names: Sequence[str] | None = None) -> Iterator[TextBatch]:
        """The rows as the server wrote them, all columns or those that are named, some thousand at a time.

        Raises ArchiveDiffers where a row is not this organization's.
        """
        told = _told(self._manifest, self._file)
        wanted = [column.name for column in self.columns] if names is None else list(names)
        read = list(dict.fromkeys([*wanted, self._manifest.org_column]))
        with _readable(told), self._storage.open(_path(self._manifest, self._file)) as source:
            for group in _reader(source, self._manifest).groups(read):
                _same_org(group[read.index(self._manifest.org_column)], self._file.org, told)
                for at in range(0, len(group[0]), _BATCH):
                    cells = [_decoded(column.slice(at, _BATCH)) for column in group[: len(wanted)]]
                    yield list(zip(*cells, strict=True)) if cells else [()] * len(group[0].slice(at, _BATCH))


def check(storage: Storage, manifest: Manifest, file: File) -> None:
    """Compare a file with its size and SHA-256 in the manifest. Raises ArchiveDiffers."""
    told = _told(manifest, file)
    size = storage.size(_path(manifest, file))
    if size is None:
        raise ArchiveDiffers(f"{told} is missing", why="the manifest lists it")
    if size != file.bytes:
        raise ArchiveDiffers(f"{told} has {size} bytes, and {file.bytes} were written")
    with storage.open(_path(manifest, file)) as source:
        sha256 = sha256_of(source)
    if sha256 != file.sha256:
        raise ArchiveDiffers(
            f"{told} has changed", why=f"its SHA-256 is {sha256[:16]}…, that of the file written {file.sha256[:16]}…"
        )


def _verified(storage: Storage, manifest: Manifest, file: File) -> Digest:
    from tenantsh.cold.lines import lines_of

    check(storage, manifest, file)
    told = _told(manifest, file)
    found = Digest()
    org_at = [column.name for column in manifest.columns].index(manifest.org_column)
    with _readable(told), storage.open(_path(manifest, file)) as source:
        for group in _reader(source, manifest).groups():
            _same_org(group[org_at], file.org, told)
            found.add_all(lines_of(group))
    if found.rows != file.rows:
        raise ArchiveDiffers(f"{told} has {found.rows} rows, and {file.rows} were written")
    if found.hex != file.digest:
        raise ArchiveDiffers(f"{told}: its rows are not those that were written", why="their digest differs")
    return found


def _reader(source: Any, manifest: Manifest) -> FileReader:
    pyarrow()
    from tenantsh.cold.parquet import FileReader

    return FileReader(source, manifest.columns)


def _same_org(orgs: Any, org: str | None, told: str) -> None:
    """Whether all these rows are this organization's."""
    import pyarrow.compute as pc

    mine = None if org is None else org.encode("utf-8", "surrogateescape")
    others = [value for value in pc.unique(orgs).to_pylist() if value != mine]
    if others:
        raise ArchiveDiffers(f"{told} has rows of another organization", why="nothing of it is shown")


def _decoded(texts: Any) -> list[str | None]:
    import pyarrow as pa

    try:
        decoded: list[str | None] = texts.cast(pa.string()).to_pylist()
    except pa.ArrowException:  # a database without an encoding
        return [None if text is None else text.decode("utf-8", "surrogateescape") for text in texts.to_pylist()]
    return decoded


@contextmanager
def _readable(told: str) -> Iterator[None]:
    arrow = pyarrow()
    try:
        yield
    except (OSError, ValueError, KeyError, arrow.ArrowException) as error:
        raise ArchiveDiffers(f"{told} cannot be read", why=str(error)) from error


def _path(manifest: Manifest, file: File) -> str:
    return f"{manifest.folder}/{file.path}"


def _told(manifest: Manifest, file: File) -> str:
    return _path(manifest, file)
