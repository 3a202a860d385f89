"""Python's values as PostgreSQL types its own literals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from psycopg.types.json import Jsonb
from psycopg.types.numeric import Int4, Int8, IntNumeric


@dataclass(frozen=True, slots=True)
class Document:
    """A JSON document, which goes to the server as jsonb."""

    text: str


def typed(value: object) -> Any:
    """A value for psycopg: an integer is as wide as the literal would be, and not as narrow as can be.

    psycopg sends 300 as smallint, and 300 * 300 is out of its range then.

    >>> typed(300), typed([1, None, 2**40])
    (Int4(300), [Int8(1), None, Int8(1099511627776)])
    """
    if isinstance(value, Document):
        return Jsonb(value, dumps=lambda document: document.text)
    if isinstance(value, list):
        if not (kinds := {type(item) for item in value}) & {int, list, Document}:
            return value
        if kinds <= {int, type(None)}:
            return _numbers(value)
        wide = max((_width(number) for number in _integers(value)), default=None, key=_WIDTHS.index)
        return _each(value, wide)
    return _width(value)(value) if _is_integer(value) else value


def _numbers(values: list[int | None]) -> list[Any]:
    known = [number for number in values if number is not None]
    wide = max(_width(min(known)), _width(max(known)), key=_WIDTHS.index)
    return [None if number is None else wide(number) for number in values]


_WIDTHS: list[Any] = [Int4, Int8, IntNumeric]


def _width(number: Any) -> Any:
    bits = number.bit_length() if number >= 0 else (~number).bit_length()
    return Int4 if bits < 32 else Int8 if bits < 64 else IntNumeric


def _each(values: list[Any], wide: Any) -> list[Any]:
    """The elements of an array, which are of one type."""
    return [_each(item, wide) if isinstance(item, list) else _element(item, wide) for item in values]


def _element(item: object, wide: Any) -> Any:
    return wide(item) if _is_integer(item) else typed(item)


def _integers(values: list[Any]) -> list[int]:
    found: list[int] = []
    for item in values:
        found += _integers(item) if isinstance(item, list) else [item] if _is_integer(item) else []
    return found


def _is_integer(value: object) -> bool:
    return type(value) is int
