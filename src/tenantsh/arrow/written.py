"""Readers for PostgreSQL's text format, equal value by value to those for its binary one."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow import quoting, unquoting
from tenantsh.arrow.arrays import Arrays, Shapes
from tenantsh.arrow.building import texts
from tenantsh.arrow.composites import Composites
from tenantsh.arrow.moments import in_years
from tenantsh.arrow.numeric import Decimals, Numerics
from tenantsh.arrow.ranges import Ranges
from tenantsh.arrow.raw import Raw, from_cells
from tenantsh.arrow.reader import TEXT, DoesNotFitError
from tenantsh.arrow.strings import Texts
from tenantsh.arrow.styles import OtherStyleError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tenantsh.arrow.reader import Reader

_TEXTS = Texts()


def raw_of(cells: Iterable[str | None]) -> Raw:
    """Text cells as raw values; bytes that are no characters come back as they were."""
    return from_cells([[None if cell is None else cell.encode("utf-8", "surrogateescape") for cell in cells]])[0]


@dataclass(frozen=True, slots=True)
class Cast:
    """Numbers, which Arrow reads."""

    binary: Reader
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.binary.type)

    def read(self, raw: Raw) -> pa.Array:
        """The numbers."""
        return _cast(_TEXTS.read(raw), self.type)

    def text(self, raw: Raw) -> pa.Array:
        """Their text as it is."""
        return _TEXTS.text(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """Their text as PostgreSQL writes it."""
        return self.binary.back(read)


def _cast(cells: pa.Array, type_: pa.DataType) -> pa.Array:
    try:
        numbers = cells.cast(type_)
    except pa.ArrowInvalid as error:
        raise OtherStyleError(f"a value is not written as {type_}") from error
    if pa.types.is_floating(type_):
        _refuse_overflow(cells, numbers)
    return numbers


def _refuse_overflow(cells: pa.Array, numbers: pa.Array) -> None:
    """Have no number become infinite: rounded to few digits (extra_float_digits), the largest ones would."""
    overflown = pc.and_(pc.is_inf(numbers), pc.invert(pc.match_substring(cells, "nf")))  # -Infinity is written so
    if pc.any(overflown).as_py():
        raise DoesNotFitError(f"{cells.filter(overflown)[0].as_py()} is beyond the largest {numbers.type}")


@dataclass(frozen=True, slots=True)
class Coded:
    """Values that depend on settings: brought to their binary form, and read as that."""

    binary: Reader
    code: Callable[[str], bytes]
    arrows: bool = False
    """Whether Arrow reads most of them, and quicker."""
    type: pa.DataType = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "type", self.binary.type)

    def read(self, raw: Raw) -> pa.Array:
        """The values."""
        cells = _TEXTS.text(raw)
        if self.arrows:
            try:
                read = cells.cast(self.type)
            except pa.ArrowInvalid:  # one has a year or an offset that only PostgreSQL has
                pass
            else:
                if in_years(read):  # or an offset leads out of them
                    return read
        return self.binary.read(self._coded(cells))

    def text(self, raw: Raw) -> pa.Array:
        """As the server writes them whatever the settings are; in another style as they are."""
        cells = _TEXTS.text(raw)
        try:
            return self.binary.text(self._coded(cells))
        except OtherStyleError:
            return cells

    def back(self, read: pa.Array) -> pa.Array:
        """As the server writes them whatever the settings are."""
        return self.binary.back(read)

    def _coded(self, cells: pa.Array) -> Raw:
        return from_cells([[None if cell is None else self.code(cell) for cell in cells.to_pylist()]])[0]


@dataclass(frozen=True, slots=True)
class Styled:
    """Values that are text to Arrow too, in one style."""

    checked: Callable[[str], str]
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """Their text; another style does not fit."""
        return texts(None if cell is None else self.checked(cell) for cell in _TEXTS.text(raw).to_pylist())

    def text(self, raw: Raw) -> pa.Array:
        """Their text as it is."""
        return _TEXTS.text(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """They are text already."""
        return read


@dataclass(frozen=True, slots=True)
class WrittenDecimals(Decimals):
    """`numeric(p, s)`."""

    def read(self, raw: Raw) -> pa.Array:
        """The same numbers; NaN and the infinities do not fit."""
        cells = _TEXTS.read(raw)
        special = cells.filter(pc.is_in(cells, pa.array(["NaN", "Infinity", "-Infinity"], TEXT)))
        if len(special):
            raise DoesNotFitError(f"{special[0]} is no decimal")
        return _cast(cells, self.type)

    def text(self, raw: Raw) -> pa.Array:
        """Their text as it is."""
        return _TEXTS.text(raw)


@dataclass(frozen=True, slots=True)
class WrittenNumerics(Numerics):
    """Numeric without a precision."""

    def read(self, raw: Raw) -> pa.Array:
        """Their text as it is."""
        return _TEXTS.text(raw)

    def text(self, raw: Raw) -> pa.Array:
        """Their text as it is."""
        return _TEXTS.text(raw)


@dataclass(frozen=True, slots=True)
class WrittenArrays(Arrays):
    """Arrays."""

    def _apart(self, raw: Raw) -> tuple[Shapes, Raw]:
        none = unquoting.Listed([], [], [])
        found = [
            none if cell is None else unquoting.listed(cell, self.delimiter) for cell in _TEXTS.text(raw).to_pylist()
        ]
        most = max([1, *(len(array.sizes) for array in found)])
        sizes = np.array([array.sizes + [0] * (most - len(array.sizes)) for array in found], np.int64)
        firsts = np.array([array.firsts + [1] * (most - len(array.firsts)) for array in found], np.int64)
        count = np.array([len(array.sizes) for array in found], np.int64)
        return Shapes(count, sizes.reshape(-1, most), firsts.reshape(-1, most)), raw_of(
            chain.from_iterable(array.elements for array in found)
        )


@dataclass(frozen=True, slots=True)
class WrittenComposites(Composites):
    """Composite values."""

    def _columns(self, raw: Raw) -> tuple[np.ndarray, list[Raw]]:
        cells = _TEXTS.text(raw).to_pylist()
        nulls: list[str | None] = [None] * len(self.fields)
        rows = [nulls if cell is None or not self.fields else unquoting.composed(cell) for cell in cells]
        self._check({len(row) for row in rows})
        columns = zip(*rows, strict=True) if rows else [()] * len(self.fields)
        return raw.lengths >= 0, [raw_of(column) for column in columns]


@dataclass(frozen=True, slots=True)
class WrittenRanges(Ranges):
    """Ranges: only their bounds' text can depend on settings."""

    def read(self, raw: Raw) -> pa.Array:
        """As `[1,10)`; bounds in another style do not fit."""
        return texts(self.respelled(_TEXTS.text(raw).to_pylist(), check=True))

    def text(self, raw: Raw) -> pa.Array:
        """As `[1,10)`."""
        return texts(self.respelled(_TEXTS.text(raw).to_pylist()))

    def respelled(self, cells: list[str | None], *, check: bool = False) -> list[str | None]:
        """The ranges with their bounds as PostgreSQL writes them whatever the settings are."""
        found = [None if cell is None else unquoting.ranged(cell) for cell in cells]
        bounds = raw_of(chain.from_iterable(range_[1] for range_ in found if range_ is not None))
        if check:
            _check_style(self.bound, bounds)
        each = iter(self.bound.text(bounds).to_pylist())
        return [
            cell if range_ is None else f"{range_[0]}{quoting.bound(next(each))},{quoting.bound(next(each))}{range_[2]}"
            for cell, range_ in zip(cells, found, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class WrittenMultiranges:
    """Several ranges in one value."""

    range: WrittenRanges
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """As `{[1,2),[5,7)}`; bounds in another style do not fit."""
        return self._respelled(raw, check=True)

    def text(self, raw: Raw) -> pa.Array:
        """As `{[1,2),[5,7)}`."""
        return self._respelled(raw, check=False)

    def back(self, read: pa.Array) -> pa.Array:
        """They are text already."""
        return read

    def _respelled(self, raw: Raw, *, check: bool) -> pa.Array:
        found = [None if cell is None else unquoting.ranges(cell) for cell in _TEXTS.text(raw).to_pylist()]
        flat: list[str | None] = [range_ for ranges in found if ranges is not None for range_ in ranges]
        each = iter(self.range.respelled(flat, check=check))
        return texts(
            None if ranges is None else "{" + ",".join(next(each) or "" for _ in ranges) + "}" for ranges in found
        )


def _check_style(reader: Reader, bounds: Raw) -> None:
    try:
        reader.read(bounds)
    except OtherStyleError:
        raise
    except DoesNotFitError:  # to Arrow's type, which ranges have nothing of
        pass
