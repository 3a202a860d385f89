"""Readers for numbers and truth values: a fixed number of bytes each, and Arrow has the same type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.building import array, bits, fixed, texts
from tenantsh.arrow.floats import float4_text, float8_text
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw


@dataclass(frozen=True, slots=True)
class Integers:
    """Integers, of any width and with a sign or without one."""

    type: pa.DataType
    wire: np.dtype[Any]

    def read(self, raw: Raw) -> pa.Array:
        """The same integers."""
        return array(self.type, fixed(raw, self.wire), raw.valid)

    def text(self, raw: Raw) -> pa.Array:
        """Their digits."""
        return self.back(self.read(raw))

    def back(self, read: pa.Array) -> pa.Array:
        """Their digits."""
        return read.cast(TEXT)


@dataclass(frozen=True, slots=True)
class Floats:
    """Floating-point numbers; NaN is a value and not NULL."""

    type: pa.DataType
    wire: np.dtype[Any]

    def read(self, raw: Raw) -> pa.Array:
        """The same numbers, bit by bit."""
        return array(self.type, fixed(raw, self.wire), raw.valid)

    def text(self, raw: Raw) -> pa.Array:
        """The shortest digits that give the number again, as PostgreSQL writes it."""
        return self.back(self.read(raw))

    def back(self, read: pa.Array) -> pa.Array:
        """The shortest digits that give the number again, as PostgreSQL writes it."""
        written = float4_text if self.wire.itemsize == _SINGLE else float8_text
        return texts(None if value is None else written(value) for value in read.to_pylist())


_SINGLE = 4


@dataclass(frozen=True, slots=True)
class Booleans:
    """Truth values: a byte each."""

    type: pa.DataType = field(default_factory=pa.bool_)

    def read(self, raw: Raw) -> pa.Array:
        """True where the byte is not 0."""
        return pa.Array.from_buffers(self.type, len(raw), [bits(raw.valid), bits(fixed(raw, _BYTE) != 0)])

    def text(self, raw: Raw) -> pa.Array:
        """`t` and `f`."""
        return self.back(self.read(raw))

    def back(self, read: pa.Array) -> pa.Array:
        """`t` and `f`."""
        return pc.if_else(read, pa.scalar("t", TEXT), pa.scalar("f", TEXT))


_BYTE = np.dtype("u1")
