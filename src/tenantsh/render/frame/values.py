"""Columns of Python values, which commands make: typed where the column says so and every value is of that type."""

from __future__ import annotations

from datetime import UTC, datetime
from math import isnan
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.result import Column

_BOOLEAN = 16
_INTEGERS = frozenset({20, 21, 23, 26})
_FLOATS = frozenset({700, 701})
_TEXTS = frozenset({18, 19, 25, 1042, 1043})  # "char" name text bpchar varchar
_TIMESTAMP, _TIMESTAMPTZ = 1114, 1184


def series(column: Column, values: Sequence[Any]) -> pd.Series[Any]:
    """A column, with pandas' nullable types where there are NULLs, so that no integer becomes a float."""
    oid = column.type_oid
    if oid in _INTEGERS and _all(values, int):
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if oid in _FLOATS and _all(values, (int, float)):
        return _floats(values)
    if oid == _BOOLEAN and _all(values, bool):
        return pd.Series(values, dtype="boolean" if None in values else "bool")
    if oid in {_TIMESTAMP, _TIMESTAMPTZ} and _all(values, datetime):
        return _moments(values, zoned=oid == _TIMESTAMPTZ)
    if oid in _TEXTS and _all(values, str):
        return pd.Series(values, dtype="str")
    return pd.Series(values, dtype=object)


def _all(values: Sequence[Any], kind: type | tuple[type, ...]) -> bool:
    return all(isinstance(value, kind) for value in values if value is not None)


def _floats(values: Sequence[float | None]) -> pd.Series[Any]:
    if not any(value is not None and isnan(value) for value in values):
        return pd.Series(values, dtype="float64")
    missing = np.array([value is None for value in values])
    kept = np.array([0.0 if value is None else value for value in values])
    return pd.Series(pd.arrays.FloatingArray(kept, missing))


def _moments(values: Sequence[datetime | None], *, zoned: bool) -> pd.Series[Any]:
    """Points in time in microseconds, PostgreSQL's own resolution: nanoseconds would end in the year 2262."""
    if not zoned:
        return pd.Series(values, dtype="datetime64[us]")
    utc = [value.astimezone(UTC).replace(tzinfo=None) if value else None for value in values]
    zoned_series: pd.Series[Any] = pd.Series(utc, dtype="datetime64[us]").dt.tz_localize("UTC")
    return zoned_series
