"""Values inside values: the parts of arrays, composites and ranges, each behind its length."""

from __future__ import annotations

from struct import Struct
from typing import TYPE_CHECKING

import numpy as np

from tenantsh.arrow.building import MalformedError
from tenantsh.arrow.raw import Raw, unaligned

if TYPE_CHECKING:
    from numpy.typing import NDArray

_INT32 = np.dtype(">i4")
_LENGTH = Struct(">i")
_AT_ONCE = 16
"""Below so many values for each step numpy is slower than Python."""


def int32_at(raw: Raw, at: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers that stand there."""
    try:
        return unaligned(raw.data, _INT32)[at].astype(np.int64)
    except IndexError as error:
        raise MalformedError("a value ends before its parts do") from error


def parts(raw: Raw, at: NDArray[np.int64], counts: NDArray[np.int64], *, skip: int = 0) -> Raw:
    """The parts of all values, one value's behind another's: `counts[i]` of them from `at[i]` on.

    `skip` is how many bytes stand before each part's length. Nothing may be left of a value behind its last part.
    """
    ends = raw.starts + np.maximum(raw.lengths, 0)
    total = int(counts.sum())
    if not total:
        found = Raw(raw.data, np.zeros(0, np.int64), np.zeros(0, np.int64))
        finished = at
    elif (even := _even(raw, at, counts, ends, skip)) is not None:
        return even
    elif total < _AT_ONCE * int(counts.max()):
        found, finished = _one_by_one(raw, at, counts, skip)
    else:
        found, finished = _step_by_step(raw, at, counts, skip)
    if (finished != ends)[raw.lengths >= 0].any():
        raise MalformedError("a value does not end where its parts do")
    return found


def _even(raw: Raw, at: NDArray[np.int64], counts: NDArray[np.int64], ends: NDArray[np.int64], skip: int) -> Raw | None:
    """All at once, if all parts are equally long: numbers without a NULL."""
    some = counts > 0
    width = int(int32_at(raw, at[some][:1] + skip)[0])
    step = skip + 4 + width
    if width < 0 or (at + counts * step != ends)[raw.lengths >= 0].any():
        return None
    nth = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    lengths_at = np.repeat(at, counts) + nth * step + skip
    lengths = int32_at(raw, lengths_at)
    return Raw(raw.data, lengths_at + 4, lengths) if (lengths == width).all() else None


def _step_by_step(
    raw: Raw, at: NDArray[np.int64], counts: NDArray[np.int64], skip: int
) -> tuple[Raw, NDArray[np.int64]]:
    """The first part of every value, then the second of every value, …: and where each value ends."""
    finished = at.copy()
    starts = np.empty(int(counts.sum()), np.int64)
    lengths = np.empty_like(starts)
    live = np.flatnonzero(counts)
    slots = (np.cumsum(counts) - counts)[live]
    left, here = counts[live], at[live] + skip
    while live.size:
        length = int32_at(raw, here)
        starts[slots], lengths[slots] = here + 4, length
        here = here + 4 + np.maximum(length, 0)
        left = left - 1
        finished[live] = here
        more = left > 0
        live, slots, left, here = live[more], slots[more] + 1, left[more], here[more] + skip
    return Raw(raw.data, starts, lengths), finished


def _one_by_one(raw: Raw, at: NDArray[np.int64], counts: NDArray[np.int64], skip: int) -> tuple[Raw, NDArray[np.int64]]:
    """The same for a few values of many parts."""
    starts: list[int] = []
    lengths: list[int] = []
    finished = at.copy()
    data = raw.data.data
    for value in np.flatnonzero(counts).tolist():
        here = int(at[value])
        for _ in range(int(counts[value])):
            (length,) = _LENGTH.unpack_from(data, here + skip)
            here += skip + 4
            starts.append(here)
            lengths.append(length)
            here += max(length, 0)
        finished[value] = here
    return Raw(raw.data, np.array(starts, np.int64), np.array(lengths, np.int64)), finished
