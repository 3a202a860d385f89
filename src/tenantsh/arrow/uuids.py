"""A reader for uuid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from tenantsh.arrow.building import bits, fixed
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw

_WIDTH = 36
_PAIR = np.dtype("<u2")
_HEX = np.array([f"{pair & 255:02x}{pair >> 8:02x}".encode() for pair in range(1 << 16)], "S4").view("u4")
"""The four digits of each pair of bytes."""
_BYTES = np.dtype("V16")
_GROUPS = ("V8", "V4", "V4", "V4", "V12")
_CLOSE = np.dtype({"names": [*"abcde"], "formats": _GROUPS, "offsets": [0, 8, 12, 16, 20], "itemsize": 32})
_DASHED = np.dtype({"names": [*"abcde"], "formats": _GROUPS, "offsets": [0, 9, 14, 19, 24], "itemsize": _WIDTH})
"""Where the groups of digits are without and with dashes between them."""


@dataclass(frozen=True, slots=True)
class Uuids:
    """Universally unique identifiers, as text of 36 characters."""

    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """Small hex digits in five groups."""
        pairs = fixed(raw, _BYTES).view(_PAIR).astype(np.intp)
        digits = _HEX.take(pairs, mode="clip").view(_CLOSE)
        written = np.full(len(raw) * _WIDTH, ord("-"), np.uint8)
        dashed = written.view(_DASHED)
        for group in "abcde":
            dashed[group] = digits[group]
        offsets = np.arange(0, (len(raw) + 1) * _WIDTH, _WIDTH, dtype=np.int64)
        return pa.Array.from_buffers(TEXT, len(raw), [bits(raw.valid), pa.py_buffer(offsets), pa.py_buffer(written)])

    def text(self, raw: Raw) -> pa.Array:
        """The same."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """The same."""
        return read
