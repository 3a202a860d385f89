"""One organization's rows of one month as a Parquet file, written and read some megabytes at a time."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from tenantsh.cold.keeping import MISFITS, Way, way_of, ways

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import BinaryIO

    from tenantsh.cold.columns import ColdColumn

_GROUP_BYTES = 24 * 1024 * 1024
_GROUP_ROWS = 1 << 17
"""A group of rows is written when it has so many bytes or rows; a reader holds one group."""

_LEVEL = 3
_KEPT = b"tenantsh.kept"
_TYPE = b"postgresql.type"


class FileWriter:
    """Writes one file; rows come as arrays of texts, one per column."""

    def __init__(self, path: Path, columns: Sequence[ColdColumn]) -> None:
        self._path = path
        self._columns = columns
        self._choices = [list(ways(column.type)) for column in columns]
        self._waiting: list[Sequence[Any]] = []
        self._bytes = self._rows = 0
        self._writer: Any = None

    def add(self, texts: Sequence[Any]) -> None:
        """Take in rows."""
        self._waiting.append(texts)
        self._bytes += sum(column.nbytes for column in texts)
        self._rows += len(texts[0])
        if self._bytes >= _GROUP_BYTES or self._rows >= _GROUP_ROWS:
            self._flush()

    def close(self) -> None:
        """Write what is left and end the file."""
        self._flush()
        self._writer.close()

    def give_up(self) -> None:
        """Let go of the file as it is."""
        if self._writer is not None:
            self._writer.close()

    @property
    def _ways(self) -> list[Way]:
        return [choice[0] for choice in self._choices]

    def _flush(self) -> None:
        if not self._rows:
            return
        texts = [pa.concat_arrays(parts) for parts in zip(*self._waiting, strict=True)]
        before = self._ways
        kept = [self._kept(choice, column) for choice, column in zip(self._choices, texts, strict=True)]
        if self._writer is not None and self._ways != before:
            self._rewrite(before)
        if self._writer is None:
            self._writer = self._opened(self._path)
        self._writer.write_table(pa.table(kept, schema=self._schema), row_group_size=max(1, self._rows))
        self._waiting, self._bytes, self._rows = [], 0, 0

    @staticmethod
    def _kept(choice: list[Way], texts: Any) -> Any:
        """Texts in the best way that is left; ways that they do not fit are struck out."""
        while len(choice) > 1:
            try:
                return choice[0].keep(texts)
            except MISFITS:
                del choice[0]
        return choice[0].keep(texts)

    def _rewrite(self, before: Sequence[Way]) -> None:
        """Write the groups so far once more: a column that was kept as its type is text from now on."""
        self._writer.close()
        old = self._path.with_name(self._path.name + "-again")
        self._path.rename(old)
        self._writer = self._opened(self._path)
        with pq.ParquetFile(old) as file:
            for at in range(file.num_row_groups):
                group = file.read_row_group(at)
                columns = [_one(column) for column in group.columns]
                texts = [way.give(column) for way, column in zip(before, columns, strict=True)]
                kept = [way.keep(column) for way, column in zip(self._ways, texts, strict=True)]
                self._writer.write_table(pa.table(kept, schema=self._schema), row_group_size=max(1, len(group)))
        old.unlink()

    def _opened(self, path: Path) -> Any:
        return pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=_LEVEL)

    @property
    def _schema(self) -> Any:
        return pa.schema(
            [
                pa.field(column.name, way.arrow, metadata={_TYPE: column.type, _KEPT: way.name})
                for column, way in zip(self._columns, self._ways, strict=True)
            ],
            metadata={"tenantsh.columns": json.dumps([column.name for column in self._columns])},
        )


class FileReader:
    """Reads one file. Raises ArrowException, OSError or ValueError where it is not what was written."""

    def __init__(self, source: BinaryIO, columns: Sequence[ColdColumn]) -> None:
        self._file = pq.ParquetFile(source)
        schema = self._file.schema_arrow
        names = [column.name for column in columns]
        if schema.names != names:
            raise ValueError(f"its columns are {', '.join(schema.names)} and not {', '.join(names)}")
        self._ways = {
            column.name: way_of((field.metadata or {}).get(_KEPT, b"").decode(), column.type)
            for field, column in zip(schema, columns, strict=True)
        }

    @property
    def rows(self) -> int:
        """How many rows it says it has."""
        count: int = self._file.metadata.num_rows
        return count

    def groups(self, names: Sequence[str] | None = None) -> Iterator[list[Any]]:
        """The rows group by group as arrays of texts: of all columns, or of those that are named."""
        wanted = list(self._ways) if names is None else list(names)
        for at in range(self._file.num_row_groups):
            group = self._file.read_row_group(at, columns=wanted)
            yield [self._ways[name].give(_one(group.column(name))) for name in wanted]


def _one(column: Any) -> Any:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
