"""Python's own values as the text that the server reads them from; psycopg's adapters know how."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg.adapt import PyFormat, Transformer

from tenantsh.arrow import quoting
from tenantsh.arrow.writing import AN_ARRAY_OF_ARRAYS, UnfitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.inserting.target import TargetColumn

_JSONS = frozenset({114, 3802})
_TEXTS = frozenset({18, 19, 25, 142, 1042, 1043})
_TIMESTAMP, _TIMESTAMPTZ = 1114, 1184


def spelled_objects(
    connection: psycopg.Connection[Any], values: Sequence[Any], to: TargetColumn
) -> Iterator[str | None]:
    """The values as text, None where they are NULL. Raises UnfitError."""
    transformer = Transformer(connection)
    for value in values:
        if value is None or type(value).__name__ in ("NAType", "NaTType"):
            yield None
        elif to.base in _JSONS:
            yield _document(value)
        elif isinstance(value, str):
            yield value
        elif to.base in _TEXTS:
            raise UnfitError(f"is text, and the frame has {type(value).__name__}")
        elif to.nested and isinstance(value, list):
            yield _array_of_arrays(transformer, value, to)
        else:
            yield _adapted(transformer, value, to)


def _document(value: Any) -> str:
    if isinstance(value, str):
        return value
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UnfitError(f"is JSON: {error}") from error


def _array_of_arrays(transformer: Any, value: list[Any], to: TargetColumn) -> str:
    if any(isinstance(part, list) for each in value if isinstance(each, list) for part in each):
        raise UnfitError(AN_ARRAY_OF_ARRAYS)
    special = quoting.in_array(to.delimiter)
    parts = (None if each is None else _adapted(transformer, each, to) for each in value)
    return "{" + to.delimiter.join(quoting.element(part, special) for part in parts) + "}"


def _adapted(transformer: Any, value: Any, to: TargetColumn) -> str:
    if isinstance(value, datetime):
        _check_moment(value, to)
    try:
        written = transformer.get_dumper(value, PyFormat.TEXT).dump(value)
    except psycopg.Error as error:
        raise UnfitError(f"is {to.type}: {error}") from error
    if written is None:
        raise UnfitError(f"is {to.type}, and a {type(value).__name__} of the frame is none")
    return bytes(written).decode()


def _check_moment(value: datetime, to: TargetColumn) -> None:
    if to.base == _TIMESTAMPTZ and value.tzinfo is None:
        raise UnfitError("has a time zone, and the frame's timestamps have none: say which")
    if to.base == _TIMESTAMP and value.tzinfo is not None:
        raise UnfitError("has no time zone, and the frame's timestamps have one: say in which, then leave it away")
    if getattr(value, "nanosecond", 0):
        raise UnfitError("keeps microseconds, and the frame has nanoseconds")
