"""Arrays as PostgreSQL's binary format has them: a header, and each element behind its length."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from numpy.typing import NDArray

_TEXT = 25


def is_text(type_: pa.DataType) -> bool:
    """Whether it is one of Arrow's types of text."""
    return bool(pa.types.is_string(type_) or pa.types.is_large_string(type_) or pa.types.is_string_view(type_))


def text_array(values: pa.Array) -> bytes:
    """Of text."""
    return bytes_array(values, _TEXT)


def _header(rows: int, oid: int, *, nulls: bool) -> bytes:
    """Of an array with one dimension that begins at 1."""
    words = [1, int(nulls), oid, rows, 1] if rows else [0, 0, oid]
    return np.array(words, ">u4").tobytes()


def fixed_array(numbers: NDArray[Any], values: pa.Array, wire: str, oid: int) -> bytes:
    """Of numbers in the byte order and width of `wire`, NULL where the values are."""
    width = np.dtype(wire).itemsize
    cells = np.empty(len(numbers), [("length", ">i4"), ("value", wire)])
    cells["length"] = width
    cells["value"] = numbers
    head = _header(len(numbers), oid, nulls=values.null_count > 0)
    if not values.null_count:
        return head + cells.tobytes()
    there = np.asarray(values.is_valid())
    cells["length"][~there] = -1
    kept = np.ones((len(numbers), 4 + width), bool)
    kept[~there, 4:] = False  # of a NULL only the length is sent
    return head + cells.view(np.uint8)[kept.ravel()].tobytes()


def bytes_array(values: pa.Array, oid: int) -> bytes:
    """Of bytes or text of any length."""
    there = np.asarray(values.is_valid()) if values.null_count else None
    whole = values.cast(pa.large_binary() if not is_text(values.type) else pa.large_string())
    if there is not None:
        whole = whole.fill_null(b"" if not is_text(values.type) else "")
    ends, data = _ends_and_data(whole)
    lengths = np.diff(ends, prepend=0)
    out = np.empty(4 * len(ends) + len(data), np.uint8)
    at = ends - lengths + 4 * np.arange(len(ends))
    prefixes = (at[:, None] + np.arange(4)).ravel()
    out[prefixes] = np.where(True if there is None else there, lengths, -1).astype(">i4").view(np.uint8)
    rest = np.ones(len(out), bool)
    rest[prefixes] = False
    out[rest] = data
    return _header(len(ends), oid, nulls=there is not None) + out.tobytes()


def _ends_and_data(values: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.uint8]]:
    _, offsets, data = values.buffers()
    if not len(values):
        return np.zeros(0, np.int64), np.zeros(0, np.uint8)
    bounds = np.frombuffer(offsets, np.int64)[values.offset : values.offset + len(values) + 1]
    kept = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return bounds[1:] - bounds[0], kept[bounds[0] : bounds[-1]]
