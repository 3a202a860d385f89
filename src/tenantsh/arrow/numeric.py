"""Readers for numeric: digits to the base of 10,000, taken apart for all values of a batch at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.building import MalformedError, array, binary
from tenantsh.arrow.raw import Raw, unaligned
from tenantsh.arrow.reader import TEXT, DoesNotFitError

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from tenantsh.arrow.reader import Reader

_UINT16 = np.dtype(">u2")
_HEADER = 8
_FIRST = 4
"""Which word of a value is its first digit."""
_NEGATIVE = 0x4000
_SPECIAL = 0xC000
"""NaN; the infinities have more bits."""
_WORDS = {0xC000: "NaN", 0xD000: "Infinity", 0xF000: "-Infinity"}
_WIDE = 1 << 22
"""Bytes of a batch if all of its numbers were as long as its longest."""
_MOST_INT64 = 18
"""Decimal digits that an int64 always holds."""
_MOST_DECIMAL128 = 38
_MOST_DECIMAL256 = 76


@dataclass(frozen=True, slots=True)
class _Apart:
    """A batch's numbers, taken apart; a NULL is like 0."""

    raw: Raw
    valid: NDArray[np.bool_] | None
    weight: NDArray[np.int64]
    """The power of 10,000 that the first digit stands for."""
    sign: NDArray[np.int64]
    scale: NDArray[np.int64]
    """Decimal digits after the point, as written."""
    words: NDArray[np.int64]
    """The digits to the base of 10,000, a line for each number: from the fifth on, a 0 before and one behind."""

    def digits(self, power: int) -> NDArray[np.int64]:
        """Each number's digit at a power of 10,000."""
        rows, width = self.words.shape
        place = np.minimum(np.maximum(self.weight + (_FIRST - power), _FIRST - 1), width - 1)
        place += np.arange(0, rows * width, width)
        taken: NDArray[np.int64] = self.words.take(place, mode="clip")
        return taken

    @property
    def highest(self) -> int:
        """The highest power of 10,000 among them, at least the one of the units."""
        return max(int(self.weight.max(initial=0)), 0)

    @property
    def misfit(self) -> str:
        """A value among them that is no number: NaN or an infinity."""
        special = self.sign >= _SPECIAL
        return _WORDS.get(int(self.sign[special][0]), "a number of an unknown kind") if special.any() else ""


def _read(raw: Raw, read: Callable[[_Apart], pa.Array]) -> pa.Array:
    """A batch read at once, or in halves where a huge number would make wide lines of all of them."""
    if len(raw) > 1 and len(raw) * int(raw.lengths.max()) > _WIDE:
        return pa.concat_arrays([_read(half, read) for half in _halves(raw)])
    return read(_apart(raw))


def _halves(raw: Raw) -> tuple[Raw, Raw]:
    middle = len(raw) // 2
    return (
        Raw(raw.data, raw.starts[:middle], raw.lengths[:middle]),
        Raw(raw.data, raw.starts[middle:], raw.lengths[middle:]),
    )


def _apart(raw: Raw) -> _Apart:
    valid = raw.valid
    lengths = raw.lengths if valid is None else np.where(valid, raw.lengths, _HEADER)
    if lengths.min(initial=_HEADER) < _HEADER:
        raise MalformedError("a numeric value is too short")
    most = (int(lengths.max(initial=_HEADER)) - _HEADER) // 2
    words = _words(raw, valid, most + 1)
    scale = words[:, 3].copy()
    if (lengths != _HEADER + 2 * words[:, 0]).any():
        raise MalformedError("a numeric value is not as long as its digits")
    words[:, _FIRST:] *= np.arange(most + 1) < words[:, :1]  # what stands behind a shorter one is not of it
    words[:, _FIRST - 1] = 0
    weight = words[:, 1].astype(np.int16).astype(np.int64)  # it has a sign
    return _Apart(raw, valid, weight, words[:, 2].copy(), scale, words)


def _words(raw: Raw, valid: NDArray[np.bool_] | None, digits: int) -> NDArray[np.int64]:
    """The header's four words and so many digits of each value, be they its own or what stands behind it."""
    width = _HEADER + 2 * digits
    starts = raw.starts if valid is None else np.where(valid, raw.starts, 0)
    data = raw.data
    if beyond := max(int(starts.max(initial=0)) + width - data.size, 0):
        data = np.concatenate([data, np.zeros(beyond, np.uint8)])
    taken = unaligned(data, np.dtype(f"V{width}"))[starts].view(_UINT16).reshape(len(raw), width // 2)
    words = taken.astype(np.int64)
    if valid is not None:
        words[~valid] = 0
    return words


def numeric(modifier: int) -> Reader:
    """What reads `numeric(p, s)` of that type modifier, or numeric without one.

    >>> numeric(786438).type, numeric(-1).type
    (Decimal128Type(decimal128(12, 2)), DataType(large_string))
    """
    if modifier < 0:
        return Numerics()
    precision = ((modifier - 4) >> 16) & 0xFFFF
    scale = (((modifier - 4) & 0x7FF) ^ 0x400) - 0x400
    precision, scale = max(precision - min(scale, 0), scale), max(scale, 0)
    return Decimals(precision, scale) if precision <= _MOST_DECIMAL256 else Numerics()


@dataclass(frozen=True, slots=True)
class Decimals:
    """`numeric(p, s)` as Arrow's decimals, exactly."""

    precision: int
    scale: int
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", decimal(self.precision, self.scale))

    def read(self, raw: Raw) -> pa.Array:
        """The same numbers; NaN and the infinities do not fit."""
        return _read(raw, self._decimals)

    def _decimals(self, apart: _Apart) -> pa.Array:
        if misfit := apart.misfit:
            raise DoesNotFitError(f"{misfit} is no decimal")
        if (apart.scale > self.scale).any():
            raise DoesNotFitError(f"a number has more than {self.scale} digits after its point")
        if self.precision > _MOST_INT64 or 4 * apart.highest >= _MOST_INT64:
            return _parsed(_text(apart), self.type)
        return self._of_integers(_unscaled(apart, self.scale), apart.valid)

    def text(self, raw: Raw) -> pa.Array:
        """All the digits, those after the point too: `1.50`."""
        return _read(raw, _text)

    def back(self, read: pa.Array) -> pa.Array:
        """All the digits, those after the point too: `1.50`."""
        if self.scale <= _PLAIN:
            return read.cast(TEXT)
        return pa.array([None if value is None else f"{value:f}" for value in read.to_pylist()], TEXT)

    def _of_integers(self, values: NDArray[np.int64], valid: NDArray[np.bool_] | None) -> pa.Array:
        halves = np.empty((len(values), 2), np.int64)
        halves[:, 0] = values
        halves[:, 1] = values >> 63
        return array(self.type, halves, valid)


_PLAIN = 6
"""Decimal digits after the point up to which Arrow never writes an exponent."""


def decimal(precision: int, scale: int) -> pa.DataType:
    """Arrow's decimal of so many digits."""
    return pa.decimal128(precision, scale) if precision <= _MOST_DECIMAL128 else pa.decimal256(precision, scale)


def _parsed(written: pa.Array | pa.ChunkedArray, type_: pa.DataType) -> pa.Array:
    try:
        return written.cast(type_)
    except pa.ArrowInvalid as error:
        raise DoesNotFitError(f"a number has too many digits for {type_}") from error


def _unscaled(apart: _Apart, scale: int) -> NDArray[np.int64]:
    """The numbers times 10 to that power."""
    groups, missing = -(-scale // 4), -scale % 4
    total = np.zeros(len(apart.raw), np.int64)
    for power in range(apart.highest, -groups - 1, -1):
        short = missing if power == -groups else 0
        total = total * 10 ** (4 - short) + apart.digits(power) // 10**short
    return np.where(apart.sign == _NEGATIVE, -total, total)


@dataclass(frozen=True, slots=True)
class Numerics:
    """Numeric of any size and scale, as exact text: what it becomes in a whole frame depends on all of its values."""

    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """All the digits."""
        return _read(raw, _text)

    def text(self, raw: Raw) -> pa.Array:
        """All the digits."""
        return _read(raw, _text)

    def back(self, read: pa.Array) -> pa.Array:
        """All the digits."""
        return read


# -- as text ---------------------------------------------------------------------------------------------------------

_FOUR = np.array([f"{digit:04}".encode() for digit in range(10_000)], "S4").view("u4")
"""The four decimal digits of each digit to the base of 10,000."""
_TENS = np.array([10, 100, 1000])
_CELLS = 1 << 24
"""Characters that are laid out at once; a number can have 147,455."""


def _text(apart: _Apart) -> pa.Array:
    whole, part = apart.highest + 1, -(-int(apart.scale.max(initial=0)) // 4)
    if len(apart.raw) > 1 and len(apart.raw) * 4 * (whole + part) > _CELLS:
        return pa.concat_arrays([_text(_apart(half)) for half in _halves(apart.raw)])
    return binary(_laid_out(apart, whole, part)).cast(TEXT)


def _laid_out(apart: _Apart, whole: int, part: int) -> Raw:
    """Each number in a line of its own, with zeros before and behind that do not belong to it.

    A line is `0000-1234.5600`: the sign's place is before the first digit that counts.
    """
    width = 4 * (1 + whole + 1 + part)
    lines = np.empty((len(apart.raw), width // 4), "u4")
    for power in range(whole - 1, -part - 1, -1):
        lines[:, whole - power if power >= 0 else whole + 1 - power] = _FOUR[apart.digits(power)]
    characters = lines.view("u1").reshape(len(apart.raw), width)
    point = 4 * (1 + whole) + 3  # right before the digits that come after it
    # the units' digits end four characters before the fraction's begin: a line has a gap, so they move
    characters[:, 7:point] = characters[:, 4 : point - 3].copy()
    characters[:, point] = ord(".")
    rows = np.arange(len(apart.raw))
    first = np.minimum(7 + 4 * (whole - 1 - apart.weight) + _zeros_before(apart), point - 1)
    ends = np.where(apart.scale > 0, point + 1 + apart.scale, point)
    negative = apart.sign == _NEGATIVE
    characters[rows[negative], first[negative] - 1] = ord("-")
    first = first - negative
    starts, lengths = rows * width + first, ends - first
    return _with_words(apart, characters.reshape(-1), starts, lengths)


def _zeros_before(apart: _Apart) -> NDArray[np.int64]:
    """How many of the four characters of each number's first digit are zeros that do not count."""
    first = apart.words[:, _FIRST]
    zeros = 3 - np.searchsorted(_TENS, first, side="right")
    return np.where(first > 0, zeros, 1 << 20)  # of 0 all but the last


def _with_words(
    apart: _Apart, characters: NDArray[np.uint8], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> Raw:
    if apart.misfit:
        for sign, word in _WORDS.items():
            there = apart.sign == sign
            starts[there], lengths[there] = len(characters), len(word)
            characters = np.concatenate([characters, np.frombuffer(word.encode(), np.uint8)])
    if apart.valid is not None:
        lengths = np.where(apart.valid, lengths, -1)
    return Raw(characters, starts, lengths)


# -- of a whole column -----------------------------------------------------------------------------------------------


def narrowest(written: pa.ChunkedArray) -> pa.DataType | None:
    """The decimal that holds every one of these numbers exactly; None where no decimal does."""
    if pc.any(pc.is_in(written, pa.array(list(_WORDS.values()), TEXT))).as_py():
        return None
    lengths, point = pc.binary_length(written), pc.find_substring(written, ".")
    whole = pc.if_else(pc.less(point, 0), lengths, point)
    signs = pc.cast(pc.starts_with(written, "-"), whole.type)
    scale = pc.max(pc.if_else(pc.less(point, 0), 0, pc.subtract(pc.subtract(lengths, point), 1))).as_py() or 0
    digits = (pc.max(pc.subtract(whole, signs)).as_py() or 0) + scale
    if digits > _MOST_DECIMAL256:
        return None
    return decimal(_MOST_DECIMAL128 if digits <= _MOST_DECIMAL128 else _MOST_DECIMAL256, scale)
