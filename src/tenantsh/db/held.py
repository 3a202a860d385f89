"""Rows that wait for the assertion: nothing is shown before the server said that the context was right.

Short results stay as they are; longer ones are packed, and past 16 MiB go to an unnamed temporary file, so that a
result of any length takes constant memory and can be read twice (once for widths, once to print). psql keeps all of
it in memory for the same reason.
"""

from __future__ import annotations

import marshal
import weakref
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO, TYPE_CHECKING, Any

import psycopg
from psycopg import pq
from psycopg.adapt import Transformer

from tenantsh.db.masking.masking import nothing_masked
from tenantsh.model.result import TEXT_OID, Row, TextBatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.abc import Loader
    from psycopg.pq.abc import PGresult

    from tenantsh.db.masking.masking import Masked, Masks
    from tenantsh.model.result import Cells

_MEMORY = 16 * 1024 * 1024
_FEW_ROWS = 16


class Kept:
    """Rows of text in batches, kept in constant memory and read any number of times."""

    def __init__(self, memory: int = _MEMORY) -> None:
        """`memory`: so many bytes at most, beside the first batch, or a few rows where it is less than usual.

        The rest goes to an unnamed file.
        """
        self._memory = memory
        self._small: list[TextBatch] = []
        self._spool: IO[bytes] | None = None
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def keep(self, batch: TextBatch) -> None:
        """Keep a batch."""
        self._rows += len(batch)
        loose = len(batch) <= _FEW_ROWS or self._memory >= _MEMORY
        if self._spool is None and not self._small and loose:
            self._small.append(batch)
        else:
            self._pack(batch)

    def text(self) -> Iterator[TextBatch]:
        """The rows as the server wrote them, in batches."""
        yield from self._small
        if self._spool is None:
            return
        at = 0  # of this reading: another one may be under way
        while header := _read(self._spool, at, 8):
            size = int.from_bytes(header, "big")
            yield marshal.loads(_read(self._spool, at + 8, size))  # noqa: S302 - our own bytes
            at += 8 + size

    def _pack(self, batch: TextBatch) -> None:
        if self._spool is None:
            self._spool = _spool(self, self._memory)
            for earlier in self._small:
                self._write(self._spool, earlier)
            self._small = []
        self._write(self._spool, batch)

    @staticmethod
    def _write(spool: IO[bytes], batch: TextBatch) -> None:
        data = marshal.dumps(batch)
        spool.write(len(data).to_bytes(8, "big"))  # apart: together they would be in memory once more, and may be large
        spool.write(data)


class Held(Kept):
    """The cells of one answer, filled chunk by chunk and then read any number of times."""

    def __init__(
        self, connection: psycopg.Connection[Any], masked: Masked = nothing_masked, memory: int = _MEMORY
    ) -> None:
        """`masked` finds the columns whose values are not to be kept."""
        super().__init__(memory)
        self._masked = masked
        self.masks: Masks | None = None
        self._transformer = Transformer(connection)
        self._loaders: list[Loader] = []
        self.description: PGresult | None = None
        """The first result, which tells the columns."""

    def take(self, result: PGresult) -> None:
        """Keep a chunk of rows."""
        if self.description is None:
            self._describe(result)
        if not result.ntuples:
            return
        batch = self._load(result)
        if self.masks is not None:
            batch = self.masks.texts(batch)
        self.keep(batch)

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values, made by psycopg's loaders for their types.

        What Python's type cannot hold (`infinity`, a year beyond 9999) stays as the server wrote it, as does what
        psycopg cannot read in the session's DateStyle or IntervalStyle.
        """
        for batch in self.text():
            yield loaded(batch, self.loads)

    @property
    def loads(self) -> list[Load]:
        """What makes Python values of each column's texts."""
        return [loader.load for loader in self._loaders]

    def _describe(self, result: PGresult) -> None:
        self.description = result
        self.masks = self._masked(result)
        fields = range(result.nfields)
        # made now: how a date is read depends on the session's DateStyle of this moment
        self._loaders = [self._transformer.get_loader(result.ftype(i), pq.Format.TEXT) for i in fields]
        self._transformer.set_pgresult(result, set_loaders=False)
        self._transformer.set_loader_types([TEXT_OID] * result.nfields, pq.Format.TEXT)

    def _load(self, result: PGresult) -> TextBatch:
        self._transformer.set_pgresult(result, set_loaders=False)
        try:
            return self._transformer.load_rows(0, result.ntuples, tuple)
        except UnicodeDecodeError:  # of a statement that changed client_encoding: the assertion will withhold them
            return [
                tuple(_lenient(result.get_value(row, column)) for column in range(result.nfields))
                for row in range(result.ntuples)
            ]


class InPieces:
    """Held rows in batches of so many each, as FETCH_COUNT asks for them."""

    def __init__(self, held: Cells, rows: int) -> None:
        self._held = held
        self._at_a_time = rows

    def __len__(self) -> int:
        return len(self._held)

    def text(self) -> Iterator[TextBatch]:
        """The rows as the server wrote them, so many at a time; the last batch has the rest."""
        return self._pieces(self._held.text())

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values, so many at a time; the last batch has the rest."""
        return self._pieces(self._held.values())

    def _pieces(self, batches: Iterator[list[Any]]) -> Iterator[list[Any]]:
        waiting: list[Any] = []
        for batch in batches:
            waiting += batch
            whole = len(waiting) - len(waiting) % self._at_a_time
            yield from (waiting[at : at + self._at_a_time] for at in range(0, whole, self._at_a_time))
            del waiting[:whole]
        if waiting:
            yield waiting


Load = Callable[[bytes], Any]

_UNREADABLE = (psycopg.Error, NotImplementedError)
"""What psycopg's loaders raise for a value that Python has not, or in a style that they do not read."""


def loaded(batch: TextBatch, loads: Sequence[Load]) -> list[Row]:
    """A batch as Python values, column by column; what a loader cannot read stays as it is."""
    try:
        return _rows(batch, loads)
    except _UNREADABLE:
        return _rows(batch, [_or_text(load) for load in loads])


def _rows(batch: TextBatch, loads: Sequence[Load]) -> list[Row]:
    return [
        tuple(
            None if cell is None else load(cell.encode("utf-8", "surrogateescape"))
            for cell, load in zip(row, loads, strict=True)
        )
        for row in batch
    ]


def _or_text(load: Load) -> Load:
    def loaded(cell: bytes) -> Any:
        try:
            return load(cell)
        except _UNREADABLE:
            return cell.decode("utf-8", "surrogateescape")

    return loaded


def _lenient(value: bytes | None) -> str | None:
    return None if value is None else value.decode("utf-8", "surrogateescape")


def _read(spool: IO[bytes], at: int, size: int) -> bytes:
    spool.seek(at)
    return spool.read(size)


def _spool(owner: object, memory: int = _MEMORY) -> IO[bytes]:
    """A temporary file, in memory as long as it is short, that is closed when its owner is no more."""
    from tempfile import SpooledTemporaryFile

    spool = SpooledTemporaryFile(max_size=memory, prefix="tenantsh-")  # noqa: SIM115 - lives as long as its owner
    weakref.finalize(owner, _close, spool)
    return spool


def _close(spool: IO[bytes]) -> None:
    with suppress(OSError):  # it writes out what it has first, and the disk may be full
        spool.close()


class HeldCopy:
    """The bytes of a COPY TO STDOUT, waiting for the assertion like rows do."""

    def __init__(self) -> None:
        self._spool = _spool(self)
        self.write = self._spool.write

    def __iter__(self) -> Iterator[bytes]:
        at = 0  # of this reading: another one may be under way
        while piece := _read(self._spool, at, 1 << 16):
            yield piece
            at += len(piece)
