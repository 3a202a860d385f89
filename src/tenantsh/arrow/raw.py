"""Values of one column as bytes that the server sent, wherever they came from: the one form that readers read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_LEAN = pa.system_memory_pool()
"""Arrow's own pool keeps 20 MiB of what arrays had while they grew; of this one's, a little slower, nothing stays."""

_SIGNATURE = b"PGCOPY\n\xff\r\n\0"
_FLAGS = 4
_TRAILER = -1
_INT16 = np.dtype(">i2")
_INT32 = np.dtype(">i4")


@dataclass(frozen=True, slots=True)
class Raw:
    """One column of one batch.

    Value i is `data[starts[i] : starts[i] + lengths[i]]`; a length of -1 is NULL. Columns of a batch may share `data`,
    which belongs to whoever filled it: what a reader gives keeps nothing of it.
    """

    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    lengths: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.starts)

    @property
    def valid(self) -> NDArray[np.bool_] | None:
        """Which values are not NULL; None where none is."""
        return None if self.lengths.min(initial=0) >= 0 else self.lengths >= 0

    def value(self, at: int) -> bytes | None:
        """One value; None is NULL."""
        start, length = int(self.starts[at]), int(self.lengths[at])
        return None if length < 0 else self.data[start : start + length].tobytes()


NOTHING = Raw(np.empty(0, np.uint8), np.empty(0, np.int64), np.empty(0, np.int64))
"""A batch without a row."""


def unaligned(data: NDArray[np.uint8], dtype: np.dtype[np.generic]) -> NDArray[np.generic]:
    """What stands in the data at each of its bytes, read as a value of that type."""
    return np.ndarray((max(data.size - dtype.itemsize + 1, 0),), dtype, data.data, strides=(1,))


def from_cells(columns: Sequence[Sequence[bytes | None]]) -> list[Raw]:
    """The columns of a batch whose values came one by one, as the extended protocol's do.

    >>> [raw.value(1) for raw in from_cells([[b"a", b"bc"], [b"", None]])]
    [b'bc', None]
    """
    return [_of_binary(pa.array(cells, pa.large_binary())) for cells in columns]


def from_rows(rows: Sequence[tuple[bytes | None, ...]], columns: int, *, lean: bool = False) -> list[Raw]:
    """The same from rows: what psycopg's loaders give, at once. `lean` counts memory more than time."""
    if not columns:
        return []
    pool = _LEAN if lean else None
    cells = _of_binary(pa.array(rows, pa.list_(pa.large_binary(), columns), memory_pool=pool).values)
    return [Raw(cells.data, cells.starts[column::columns], cells.lengths[column::columns]) for column in range(columns)]


def _of_binary(cells: pa.LargeBinaryArray) -> Raw:
    _, offsets, data = cells.buffers()
    at = np.frombuffer(offsets, np.int64, len(cells) + 1)
    lengths = np.diff(at)
    if cells.null_count:
        lengths[cells.is_null().to_numpy(zero_copy_only=False)] = -1
    return Raw(_bytes(data), at[:-1], lengths)


def _bytes(data: pa.Buffer | None) -> NDArray[np.uint8]:
    return np.frombuffer(data, np.uint8) if data is not None and data.size else np.empty(0, np.uint8)


def from_copy(
    data: bytes | bytearray | memoryview, lengths: Sequence[int] | NDArray[np.int64], columns: int
) -> tuple[list[Raw], int]:
    """The columns of a batch of CopyData messages of `COPY … (FORMAT binary)`, and how many rows it has.

    `data` is the messages one after another, `lengths` how long each is: the server sends one for each row, the header
    with the first and the trailer as the last. `data` can be filled anew once the batch was read.
    """
    buffer = np.frombuffer(data, np.uint8) if len(data) else np.empty(0, np.uint8)
    starts, ends = _messages(buffer, np.asarray(lengths, np.int64))
    if (_at(buffer, _INT16, starts) != columns).any():
        raise _unreadable()
    return _columns(buffer, starts + 2, ends, columns), len(starts)


def _columns(data: NDArray[np.uint8], at: NDArray[np.int64], ends: NDArray[np.int64], columns: int) -> list[Raw]:
    """Values that follow each other, each after its length."""
    raws = []
    for _ in range(columns):
        length = _at(data, _INT32, at).astype(np.int64)
        start = at + _INT32.itemsize
        at = np.maximum(length, 0)
        at += start
        raws.append(Raw(data, start, length))
    if (at != ends).any():
        raise _unreadable()
    return raws


def _messages(data: NDArray[np.uint8], lengths: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where rows start and end: the messages without the header and the trailer."""
    ends = np.cumsum(lengths)
    starts = ends - lengths
    if len(ends):
        starts[0] += _header(data)
    rows = starts < ends  # of a header without a row nothing is left
    if len(ends) and _is_trailer(data[starts[-1] : ends[-1]]):
        rows[-1] = False
    return (starts, ends) if rows.all() else (starts[rows], ends[rows])


def _header(data: NDArray[np.uint8]) -> int:
    # no row looks like it: its first two bytes would be a number of columns beyond what PostgreSQL has
    if data[: len(_SIGNATURE)].tobytes() != _SIGNATURE:
        return 0
    at = len(_SIGNATURE) + _FLAGS
    return at + 4 + int.from_bytes(data[at : at + 4].tobytes(), "big")


def _is_trailer(message: NDArray[np.uint8]) -> bool:
    return message.size == _INT16.itemsize and int.from_bytes(message.tobytes(), "big", signed=True) == _TRAILER


def _at(data: NDArray[np.uint8], dtype: np.dtype[np.generic], at: NDArray[np.int64]) -> NDArray[np.generic]:
    try:
        return unaligned(data, dtype)[at]
    except IndexError as error:
        raise _unreadable() from error


def _unreadable() -> TenantshError:
    return TenantshError(
        "the server's rows cannot be read",
        why="they are not laid out as PostgreSQL's binary formats say",
        hint="something between here and the server changes them",
    )
