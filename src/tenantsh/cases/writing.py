"""A case's lines as they are written: an entry at a time, whole or not at all."""

from __future__ import annotations

import errno
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tenantsh.cases.chain import MOST_BYTES, Head
from tenantsh.cases.coding import encoded
from tenantsh.cases.keys import end_of, mark_of
from tenantsh.cases.lines import State, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

    from tenantsh.model.case import Entry, Opening


class Writer:
    """Writes a case to a file that is open for it, at its end; nothing of an entry is there when that fails.

    One that has no end yet goes on from where a `Reader` of it has come: its head, state and size.
    """

    def __init__(self, file: BinaryIO, head: Head, state: State, size: int) -> None:
        self._file = file
        self._head = head
        self._state = state
        self._size = size

    @classmethod
    def begun(cls, file: BinaryIO, opening: Opening, key: bytes, *, of_team: bool = False) -> Writer:
        """Begin a case in an empty file. Raises OSError."""
        writer = cls(file, Head(), State(), 0)
        writer._write([opening, mark_of(key, opening.id, of_team=of_team)])
        return writer

    def add(self, entry: Entry) -> None:
        """Write an entry. Raises OSError, also for one that is longer than a line may be."""
        self._write(self._state.spread(entry))

    def end(self, key: bytes) -> None:
        """Write the last line. Raises OSError."""
        self._write([end_of(self._head, key)])

    def _write(self, values: Iterable[Any]) -> None:
        head, lines, said = self._head, [], []
        for value in values:
            line = head.line(kind_of(value), encoded(value))
            if len(line) > MOST_BYTES:
                raise OSError(errno.EFBIG, f"it is longer than the {MOST_BYTES >> 20} MB that a case's line may have")
            head = head.after(line)
            lines.append(line + b"\n")
            said.append(value)
        self._put(b"".join(lines))
        self._head = head
        for value in said:
            self._state = self._state.after(value)

    def _put(self, data: bytes) -> None:
        try:
            self._file.seek(self._size)
            left = memoryview(data)
            while left:
                left = left[self._file.write(left) :]
            self._file.flush()
        except OSError:
            with suppress(OSError):
                self._file.truncate(self._size)
            raise
        self._size += len(data)
