"""Results as pandas DataFrames: the types of PostgreSQL, NULLs kept, and the tenant in `attrs`."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from tenantsh.model.result import Column, Result

_BOOLEAN = 16
_INTEGERS = frozenset({20, 21, 23})
_FLOATS = frozenset({700, 701})
_TEXTS = frozenset({18, 19, 25, 1042, 1043})  # "char" name text bpchar varchar
_TIMESTAMP, _TIMESTAMPTZ = 1114, 1184


def to_pandas(result: Result) -> pd.DataFrame:
    """The rows as a DataFrame, one column per result column, in order; names may repeat.

    Integers and booleans with NULLs are pandas' nullable types, so no integer becomes a float; numeric stays Decimal;
    timestamps are `datetime64[us]`, with time zone in UTC, or objects where one does not fit. `attrs["tenant"]` says
    whose rows they are. Without a table the frame is empty.
    """
    import pandas as pd

    columns: list[list[Any]] = [[] for _ in result.columns]
    for batch in result.cells.values() if result.cells is not None else ():
        for column, values in zip(columns, zip(*batch, strict=True), strict=False):
            column.extend(values)
    series = {at: _series(column, columns[at]) for at, column in enumerate(result.columns)}
    frame = pd.DataFrame(series, index=pd.RangeIndex(len(result)))
    frame.columns = pd.Index([column.name for column in result.columns], dtype=object)
    if result.tenant is not None:
        frame.attrs["tenant"] = dataclasses.asdict(result.tenant)
    return frame


def _series(column: Column, values: Sequence[Any]) -> pd.Series[Any]:
    import pandas as pd

    oid = column.type_oid
    if oid in _INTEGERS:
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if oid in _FLOATS:
        return pd.Series(values, dtype="float64")
    if oid == _BOOLEAN:
        return pd.Series(values, dtype="boolean" if None in values else "bool")
    if oid in {_TIMESTAMP, _TIMESTAMPTZ} and all(isinstance(value, datetime) for value in values if value is not None):
        return _moments(values, zoned=oid == _TIMESTAMPTZ)
    return pd.Series(values) if oid in _TEXTS and values else pd.Series(values, dtype=object)


def _moments(values: Sequence[datetime | None], *, zoned: bool) -> pd.Series[Any]:
    """Points in time in microseconds, PostgreSQL's own resolution: nanoseconds would end in the year 2262."""
    import pandas as pd

    if not zoned:
        return pd.Series(values, dtype="datetime64[us]")
    utc = [value.astimezone(UTC).replace(tzinfo=None) if value else None for value in values]
    zoned_series: pd.Series[Any] = pd.Series(utc, dtype="datetime64[us]").dt.tz_localize("UTC")
    return zoned_series
