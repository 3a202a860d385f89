"""Arrow values as the text that PostgreSQL reads them from, exactly: numbers, moments, arrays and rows as literals."""

from __future__ import annotations

import json as jsons
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tenantsh.arrow import quoting
from tenantsh.arrow.building import texts
from tenantsh.arrow.floats import float4_text, float8_text
from tenantsh.arrow.moments import Dates, Timestamps, time_text
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class AmbiguousError(Exception):
    """Lists within lists that may be one array or several: whose brackets are whose only the text tells."""


def plain(values: pa.Array) -> pa.Array:
    """Values without what is only a way to keep them: dictionaries, extension types, runs."""
    if isinstance(values, pa.ExtensionArray):
        return plain(values.storage)
    if pa.types.is_dictionary(values.type):
        kept = values.dictionary
        if pa.types.is_string_view(kept.type):  # polars' own text, of which Arrow does not take
            kept = kept.cast(pa.large_string())
        return plain(kept.take(values.indices))
    if pa.types.is_run_end_encoded(values.type):
        return plain(pc.run_end_decode(values))
    return values


def spelled(values: pa.Array, *, json: bool = False, delimiter: str = ",", nested: bool = False) -> pa.LargeStringArray:
    """The values as text, NULL where they are NULL; with `json` lists and structs as JSON instead of literals.

    `delimiter` is what stands between the elements of arrays: a semicolon in those of boxes. `nested` says that the
    elements are arrays themselves, of a domain over one, each in its own quotes. Raises AmbiguousError.

    >>> spelled(pa.array([[1, None], []])).to_pylist()
    ['{1,NULL}', '{}']
    """
    values = plain(values)
    type_ = values.type
    if json and (pa.types.is_nested(type_) or pa.types.is_boolean(type_)):
        return _each(values, _json)
    if pa.types.is_timestamp(type_):
        micros = values.cast(pa.timestamp("us", type_.tz), safe=True)
        return Timestamps("UTC" if type_.tz else None).back(micros)
    if pa.types.is_date(type_):
        return Dates().back(values.cast(pa.date32()))
    if pa.types.is_time(type_):
        return _each(values.cast(pa.time64("us")).view(pa.int64()), time_text)
    if pa.types.is_duration(type_):
        return _each(values.cast(pa.duration("us"), safe=True).view(pa.int64()), _span)
    if pa.types.is_floating(type_):
        return _each(values, float4_text if pa.types.is_float32(type_) else float8_text)
    if _is_bytes(type_):
        return _each(values, lambda value: "\\x" + value.hex())
    if pa.types.is_struct(type_):
        return _rows(values)
    if _is_list(type_):
        return _lists(values, delimiter, nested=nested)
    return values.cast(TEXT)


def _each(values: pa.Array, spell: Any) -> pa.LargeStringArray:
    return texts(None if value is None else spell(value) for value in values.to_pylist())


def _span(micros: int) -> str:
    return ("-" if micros < 0 else "") + time_text(abs(micros))


def _json(value: Any) -> str:
    return jsons.dumps(value, ensure_ascii=False, allow_nan=False)


def _is_bytes(type_: pa.DataType) -> bool:
    types = pa.types
    return bool(
        types.is_binary(type_)
        or types.is_large_binary(type_)
        or types.is_binary_view(type_)
        or types.is_fixed_size_binary(type_)
    )


def _is_list(type_: pa.DataType) -> bool:
    return bool(pa.types.is_list(type_) or pa.types.is_large_list(type_) or pa.types.is_fixed_size_list(type_))


def _lists(values: pa.Array, delimiter: str, *, nested: bool) -> pa.LargeStringArray:
    inner = values.type.value_type
    if nested and _is_list(inner) and _is_list(inner.value_type):
        raise AmbiguousError
    flat = pc.list_flatten(values)
    parts = spelled(flat, delimiter=delimiter).to_pylist()
    if nested or not _is_list(inner):  # which is one array, of more dimensions
        special = quoting.in_array(delimiter)
        parts = [quoting.element(part, special) for part in parts]
    lengths = np.asarray(pc.list_value_length(values).fill_null(0)).tolist()
    return texts(_joined(parts, lengths, np.asarray(values.is_valid()).tolist(), delimiter))


def _joined(parts: list[str | None], lengths: list[int], there: Iterable[bool], delimiter: str) -> Iterator[str | None]:
    at = 0
    for length, valid in zip(lengths, there, strict=True):
        own = ("NULL" if part is None else part for part in parts[at : at + length])
        yield "{" + delimiter.join(own) + "}" if valid else None
        at += length


def _rows(values: pa.StructArray) -> pa.LargeStringArray:
    fields = [spelled(field).to_pylist() for field in values.flatten()]
    cells = zip(*fields, strict=True) if fields else (() for _ in values)
    written = ("(" + ",".join(map(quoting.field, row)) + ")" for row in cells)
    there = np.asarray(values.is_valid()).tolist()
    return texts(row if valid else None for row, valid in zip(written, there, strict=True))
