"""Arrow arrays made of numpy's, without Python values in between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.raw import unaligned
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from tenantsh.arrow.raw import Raw


class MalformedError(ValueError):
    """A value that is not laid out as its type's binary format is: it is of another type, or of an unknown server."""


def fixed(raw: Raw, dtype: np.dtype[Any]) -> NDArray[Any]:
    """The values of a type of a fixed width, in this machine's byte order; what stands in place of a NULL is any."""
    size, starts = dtype.itemsize, raw.starts
    if raw.lengths.min(initial=size) != size or raw.lengths.max(initial=size) != size:
        fits = raw.lengths == size
        if (raw.lengths[~fits] != -1).any():
            raise MalformedError(f"a value is not of {dtype.itemsize} bytes")
        starts = np.where(fits, starts, 0)
    values = unaligned(raw.data, dtype)
    if not values.size:  # NULLs, all of them
        return np.zeros(len(raw), dtype.newbyteorder("="))
    return values[starts].astype(dtype.newbyteorder("="), copy=False)


def array(type_: pa.DataType, values: NDArray[Any], valid: NDArray[np.bool_] | None) -> pa.Array:
    """An array of a type of a fixed width of these values, which it keeps."""
    return pa.Array.from_buffers(type_, len(values), [bits(valid), pa.py_buffer(np.ascontiguousarray(values))])


def bits(valid: NDArray[np.bool_] | None) -> pa.Buffer | None:
    """A mask as Arrow keeps it, one bit each; None is one without any NULL."""
    return None if valid is None else pa.py_buffer(np.packbits(valid, bitorder="little"))


def binary(raw: Raw, skip: int = 0) -> pa.LargeBinaryArray:
    """Values as they are, without so many bytes at the start of each."""
    valid = raw.valid
    ends = raw.starts + (raw.lengths if valid is None else np.maximum(raw.lengths, 0))
    starts = raw.starts if not skip else np.minimum(raw.starts + skip, ends)
    # what stands between values is a value of its own here, and left out
    both = np.empty(2 * len(raw) + 1, np.int64)
    both[0:-1:2] = starts
    both[1::2] = ends
    both[-1] = ends.max(initial=0)  # Arrow looks at this one, whatever the order of the values
    every = pa.Array.from_buffers(
        pa.large_binary(), 2 * len(raw), [None, pa.py_buffer(both), pa.py_buffer(raw.data)], null_count=0
    )
    taken = _TAKE.call([every, _every_other(len(raw))], _IN_BOUNDS)
    if valid is None:
        return taken
    _, offsets, data = taken.buffers()
    return pa.Array.from_buffers(pa.large_binary(), len(raw), [bits(valid), offsets, data])


_TAKE = pc.get_function("array_take")
_IN_BOUNDS = pc.TakeOptions(boundscheck=False)
_EVERY_OTHER = pa.array(np.arange(0, 1 << 14, 2))


def _every_other(count: int) -> pa.Array:
    return _EVERY_OTHER.slice(0, count) if count <= len(_EVERY_OTHER) else pa.array(np.arange(0, 2 * count, 2))


def texts(values: Iterable[str | None]) -> pa.LargeStringArray:
    """Text from Python's."""
    return pa.array(values, TEXT)
