"""Values of numpy, pandas, polars and Arrow as Python's own. None of them is imported: whoever has a value has it."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping, Sequence, Set
from typing import Any

from tenantsh.db.values.refusing import too_fine
from tenantsh.model.errors import UsageError


def library(value: object) -> str:
    """The package that a value's type is of."""
    return type(value).__module__.partition(".")[0]


# -- one value -----------------------------------------------------------------------------------------------------


def own(value: Any, told: str) -> Any:
    """A value of numpy, pandas or Arrow as Python's own; any other as it is. Raises UsageError where there is none."""
    of = library(value)
    if of == "pandas":
        return _of_pandas(value, told)
    if of == "numpy":
        return _of_numpy(value, told)
    if of == "pyarrow" and hasattr(value, "as_py"):
        return value.as_py()
    return value


def _of_pandas(value: Any, told: str) -> Any:
    pandas = sys.modules["pandas"]
    if value is pandas.NA or value is pandas.NaT:
        return None
    if isinstance(value, pandas.Timestamp | pandas.Timedelta):
        if value.nanosecond if isinstance(value, pandas.Timestamp) else value.nanoseconds:
            raise too_fine(told)
        return value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value.to_pytimedelta()
    return value


def _of_numpy(value: Any, told: str) -> Any:
    numpy = sys.modules["numpy"]
    if numpy.ma.is_masked(value):  # whose item would be 0.0
        return None
    if value.dtype.kind not in "mM":
        return value.item()
    if numpy.isnat(value):
        return None
    if value.dtype.kind == "M" and numpy.datetime_data(value.dtype)[0] in "YMWD":
        return value.astype("datetime64[D]").item()
    plain = value.astype(f"{'datetime64' if value.dtype.kind == 'M' else 'timedelta64'}[us]")
    if plain != value:
        raise too_fine(told)
    found = plain.item()
    if isinstance(found, int):
        raise UsageError(f"{told} is {value}, which Python has no date for", hint="give its text")
    return found


# -- many of them --------------------------------------------------------------------------------------------------


def items(value: Any) -> list[Any] | None:
    """The elements of what is an array to PostgreSQL; None for everything else."""
    if isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        return None
    of = library(value)
    if of in ("pandas", "tenantsh") and hasattr(value, "isna") and not hasattr(value, "columns"):
        return _of_series(value)
    if of == "numpy" and hasattr(value, "ndim"):
        return _of_array(value) if value.ndim else None
    if of == "pyarrow" and hasattr(value, "to_pylist") and not hasattr(value, "column_names"):
        return list(value.to_pylist())
    if of == "polars" and hasattr(value, "to_list"):
        return list(value.to_list())
    if isinstance(value, Set):
        return _sorted(value)
    return list(value) if isinstance(value, Sequence) or _is_view(value) else None


def _is_view(value: object) -> bool:
    return isinstance(value, Collection) and type(value).__name__ in ("dict_keys", "dict_values")


def _of_series(value: Any) -> list[Any]:
    """A column of pandas, or its index: what it calls missing is NULL."""
    pandas = sys.modules["pandas"]
    if isinstance(value, pandas.MultiIndex):
        return [tuple(item) for item in value]
    missing = value.isna()
    found = value.tolist()
    return [None if gone else item for item, gone in zip(found, missing, strict=True)] if missing.any() else found


def _of_array(value: Any) -> list[Any]:
    """An array of numpy: numbers at once, moments and whatever else one by one."""
    return list(value.tolist() if value.dtype.kind in "biuf" else value)


def _sorted(values: Set[Any]) -> list[Any]:
    """A set in some order that is the same each time, where it has one."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)
