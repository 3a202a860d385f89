"""Readers for numbers and truth values: a fixed number of bytes each, and Arrow has the same type."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.building import array, bits, fixed, texts
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
        digits = _DIGITS[self.wire.itemsize]
        number = np.dtype(self.wire.newbyteorder("=")).type  # of its own width: the shortest digits depend on it
        return texts(None if value is None else _float(number(value), digits) for value in read.to_pylist())


_DIGITS = {4: 6, 8: 15}
"""From which power of ten on PostgreSQL writes an exponent: C's FLT_DIG and DBL_DIG."""
_SMALLEST = -4


def _float(value: np.floating[Any], digits: int) -> str:
    if not np.isfinite(value):
        return "NaN" if np.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    written = np.format_float_scientific(value, unique=True, trim="-")
    plain = value == 0 or _SMALLEST <= int(written.partition("e")[2]) < digits
    return np.format_float_positional(value, unique=True, trim="-") if plain else written


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
