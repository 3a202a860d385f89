"""Python's values as parameters of a statement: plain ones, exactly; or a reason why a value cannot be one.

In a notebook's `:name` and in `Session.run(sql, params)` they are the same.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg.adapt import PyFormat

from tenantsh.db.values.libraries import items, library, own
from tenantsh.db.values.refusing import ELEMENT, a_kind, as_document, refused
from tenantsh.db.values.typed import Document
from tenantsh.model.errors import UsageError

_PLAIN = (bool, int, float, str, bytes, Decimal, UUID, dt.date, dt.time, dt.timedelta, dt.datetime)
_PLAIN_TOO = (ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network)
_SAME = {int, float, bool, Decimal, UUID, type(None)}
"""Types whose values are parameters as they are."""
_EXACT = 2**53
"""Up to here each integer is a float."""
_DEEPEST = 6
"""PostgreSQL's arrays have six dimensions at most."""


def parameter(value: object, told: str) -> Any:
    """A value as what goes to the server; `told` is how it was written, for errors.

    Lists, tuples, sets, columns of frames and arrays of numpy are arrays, dicts are jsonb; what pandas calls missing
    is NULL; psycopg's own (Jsonb, Range, …) are what they are. Raises UsageError for what PostgreSQL has no value for.
    """
    return _made(value, told, 0)


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
    found = items(value)
    if found is not None:
        return found
    plain = own(value, "a value")
    if plain is None or type(plain) in (bool, int, float, str):
        return plain
    raise TypeError(f"{a_kind(value)} in it has no form in JSON")


def _made(value: object, told: str, depth: int) -> Any:
    if library(value) == "psycopg":
        return value
    if isinstance(value, Mapping):
        return document(value, told)
    found = items(value)
    return _array(found, told, depth + 1) if found is not None else _scalar(value, told)


# -- one value -----------------------------------------------------------------------------------------------------


def _scalar(value: object, told: str) -> Any:
    plain = own(value, told)
    if plain is None or type(plain) in (*_PLAIN, *_PLAIN_TOO):
        return _sendable(plain, told)
    if isinstance(plain, bytearray | memoryview):
        return bytes(plain)
    for kind in (str, int, float, Decimal):  # subclasses, such as numpy's, or an enum's members
        if isinstance(plain, kind) and not hasattr(plain, "value"):
            return _sendable(kind(plain), told)
    if _adapted(plain):
        return plain
    raise refused(value, told)


def _adapted(value: object) -> bool:
    """Whether psycopg knows how to send it, by itself or because it was told; an enum's member may mean two things."""
    if hasattr(value, "value") and hasattr(value, "name"):
        return False
    try:
        psycopg.adapters.get_dumper(type(value), PyFormat.AUTO)
    except psycopg.Error:
        return False
    return True


def _sendable(value: object, told: str) -> object:
    if isinstance(value, str):
        if "\0" in value:
            raise UsageError(f"{told} has the character NUL in it", why="PostgreSQL's text has none")
        if not value.isascii() and any("\ud800" <= character <= "\udfff" for character in value):
            raise UsageError(f"{told} is no text: it has half a character in it (a lone surrogate)")
    return value


# -- many of them --------------------------------------------------------------------------------------------------


def _array(found: list[Any], told: str, depth: int) -> list[Any]:
    if {type(item) for item in found} <= _SAME:  # most lists, and the long ones
        return found if depth > 1 else _one_kind(found, told)
    if depth > _DEEPEST:
        raise UsageError(f"{told} has more than {_DEEPEST} dimensions", why="PostgreSQL's arrays have no more")
    element = told if told.startswith(ELEMENT) else f"{ELEMENT}{told}"
    made = [_made(item, element, depth) for item in found]
    _a_box(made, told)
    return made if depth > 1 else _one_kind(made, told)


def _a_box(made: list[Any], told: str) -> None:
    nested = [item for item in made if isinstance(item, list)]
    if nested and (len(nested) < len(made) or len({len(item) for item in nested}) > 1):
        raise UsageError(
            f"{told} has lists of different lengths in it",
            why="an array of several dimensions is a box",
            hint=as_document(told),
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
        hint=f"make them one in Python; {as_document(told)}",
    )


def _leaves(made: list[Any]) -> Iterator[Any]:
    for item in made:
        if isinstance(item, list):
            yield from _leaves(item)
        else:
            yield item


def _mapped(made: list[Any], change: Any) -> list[Any]:
    return [_mapped(item, change) if isinstance(item, list) else change(item) for item in made]
