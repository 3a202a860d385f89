"""Arrow columns as pandas keeps them: as they are where pandas can, and never through a type that changes values.

Everything is either shared with Arrow or filled chunk by chunk into an array that pandas may write to.
"""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_TEXT = pd.StringDtype("pyarrow", na_value=np.nan)
"""What pandas calls `str`."""


def by_pandas(column: pa.ChunkedArray) -> Any:
    """A column in pandas' own types where these are exact, in Arrow's otherwise."""
    for fits, make in _MAKERS:
        if fits(column.type):
            return make(column)
    return by_arrow(column)


def by_arrow(column: pa.ChunkedArray) -> Any:
    """A column as it is, in pandas' ArrowDtype."""
    return pd.arrays.ArrowExtensionArray(column)


def index_of(texts: Sequence[str]) -> pd.Index[str]:
    """Names of columns or labels of an enum as pandas keeps them: its own, whatever is done to it."""
    return _index_of(tuple(texts)).view()


@lru_cache(maxsize=500)
def _index_of(texts: tuple[str, ...]) -> pd.Index[str]:
    """Made once: of a frame of few rows it would be a tenth of the time, each time again."""
    return pd.Index(texts, dtype=_TEXT)


def decimals(column: pa.ChunkedArray) -> NDArray[np.object_]:
    """Numbers of any size and scale, each with its own: 1.10 is not 1.1."""
    values = np.empty(len(column), object)
    at = 0
    for chunk in column.chunks:
        for text in chunk.to_pylist():
            values[at] = None if text is None else Decimal(text)
            at += 1
    return values


def _integers(column: pa.ChunkedArray) -> Any:
    wide = np.dtype(np.uint64 if column.type == pa.uint64() else np.int64)
    values = _filled(column, wide)
    return pd.arrays.IntegerArray(values, _missing(column)) if column.null_count else values


def _booleans(column: pa.ChunkedArray) -> Any:
    values = _filled(column, np.dtype(bool), null=False)
    return pd.arrays.BooleanArray(values, _missing(column)) if column.null_count else values


def _floats(column: pa.ChunkedArray) -> Any:
    values = _filled(column, np.dtype(column.type.to_pandas_dtype()))
    if np.isnan(np.min(values, initial=np.inf)):  # a value here, which pandas' own floats take for a missing one
        return pd.arrays.FloatingArray(values, _missing(column))
    if column.null_count:
        values[_missing(column)] = np.nan
    return values


def _moments(column: pa.ChunkedArray) -> Any:
    micros = _filled(column.cast(pa.int64()), np.dtype(np.int64), null=np.iinfo(np.int64).min)  # NaT
    moments = micros.view("M8[us]")
    if column.type.tz is None:
        return moments
    return pd.DatetimeIndex(moments, copy=False).tz_localize("UTC").array


def _categories(column: pa.ChunkedArray) -> Any:
    column = column.unify_dictionaries()
    labels = column.chunk(0).dictionary if column.num_chunks else pa.array([], pa.large_string())
    codes = pa.chunked_array([chunk.indices for chunk in column.chunks], column.type.index_type)
    dtype = pd.CategoricalDtype(index_of(labels.to_pylist()), ordered=column.type.ordered)
    return pd.Categorical.from_codes(
        _filled(codes, np.dtype(column.type.index_type.to_pandas_dtype()), null=-1), dtype=dtype
    )


def _texts(column: pa.ChunkedArray | pa.Array) -> Any:
    return _TEXT.__from_arrow__(column)  # type: ignore[attr-defined]  # the stubs do not know it


def _filled(column: pa.ChunkedArray, dtype: np.dtype[Any], null: Any = 0) -> NDArray[Any]:
    """The values in one new array, in which pandas may write."""
    values = np.empty(len(column), dtype)
    at = 0
    for chunk in column.chunks:
        whole = pc.fill_null(chunk, null) if chunk.null_count else chunk
        values[at : at + len(chunk)] = whole.to_numpy(zero_copy_only=False)
        at += len(chunk)
    return values


def _missing(column: pa.ChunkedArray) -> NDArray[np.bool_]:
    return _filled(pc.is_null(column), np.dtype(bool))


_MAKERS: tuple[tuple[Callable[[pa.DataType], bool], Callable[[pa.ChunkedArray], Any]], ...] = (
    (pa.types.is_large_string, _texts),
    (pa.types.is_integer, _integers),
    (pa.types.is_boolean, _booleans),
    (pa.types.is_floating, _floats),
    (pa.types.is_timestamp, _moments),
    (pa.types.is_dictionary, _categories),
)
