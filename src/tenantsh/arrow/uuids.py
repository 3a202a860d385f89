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
_HEX = np.array([f"{byte:02x}".encode() for byte in range(256)], "S2").view("u2")
"""The two digits of each byte."""
_BYTES = np.dtype("V16")
_DIGITS = np.dtype(
    {
        "names": ["a", "1", "b", "2", "c", "3", "d", "4", "e"],
        "formats": ["4u2", "u1", "2u2", "u1", "2u2", "u1", "2u2", "u1", "6u2"],
    }
)
"""The 36 characters: groups of digits with a dash between."""
_GROUPS = {"a": slice(0, 4), "b": slice(4, 6), "c": slice(6, 8), "d": slice(8, 10), "e": slice(10, 16)}


@dataclass(frozen=True, slots=True)
class Uuids:
    """Universally unique identifiers, as text of 36 characters."""

    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """Small hex digits in five groups."""
        digits = _HEX[fixed(raw, _BYTES).view("u1").reshape(-1, 16)]
        written = np.empty(len(raw), _DIGITS)
        for name in "1234":
            written[name] = ord("-")
        for name, group in _GROUPS.items():
            written[name] = digits[:, group]
        offsets = np.arange(0, (len(raw) + 1) * _WIDTH, _WIDTH, dtype=np.int64)
        return pa.Array.from_buffers(
            TEXT, len(raw), [bits(raw.valid), pa.py_buffer(offsets), pa.py_buffer(written.view("u1"))]
        )

    def text(self, raw: Raw) -> pa.Array:
        """The same."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """The same."""
        return read
