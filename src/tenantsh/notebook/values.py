"""Python's values as parameters of a statement: plain ones, exactly; or a reason why a value cannot be one."""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence, Set
from decimal import Decimal
from types import ModuleType
from typing import Any
from uuid import UUID

from tenantsh.db.values import Document
from tenantsh.model.errors import UsageError

_PLAIN = (bool, int, float, str, bytes, Decimal, UUID, dt.date, dt.time, dt.timedelta)
_PLAIN_TOO = (ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network)
_SAME = {int, float, bool, Decimal, UUID, type(None)}
"""Types whose values are parameters as they are."""
_EXACT = 2**53
"""Up to here each integer is a float."""
_DEEPEST = 6
"""PostgreSQL's arrays have six dimensions at most."""


def parameter(value: object, told: str) -> Any:
    """A variable's value as what goes to the server; `told` is how it was written, for errors.

    Lists, tuples, sets, columns of frames and arrays of numpy are arrays, dicts are jsonb; what pandas calls missing
    is NULL. Raises UsageError for what PostgreSQL has no value for.
    """
    if isinstance(value, Mapping):
        return document(value, told)
    items = _items(value)
    return _array(items, told) if items is not None else _scalar(value, told)


def document(value: object, told: str) -> Document:
    """A value as JSON. Raises UsageError where it is none."""
    try:
        return Document(json.dumps(value, ensure_ascii=False, allow_nan=False, default=_jsonable))
    except (TypeError, ValueError, RecursionError) as error:
        hint = "JSON has text, numbers, lists, dicts, true, false and null"
        raise UsageError(f"{told} is no JSON: {error}", hint=hint) from error


def _jsonable(value: object) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    items = _items(value)
    if items is not None:
        return items
    plain = _without_library(value, "a value")
    if plain is None or type(plain) in (bool, int, float, str):
        return plain
    raise TypeError(f"{_a_kind(value)} in it has no form in JSON")


# -- one value -----------------------------------------------------------------------------------------------------


def _scalar(value: object, told: str) -> Any:
    plain = _without_library(value, told)
    if plain is None or type(plain) in (*_PLAIN, dt.datetime, *_PLAIN_TOO):
        return _sendable(plain, told)
    if isinstance(plain, bytearray | memoryview):
        return bytes(plain)
    for kind in (str, int, float, Decimal):  # subclasses, such as numpy's, or an enum's members
        if isinstance(plain, kind) and not hasattr(plain, "value"):
            return _sendable(kind(plain), told)
    raise _refused(value, told)


def _sendable(value: object, told: str) -> object:
    if isinstance(value, str):
        if "\0" in value:
            raise UsageError(f"{told} has the character NUL in it", why="PostgreSQL's text has none")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise UsageError(f"{told} is no text: it has half a character in it (a lone surrogate)")
    return value


def _without_library(value: Any, told: str) -> Any:
    """A value of numpy, pandas or Arrow as Python's own; any other as it is."""
    library = type(value).__module__.partition(".")[0]
    if library == "pandas":
        return _of_pandas(value, told)
    if library == "numpy":
        return _of_numpy(value, told)
    if library == "pyarrow" and hasattr(value, "as_py"):
        return value.as_py()
    return value


def _of_pandas(value: Any, told: str) -> Any:
    pandas = sys.modules["pandas"]
    if value is pandas.NA or value is pandas.NaT:
        return None
    if isinstance(value, pandas.Timestamp | pandas.Timedelta):
        if value.nanosecond if isinstance(value, pandas.Timestamp) else value.nanoseconds:
            raise _too_fine(told)
        return value.to_pydatetime() if isinstance(value, pandas.Timestamp) else value.to_pytimedelta()
    return value


def _of_numpy(value: Any, told: str) -> Any:
    if value.dtype.kind not in "mM":
        return value.item()
    numpy = sys.modules["numpy"]
    if numpy.isnat(value):
        return None
    if value.dtype.kind == "M" and numpy.datetime_data(value.dtype)[0] in "YMWD":
        return value.astype("datetime64[D]").item()
    plain = value.astype(f"{'datetime64' if value.dtype.kind == 'M' else 'timedelta64'}[us]")
    if plain != value:
        raise _too_fine(told)
    found = plain.item()
    if isinstance(found, int):
        raise UsageError(f"{told} is {value}, which Python has no date for", hint="give its text")
    return found


def _too_fine(told: str) -> UsageError:
    return UsageError(
        f"{told} has nanoseconds", why="PostgreSQL's times have microseconds", hint=".floor('us'), or .round('us')"
    )


# -- many of them --------------------------------------------------------------------------------------------------


def _items(value: Any) -> list[Any] | None:
    """The elements of what is an array to PostgreSQL; None for everything else."""
    if isinstance(value, str | bytes | bytearray | memoryview | Mapping):
        return None
    library = type(value).__module__.partition(".")[0]
    if library in ("pandas", "tenantsh") and hasattr(value, "isna") and not hasattr(value, "columns"):
        return _of_series(value)
    if library == "numpy" and hasattr(value, "ndim"):
        return _of_array(value) if value.ndim else None
    if library == "pyarrow" and hasattr(value, "to_pylist") and not hasattr(value, "column_names"):
        return list(value.to_pylist())
    if library == "polars" and hasattr(value, "to_list"):
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
    items = value.tolist()
    return [None if gone else item for item, gone in zip(items, missing, strict=True)] if missing.any() else items


def _of_array(value: Any) -> list[Any]:
    """An array of numpy: numbers at once, moments and whatever else one by one."""
    return list(value.tolist() if value.dtype.kind in "biuf" else value)


def _sorted(values: Set[Any]) -> list[Any]:
    """A set in some order that is the same each time, where it has one."""
    try:
        return sorted(values)
    except TypeError:
        return list(values)


def _array(items: list[Any], told: str, depth: int = 1) -> list[Any]:
    if {type(item) for item in items} <= _SAME:  # most lists, and the long ones
        return items if depth > 1 else _one_kind(items, told)
    if depth > _DEEPEST:
        raise UsageError(f"{told} has more than {_DEEPEST} dimensions", why="PostgreSQL's arrays have no more")
    made = [_element(item, told, depth) for item in items]
    _a_box(made, told)
    return made if depth > 1 else _one_kind(made, told)


def _element(item: object, told: str, depth: int) -> Any:
    told = told if told.startswith("an element of ") else f"an element of {told}"
    if isinstance(item, Mapping):
        return document(item, told)
    items = _items(item)
    return _array(items, told, depth + 1) if items is not None else _scalar(item, told)


def _a_box(made: list[Any], told: str) -> None:
    nested = [item for item in made if isinstance(item, list)]
    if nested and (len(nested) < len(made) or len({len(item) for item in nested}) > 1):
        raise UsageError(
            f"{told} has lists of different lengths in it",
            why="an array of several dimensions is a box",
            hint=f"{told}::jsonb makes a JSON document of it",
        )


def _one_kind(made: list[Any], told: str) -> list[Any]:
    """The elements of one type; integers among floats and decimals become such."""
    kinds = {type(item) for item in _leaves(made) if item is not None}
    if len(kinds) < 2:
        return made
    if kinds == {int, float} and all(abs(item) <= _EXACT for item in _leaves(made) if type(item) is int):
        return _mapped(made, lambda item: float(item) if type(item) is int else item)
    if kinds == {int, Decimal}:
        return _mapped(made, lambda item: Decimal(item) if type(item) is int else item)
    names = sorted("dict" if kind is Document else kind.__name__ for kind in kinds)
    raise UsageError(
        f"{told} is a list of mixed types: {', '.join(names)}",
        why="the elements of an array are of one type",
        hint=f"make them one in Python; {told}::jsonb makes a JSON document of it",
    )


def _leaves(made: list[Any]) -> Iterator[Any]:
    for item in made:
        if isinstance(item, list):
            yield from _leaves(item)
        else:
            yield item


def _mapped(made: list[Any], change: Any) -> list[Any]:
    return [_mapped(item, change) if isinstance(item, list) else change(item) for item in made]


# -- what is none --------------------------------------------------------------------------------------------------


def _refused(value: Any, told: str) -> UsageError:
    return UsageError(f"{told} is {_a_kind(value)}, which is no value of PostgreSQL's", hint=_hint(value, told))


def _a_kind(value: object) -> str:
    kind = _kind(value)
    return f"{'an' if kind[:1] in 'aeiouAEIOU' else 'a'} {kind}"


def _kind(value: object) -> str:
    if isinstance(value, ModuleType):
        return "module"
    if isinstance(value, type):
        return f"class ({value.__name__})"
    return type(value).__name__


def _hint(value: Any, told: str) -> str:
    if hasattr(value, "columns") and hasattr(value, "shape"):
        some = next((str(name) for name in value.columns if str(name).isidentifier()), "COLUMN")
        return f"one of its columns is an array: {told}.{some}"
    if hasattr(value, "column_names"):
        return f"one of its columns is an array: {told}.COLUMN"
    if isinstance(value, Iterator):
        return "a list of it: it could be read only once"
    if hasattr(value, "value") and hasattr(value, "name"):
        return "take its .value or its .name"
    if callable(value):
        return "call it in Python, and keep what it returns in a variable"
    return "numbers, text, dates, lists, dicts and columns of frames can be parameters; str() makes text of anything"
