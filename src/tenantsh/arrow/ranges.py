"""Ranges and multiranges, as exact text."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tenantsh.arrow import quoting
from tenantsh.arrow.building import texts
from tenantsh.arrow.parts import int32_at, parts
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from tenantsh.arrow.raw import Raw
    from tenantsh.arrow.reader import Reader

_EMPTY, _LOWER_INCLUDED, _UPPER_INCLUDED, _NO_LOWER, _NO_UPPER = 0x01, 0x02, 0x04, 0x08, 0x10


@dataclass(frozen=True, slots=True)
class Ranges:
    """Ranges of what a reader reads."""

    bound: Reader
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """As `[1,10)`, or `empty`."""
        return texts(self.written(raw))

    def text(self, raw: Raw) -> pa.Array:
        """As `[1,10)`, or `empty`."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """They are text already."""
        return read

    def written(self, raw: Raw) -> list[str | None]:
        """The ranges' text."""
        flags = np.full(len(raw), _EMPTY, np.int64)
        there = raw.lengths >= 0
        flags[there] = raw.data[raw.starts[there]]
        lower, upper = (flags & (_EMPTY | _NO_LOWER)) == 0, (flags & (_EMPTY | _NO_UPPER)) == 0
        bounds = parts(raw, raw.starts + 1, lower.astype(np.int64) + upper)
        each = iter(self.bound.text(bounds).to_pylist())
        rows = zip(there.tolist(), flags.tolist(), lower.tolist(), upper.tolist(), strict=True)
        return [
            _range(flag, next(each) if has_lower else None, next(each) if has_upper else None) if known else None
            for known, flag, has_lower, has_upper in rows
        ]


def _range(flags: int, lower: str | None, upper: str | None) -> str:
    if flags & _EMPTY:
        return "empty"
    opened, closed = "[" if flags & _LOWER_INCLUDED else "(", "]" if flags & _UPPER_INCLUDED else ")"
    return f"{opened}{quoting.bound(lower)},{quoting.bound(upper)}{closed}"


@dataclass(frozen=True, slots=True)
class Multiranges:
    """Several ranges in one value."""

    range: Ranges
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """As `{[1,2),[5,7)}`."""
        counts = np.zeros(len(raw), np.int64)
        there = raw.lengths >= 0
        counts[there] = int32_at(raw, raw.starts[there])
        written = self.range.written(parts(raw, raw.starts + 4, counts))
        bounds: NDArray[np.int64] = np.cumsum(counts)
        each = zip(pairwise([0, *bounds.tolist()]), there.tolist(), strict=True)
        return texts(
            "{" + ",".join(text or "" for text in written[start:end]) + "}" if known else None
            for (start, end), known in each
        )

    def text(self, raw: Raw) -> pa.Array:
        """As `{[1,2),[5,7)}`."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """They are text already."""
        return read
