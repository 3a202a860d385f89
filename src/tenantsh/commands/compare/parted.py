"""The rows of an answer by parts of their keys: a part's rows can be read without the others, from a temporary file."""

from __future__ import annotations

import marshal
import weakref
from tempfile import TemporaryFile
from typing import TYPE_CHECKING
from zlib import crc32

from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Cells, TextRow

_AT_A_TIME = 500
_BYTES_AT_A_TIME = 256 * 1024
"""What waits of a part before it goes to the file."""


class Parted:
    """An answer in parts; where there is but one it is the answer itself, and no file is written."""

    def __init__(self, cells: Cells, key: Sequence[int], parts: int) -> None:
        self._cells = cells
        self._key = tuple(key)
        self._pieces: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
        if parts > 1:
            try:
                self._file = TemporaryFile(prefix="tenantsh-")  # noqa: SIM115 - lives as long as this
                weakref.finalize(self, self._file.close)
                self._write(parts)
            except OSError as error:
                raise TenantshError(f"rows could not be kept: {error.strerror}", hint="is the disk full?") from error

    def rows(self, part: int) -> Iterator[TextRow]:
        """The rows of a part, in the order in which they came."""
        if len(self._pieces) == 1:
            for batch in self._cells.text():
                yield from batch
            return
        for at, size in self._pieces[part]:
            self._file.seek(at)
            yield from marshal.loads(self._file.read(size))  # noqa: S302 - our own bytes

    def _write(self, parts: int) -> None:
        waiting: list[list[TextRow]] = [[] for _ in range(parts)]
        sizes = [0] * parts
        for batch in self._cells.text():
            for row in batch:
                part = crc32(repr([row[at] for at in self._key]).encode("utf-8", "surrogatepass")) % parts
                waiting[part].append(row)
                sizes[part] += sum(len(cell) for cell in row if cell is not None)
                if len(waiting[part]) >= _AT_A_TIME or sizes[part] > _BYTES_AT_A_TIME:
                    self._keep(part, waiting[part])
                    waiting[part], sizes[part] = [], 0
        for part, rows in enumerate(waiting):
            self._keep(part, rows)

    def _keep(self, part: int, rows: list[TextRow]) -> None:
        data = marshal.dumps(rows)
        at = self._file.seek(0, 2)
        self._file.write(data)
        self._pieces[part].append((at, len(data)))
