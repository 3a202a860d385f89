"""Arrow columns as arrays in PostgreSQL's binary format: what a batched INSERT takes as a parameter for each column.

Types whose values have a fixed width, text and bytea are made by numpy; everything else goes as exact text, which the
server casts. Nothing is changed to make it fit: what a column's type cannot hold raises UnfitError.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow.packing import bytes_array, fixed_array, is_text, text_array
from tenantsh.arrow.spelling import AmbiguousError, plain, spelled

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_DAYS_TO_2000 = 10_957
_DAY = 86_400_000_000
_MICROS_TO_2000 = _DAYS_TO_2000 * _DAY
_FIRST_DAY, _LAST_DAY = -2_451_545, 2_145_031_948
"""What PostgreSQL's dates end at, in days from 2000-01-01: 4714-11-24 BC, 5874897-12-31."""
_FIRST_MICRO, _LAST_MICRO = -211_813_488_000_000_000, 9_223_371_331_199_999_999
"""The same of its timestamps: 4714-11-24 BC, 294276-12-31."""
_BOOL, _BYTEA, _INT8, _INT2, _INT4, _OID = 16, 17, 20, 21, 23, 26
_FLOAT4, _FLOAT8, _DATE, _TIME, _TIMESTAMP, _TIMESTAMPTZ, _NUMERIC = 700, 701, 1082, 1083, 1114, 1184, 1700
_TEXTS = frozenset({19, 25, 1042, 1043})  # name text bpchar varchar
_JSONS = frozenset({114, 3802})
_LIKE_TEXT = _TEXTS | {18, 142}
_DIGITS = {pa.float32(): 6, pa.float64(): 15}
"""Decimal digits that a float always gives back."""


class UnfitError(Exception):
    """A column or a value that its target cannot hold: the message says which, in words."""


AN_ARRAY_OF_ARRAYS = "is an array of arrays, and lists within lists within lists may be either's dimensions: give text"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One column's values as the array that is sent."""

    data: bytes
    element: str
    """The array's element type as SQL; where it is text, the server casts each to the column's type."""
    rounded: int = 0
    """How many values have more digits than the column keeps."""


def parameter(
    values: pa.Array, base: int, modifier: int = -1, delimiter: str = ",", *, nested: bool = False
) -> Parameter:
    """The values for a column whose type's oid is `base`, an array's with its delimiter; see `spelled` for `nested`.

    Raises UnfitError.
    """
    try:
        return _parameter(plain(values), base, modifier, delimiter, nested=nested)
    except AmbiguousError as error:
        raise UnfitError(AN_ARRAY_OF_ARRAYS) from error
    except (pa.ArrowException, TypeError, ValueError) as error:  # no such cast; a document that is no JSON; text
        raise UnfitError(f"cannot be made of {values.type}: {_reason(error)}") from error


def distinct(values: pa.Array) -> list[Any]:
    """The values, each once."""
    found: list[Any] = pc.unique(plain(values)).to_pylist()
    return found


def _parameter(values: pa.Array, base: int, modifier: int, delimiter: str, *, nested: bool) -> Parameter:
    if values.null_count == len(values):  # of no type, or of any: pandas makes an empty column one of floats
        values = pa.nulls(len(values), pa.string())
    writer = _WRITERS.get(base)
    if writer is not None and not is_text(values.type):
        return writer(values)
    if base in _LIKE_TEXT and not is_text(values.type):
        raise UnfitError(f"is text, and the frame has {values.type}")
    rounded = _rounded_by(values, modifier) if base == _NUMERIC else 0
    if base == _NUMERIC and not _is_number(values.type) and not is_text(values.type):
        raise UnfitError(f"is numeric, and the frame has {values.type}")
    written = spelled(values, json=base in _JSONS, delimiter=delimiter, nested=nested)
    return Parameter(text_array(written), "pg_catalog.text", rounded)


def _is_number(type_: pa.DataType) -> bool:
    return bool(pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_decimal(type_))


# -- types of a fixed width ----------------------------------------------------------------------------------------


def _numbers(type_: pa.DataType, wire: str, oid: int, element: str) -> Callable[[pa.Array], Parameter]:
    def write(values: pa.Array) -> Parameter:
        if not _is_number(values.type):
            raise UnfitError(f"is {element}, and the frame has {values.type}")
        if pa.types.is_floating(type_) and pa.types.is_decimal(values.type):
            return _decimals_as_floats(values, type_)
        exact, rounded = _exact(values, type_, element)
        return Parameter(fixed_array(_numpy(exact, type_), exact, wire, oid), f"pg_catalog.{element}", rounded)

    return write


def _exact(values: pa.Array, type_: pa.DataType, element: str) -> tuple[pa.Array, int]:
    """The same numbers as another type, and how many were rounded, which only happens to fractions."""
    if values.type.equals(type_):
        return values, 0
    try:
        if pa.types.is_floating(type_) and not pa.types.is_integer(values.type):
            return _as_floats(values, type_, element)
        if pa.types.is_decimal(values.type):
            values = values.cast(pa.decimal256(76, values.type.scale))
        return values.cast(type_, safe=True), 0
    except pa.ArrowInvalid as error:
        raise UnfitError(f"is {element}: {_reason(error)}") from error


def _as_floats(values: pa.Array, type_: pa.DataType, element: str) -> tuple[pa.Array, int]:
    cast = values.cast(type_, safe=False)
    too_large = pc.and_(pc.is_finite(values), pc.invert(pc.is_finite(cast)))
    if pc.any(too_large).as_py():
        raise UnfitError(f"is {element}: {values.filter(too_large)[0]} is too large for it")
    return cast, _changed(values, cast)


def _decimals_as_floats(values: pa.Array, type_: pa.DataType) -> Parameter:
    """As text, of which the server makes the nearest float: Arrow's own cast often misses it by one bit.

    A decimal is seldom a binary fraction: what counts as rounded is one whose digits the float does not give back.
    """
    written = spelled(values)
    if values.type.precision <= _DIGITS[type_]:
        return Parameter(text_array(written), "pg_catalog.text")
    pairs = zip(values.to_pylist(), spelled(written.cast(type_)).to_pylist(), strict=True)
    rounded = sum(value is not None and value != Decimal(digits) for value, digits in pairs)
    return Parameter(text_array(written), "pg_catalog.text", rounded)


def _changed(values: pa.Array, cast: pa.Array) -> int:
    same = pc.equal(cast.cast(pa.float64()), values.cast(pa.float64()))
    both_nan = pc.and_(pc.is_nan(cast), pc.is_nan(values.cast(pa.float64())))
    return int(pc.sum(pc.invert(pc.or_(same, both_nan))).as_py() or 0)


def _reason(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")


def _bools(values: pa.Array) -> Parameter:
    if not pa.types.is_boolean(values.type):
        raise UnfitError(f"is boolean, and the frame has {values.type}")
    return Parameter(fixed_array(_numpy(values.cast(pa.uint8()), pa.uint8()), values, "u1", _BOOL), "pg_catalog.bool")


def _dates(values: pa.Array) -> Parameter:
    if pa.types.is_timestamp(values.type) and values.type.tz is None:
        days = pc.floor_temporal(values, unit="day")
        if not pc.all(pc.equal(days, values)).as_py() and values.null_count < len(values):
            raise UnfitError("is date, and the frame has times of the day with it")
        values = values.cast(pa.date32())
    elif not pa.types.is_date(values.type):
        raise UnfitError(f"is date, and the frame has {values.type}")
    days = _numpy(values.cast(pa.date32()).view(pa.int32()), pa.int32()).astype(np.int64) - _DAYS_TO_2000
    _check_range(days, values, _FIRST_DAY, _LAST_DAY, "date")
    return Parameter(fixed_array(days, values, ">i4", _DATE), "pg_catalog.date")


def _timestamps(oid: int, element: str, *, zoned: bool) -> Callable[[pa.Array], Parameter]:
    def write(values: pa.Array) -> Parameter:
        if pa.types.is_date(values.type) and not zoned:
            values = values.cast(pa.timestamp("us"))
        if not pa.types.is_timestamp(values.type):
            raise UnfitError(f"is {element}, and the frame has {values.type}")
        if (values.type.tz is not None) is not zoned:
            raise UnfitError(_ZONES[zoned])
        micros = _micros(values, pa.timestamp("us", values.type.tz))
        _check_range(micros, values, _FIRST_MICRO + _MICROS_TO_2000, _LAST_MICRO, element)
        return Parameter(fixed_array(micros - _MICROS_TO_2000, values, ">i8", oid), f"pg_catalog.{element}")

    return write


_ZONES = {
    True: "has a time zone, and the frame's timestamps have none: say which (in pandas .dt.tz_localize)",
    False: "has no time zone, and the frame's timestamps have one: say in which (in pandas .dt.tz_convert, then "
    ".dt.tz_localize(None))",
}


def _times(values: pa.Array) -> Parameter:
    if not pa.types.is_time(values.type):
        raise UnfitError(f"is time, and the frame has {values.type}")
    return Parameter(fixed_array(_micros(values, pa.time64("us")), values, ">i8", _TIME), "pg_catalog.time")


def _micros(values: pa.Array, type_: pa.DataType) -> NDArray[Any]:
    try:
        return _numpy(values.cast(type_, safe=True).view(pa.int64()), pa.int64())
    except pa.ArrowInvalid as error:
        raise UnfitError(
            "keeps microseconds, and the frame has nanoseconds with more digits, or a year too far"
        ) from error


def _check_range(found: NDArray[Any], values: pa.Array, first: int, last: int, element: str) -> None:
    outside = (found < first) | (found > last)
    if values.null_count:
        outside &= np.asarray(values.is_valid())
    if outside.any():
        raise UnfitError(f"is {element}, and a value is outside of the years that it has")


def _numpy(values: pa.Array, type_: pa.DataType) -> NDArray[Any]:
    """The numbers, with any in place of a NULL."""
    if values.null_count:
        values = values.fill_null(pa.scalar(0, type_))
    return np.asarray(values)


# -- text and bytes ------------------------------------------------------------------------------------------------


def _byteas(values: pa.Array) -> Parameter:
    types = pa.types
    if types.is_binary(values.type) or types.is_large_binary(values.type) or types.is_binary_view(values.type):
        return Parameter(bytes_array(values, _BYTEA), "pg_catalog.bytea")
    if types.is_fixed_size_binary(values.type):
        return Parameter(bytes_array(values.cast(pa.binary()), _BYTEA), "pg_catalog.bytea")
    raise UnfitError(f"is bytea, and the frame has {values.type}")


_UUID = 2950


def _uuids(values: pa.Array) -> Parameter:
    if not pa.types.is_fixed_size_binary(values.type) or values.type.byte_width != 16:
        raise UnfitError(f"is uuid, and the frame has {values.type}")
    return Parameter(bytes_array(values.cast(pa.binary()), _UUID), "pg_catalog.uuid")


_WRITERS: dict[int, Callable[[pa.Array], Parameter]] = {
    _BOOL: _bools,
    _BYTEA: _byteas,
    _INT2: _numbers(pa.int16(), ">i2", _INT2, "int2"),
    _INT4: _numbers(pa.int32(), ">i4", _INT4, "int4"),
    _INT8: _numbers(pa.int64(), ">i8", _INT8, "int8"),
    _OID: _numbers(pa.uint32(), ">u4", _OID, "oid"),
    _FLOAT4: _numbers(pa.float32(), ">f4", _FLOAT4, "float4"),
    _FLOAT8: _numbers(pa.float64(), ">f8", _FLOAT8, "float8"),
    _DATE: _dates,
    _TIME: _times,
    _TIMESTAMP: _timestamps(_TIMESTAMP, "timestamp", zoned=False),
    _TIMESTAMPTZ: _timestamps(_TIMESTAMPTZ, "timestamptz", zoned=True),
    _UUID: _uuids,
}


def _rounded_by(values: pa.Array, modifier: int) -> int:
    """How many numbers have more digits behind the point than numeric(p,s) keeps."""
    if modifier < 0 or pa.types.is_integer(values.type) or not _is_number(values.type):
        return 0
    scale = ((modifier - 4) & 0x7FF ^ 1024) - 1024  # since 15 it may be negative
    if pa.types.is_decimal(values.type) and values.type.scale <= scale:
        return 0
    if pa.types.is_floating(values.type):
        finite = values.filter(pc.is_finite(values))
        return int(pc.sum(pc.not_equal(pc.round(finite, scale), finite)).as_py() or 0)
    return int(pc.sum(pc.not_equal(pc.round(values, scale), values)).as_py() or 0)
