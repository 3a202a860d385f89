"""What is in an archived month: written last, it is what makes the month archived.

JSON, one line per column and per file, sorted, so that two of them can be compared by reading; docs/retention.md says
what each key means. It carries the SHA-256 of its own content, so that a damaged one is not believed.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from tenantsh.cold.columns import ColdColumn
from tenantsh.cold.digest import Digest
from tenantsh.cold.naming import MANIFEST, ColdTable
from tenantsh.model.errors import ArchiveDiffers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

VERSION = 1


@dataclass(frozen=True, slots=True)
class File:
    """One organization's rows of the month."""

    org: str | None
    """The organization as COPY writes it; None for the rows that have none."""
    path: str
    """The file's name in the month's folder."""
    rows: int
    bytes: int
    sha256: str
    """Of the file."""
    digest: str
    """Of its rows: see `cold.digest`."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One archived month of one table."""

    table: ColdTable
    month: date
    lower: str
    """The partition's lower bound, as text."""
    upper: str
    columns: tuple[ColdColumn, ...]
    org_column: str
    """The column that says whose a row is."""
    files: tuple[File, ...]
    """By path."""
    rows: int
    digest: str
    """Of all rows."""
    server: str
    """Which database they came from: see `server` of docs/retention.md."""
    archived: datetime
    """When, in UTC."""
    version: int = VERSION

    @property
    def folder(self) -> str:
        """The month's folder in the storage."""
        return self.table.month(self.month)

    @property
    def path(self) -> str:
        """The manifest's own path in the storage."""
        return f"{self.folder}/{MANIFEST}"

    @property
    def bytes(self) -> int:
        """What its files take."""
        return sum(file.bytes for file in self.files)

    def file_of(self, org: str | None) -> File | None:
        """An organization's file; None where it had no rows in this month."""
        return next((file for file in self.files if file.org == org), None)


def accounted(files: Iterable[File]) -> Digest:
    """The rows of several files together."""
    total = Digest()
    for file in files:
        total.merge(Digest.of(file.rows, file.digest))
    return total


def dumped(manifest: Manifest) -> bytes:
    """A manifest as it is written."""
    values = _values(manifest)
    return _laid_out({**values, "checksum": _checksum(values)}).encode()


def loaded(data: bytes, table: ColdTable, month: date) -> Manifest:
    """A manifest that was written for this month. Raises ArchiveDiffers with what is wrong with it."""
    told = f"the manifest of {table} {month:%Y-%m}"
    try:
        values = json.loads(data)
        version = values["version"]
        checksum = values.pop("checksum", None)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ArchiveDiffers(f"{told} is damaged", why=f"it is not what was written: {error!r}") from error
    if isinstance(version, int) and version > VERSION:
        raise ArchiveDiffers(f"{told} is of version {version}", why=f"this tenantsh reads up to {VERSION}", hint=_NEWER)
    if checksum != _checksum(values):
        raise ArchiveDiffers(f"{told} is damaged", why="its checksum is another one than that of its content")
    try:
        manifest = _manifest(values)
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveDiffers(f"{told} is damaged", why=f"it lacks something: {error!r}") from error
    _check(manifest, table, month, told)
    return manifest


_NEWER = "pip install --upgrade tenantsh"


def _check(manifest: Manifest, table: ColdTable, month: date, told: str) -> None:
    """A manifest that was copied from elsewhere, or written by other hands, may have a right checksum."""
    if (manifest.table, manifest.month) != (table, month):
        raise ArchiveDiffers(f"{told} is that of {manifest.table} {manifest.month:%Y-%m}")
    total = accounted(manifest.files)
    if (total.rows, total.hex) != (manifest.rows, manifest.digest):
        raise ArchiveDiffers(f"{told} does not add up", why=f"{manifest.rows} rows, and {total.rows} in its files")
    strange = next((file.path for file in manifest.files if not _FILE.fullmatch(file.path)), None)
    if strange is not None:
        raise ArchiveDiffers(f"{told} names a file that is none of its own: {strange}")


_FILE = re.compile(r"org=[a-z0-9_%A-F~-]*\.parquet")


def _values(manifest: Manifest) -> dict[str, Any]:
    return {
        "version": manifest.version,
        "schema": manifest.table.schema,
        "table": manifest.table.name,
        "month": f"{manifest.month:%Y-%m}",
        "lower": manifest.lower,
        "upper": manifest.upper,
        "server": manifest.server,
        "archived": manifest.archived.isoformat(),
        "org_column": manifest.org_column,
        "rows": manifest.rows,
        "digest": manifest.digest,
        "columns": [{"name": column.name, "type": column.type} for column in manifest.columns],
        "files": [
            {
                "org": file.org,
                "path": file.path,
                "rows": file.rows,
                "bytes": file.bytes,
                "sha256": file.sha256,
                "digest": file.digest,
            }
            for file in sorted(manifest.files, key=lambda file: file.path)
        ],
    }


def _manifest(values: dict[str, Any]) -> Manifest:
    year, month = values["month"].split("-")
    return Manifest(
        version=values["version"],
        table=ColdTable(values["schema"], values["table"]),
        month=date(int(year), int(month), 1),
        lower=values["lower"],
        upper=values["upper"],
        server=values["server"],
        archived=datetime.fromisoformat(values["archived"]),
        org_column=values["org_column"],
        rows=values["rows"],
        digest=values["digest"],
        columns=tuple(ColdColumn(column["name"], column["type"]) for column in values["columns"]),
        files=tuple(File(**file) for file in values["files"]),
    )


def _checksum(values: dict[str, Any]) -> str:
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _laid_out(values: dict[str, Any]) -> str:
    """JSON with a line per key, and a line per entry of a list."""
    lines = [f"  {json.dumps(key)}: {_entries(value)}" for key, value in values.items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _entries(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value)
    return "[\n" + ",\n".join(f"    {json.dumps(entry)}" for entry in value) + "\n  ]"


def sorted_files(files: Sequence[File]) -> tuple[File, ...]:
    """Files in the order of a manifest."""
    return tuple(sorted(files, key=lambda file: file.path))
