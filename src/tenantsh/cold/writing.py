"""Writing a month: COPY's bytes, ordered by organization, become one Parquet file for each of them.

Nothing counts as archived before `publish`. What a killed run has left is removed by the next one.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from tenantsh.cold.digest import Digest, sha256_of
from tenantsh.cold.manifest import File, Manifest, accounted, dumped, sorted_files
from tenantsh.cold.naming import MANIFEST, PARTIAL, is_org_file, org_file
from tenantsh.cold.needs import pyarrow
from tenantsh.model.errors import ArchiveDiffers, TenantshError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date
    from pathlib import Path
    from types import TracebackType

    from tenantsh.cold.columns import ColdColumn
    from tenantsh.cold.naming import ColdTable
    from tenantsh.cold.parquet import FileWriter
    from tenantsh.cold.storage import Storage

_BLOCK = 8 * 1024 * 1024
"""COPY's bytes are taken apart when there are so many."""


class MonthWriter:
    """Takes a month's rows and gives its manifest, which `publish` then writes.

    A context manager: where an error leaves it, the file that was being written is removed. Memory is that of a few
    blocks, or of the longest row.
    """

    def __init__(
        self,
        storage: Storage,
        *,
        table: ColdTable,
        month: date,
        columns: Sequence[ColdColumn],
        org_column: str,
        lower: str = "",
        upper: str = "",
        server: str = "",
        archived: datetime | None = None,
    ) -> None:
        """Raises UsageError where the month is archived already, or the columns do not fit."""
        pyarrow()
        self._storage = storage
        self._columns = tuple(columns)
        names = [column.name for column in columns]
        if org_column not in names:
            raise UsageError(f"{table} has no column {org_column}", why="its rows are archived by organization")
        self._org_at = names.index(org_column)
        self._about = Manifest(
            table=table,
            month=month.replace(day=1),
            lower=lower,
            upper=upper,
            columns=self._columns,
            org_column=org_column,
            files=(),
            rows=0,
            digest=Digest().hex,
            server=server,
            archived=archived or datetime.now(UTC),
        )
        self._rest: list[bytes] = []
        self._rest_bytes = 0
        self._open: _OrgFile | None = None
        self._files: dict[str, File] = {}
        self.rows = 0
        """How many rows were taken apart so far."""

    def __enter__(self) -> MonthWriter:
        folder = self._about.folder
        if self._storage.size(self._about.path) is not None:
            raise UsageError(
                f"{self._about.table} {self._about.month:%Y-%m} is archived already",
                why=f"there is a manifest in {self._storage.location}/{folder}",
            )
        for name in self._storage.files(folder):
            if is_org_file(name) or name == MANIFEST + PARTIAL:
                self._storage.remove(f"{folder}/{name}")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._open is not None:
            self._open.give_up()

    def feed(self, block: bytes) -> None:
        """Take COPY's bytes, as many at a time as there are; a line may come in several blocks.

        Raises TenantshError where rows are not ordered by organization.
        """
        self._rest.append(block)
        self._rest_bytes += len(block)
        if self._rest_bytes >= _BLOCK:
            self._take_apart()

    def finish(self) -> Manifest:
        """End the last file, and say what there is. Raises TenantshError where the last line has no end."""
        self._take_apart()
        if self._rest_bytes:
            raise TenantshError("COPY's bytes end in the middle of a row", hint="run it again: nothing was archived")
        self._end_file()
        files = sorted_files(list(self._files.values()))
        total = accounted(files)
        return Manifest(
            table=self._about.table,
            month=self._about.month,
            lower=self._about.lower,
            upper=self._about.upper,
            columns=self._columns,
            org_column=self._about.org_column,
            files=files,
            rows=total.rows,
            digest=total.hex,
            server=self._about.server,
            archived=self._about.archived,
        )

    def _take_apart(self) -> None:
        from tenantsh.cold.lines import columns_of

        data = b"".join(self._rest)
        whole = data.rfind(b"\n") + 1
        self._rest, self._rest_bytes = [data[whole:]], len(data) - whole
        if not whole:
            return
        block = data[:whole]
        lines = block.split(b"\n")[:-1]
        columns = columns_of(block, len(self._columns))
        for org, start, count in _runs(columns[self._org_at]):
            file = self._file_of(org)
            file.add([column.slice(start, count) for column in columns], lines[start : start + count])
        self.rows += len(lines)

    def _file_of(self, org: bytes | None) -> _OrgFile:
        if self._open is not None and self._open.raw_org == org:
            return self._open
        self._end_file()
        self._open = _OrgFile(self._storage, self._about.folder, self._columns, org)
        if self._open.name in self._files:
            raise TenantshError(
                f"rows of organization {self._open.org} came twice", why="they have to be ordered by organization"
            )
        return self._open

    def _end_file(self) -> None:
        if self._open is not None:
            file, self._open = self._open, None
            self._files[file.name] = file.end()


class _OrgFile:
    """The file of one organization while it is being written."""

    def __init__(self, storage: Storage, folder: str, columns: Sequence[ColdColumn], org: bytes | None) -> None:
        self.raw_org = org
        self.org = None if org is None else org.decode("utf-8", "surrogateescape")
        self.name = org_file(self.org)
        self._storage = storage
        self._path = f"{folder}/{self.name}"
        self._columns = columns
        self._digest = Digest()
        self._incoming: Path | None = None
        self._writer: FileWriter | None = None

    def add(self, texts: Sequence[Any], lines: Sequence[bytes]) -> None:
        if self._writer is None:
            from tenantsh.cold.parquet import FileWriter

            self._incoming = self._storage.incoming(self._path)
            self._writer = FileWriter(self._incoming, self._columns)
        self._digest.add_all(lines)
        self._writer.add(texts)

    def end(self) -> File:
        assert self._writer is not None
        assert self._incoming is not None
        self._writer.close()
        with self._incoming.open("rb") as written:
            sha256 = sha256_of(written)
        size = self._incoming.stat().st_size
        self._storage.keep(self._path, self._incoming)
        return File(self.org, self.name, self._digest.rows, size, sha256, self._digest.hex)

    def give_up(self) -> None:
        if self._writer is not None and self._incoming is not None:
            self._writer.give_up()
            self._incoming.unlink(missing_ok=True)


def publish(storage: Storage, manifest: Manifest) -> None:
    """Write the manifest: from now on the month is archived.

    Raises ArchiveDiffers where a file of it is not there as a whole.
    """
    for file in manifest.files:
        size = storage.size(f"{manifest.folder}/{file.path}")
        if size != file.bytes:
            raise ArchiveDiffers(
                f"{manifest.folder}/{file.path} has {size or 0} bytes, and {file.bytes} were written",
                why="the month was not archived",
            )
    storage.write(manifest.path, dumped(manifest))


def withdraw(storage: Storage, manifest: Manifest) -> None:
    """Take an archived month back: only where every row of it is still on the server."""
    storage.remove(manifest.path)
    for file in manifest.files:
        storage.remove(f"{manifest.folder}/{file.path}")


def _runs(orgs: Any) -> Iterator[tuple[bytes | None, int, int]]:
    """Neighbouring rows of one organization: which, from where, how many."""
    at = 0
    for org, rows in groupby(orgs.to_pylist()):
        count = sum(1 for _ in rows)
        yield org, at, count
        at += count
