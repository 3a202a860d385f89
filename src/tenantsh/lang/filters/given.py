"""Values that a filter is given by name, as what would have been typed: they are values, whatever is in them."""

from __future__ import annotations

import datetime as dt
import ipaddress
import re
from decimal import Decimal
from uuid import UUID

from tenantsh.lang.filters import words
from tenantsh.lang.filters.dates import instant
from tenantsh.lang.filters.numbers import fits
from tenantsh.lang.filters.tree import Value
from tenantsh.model.errors import UsageError

_TEXTS = (UUID, ipaddress.IPv4Address, ipaddress.IPv6Address, ipaddress.IPv4Network, ipaddress.IPv6Network)
_UNSENDABLE = re.compile("[\0\ud800-\udfff]")
_LONGEST_BITS = 14_000
"""Of integers, whose text Python makes up to 4,300 digits."""


def of_text(text: str, told: str) -> Value:
    """A text that may be a number, a date or a word of JSON's, as one that is typed without quotes may be.

    >>> of_text("5", ":n").json, of_text("a or b", ":n").json, of_text("2026-01-31", ":n").date
    ('5', '"a or b"', '2026-01-31')

    Raises UsageError for a number that PostgreSQL has no room for, and for what is no text of its.
    """
    if _UNSENDABLE.search(text):
        raise UsageError(f"{told} is no text: it has half a character in it, or the null character")
    if instant(text) is not None:
        return Value(words.quote(text), date=text)
    return Value(words.quote(text)) if words.is_text(text) else _number(text, told)


def of_python(value: object, told: str) -> Value | list[Value]:
    """Python's value; a text is one, also where it looks like something else. `told` is how it was written.

    >>> of_python("5", ":n").json, of_python([1, None], ":n")
    ('"5"', [Value(json='1', date=None), Value(json='null', date=None)])

    Raises UsageError for what JSON has no value for that is neither list nor object.
    """
    if isinstance(value, list):
        return [_one(item, f"an element of {told}") for item in value]
    return _one(value, told)


def _one(value: object, told: str) -> Value:
    if value is None or isinstance(value, bool):
        return Value({None: "null", True: "true", False: "false"}[value])
    if isinstance(value, str):
        return Value(words.quote(value))
    if isinstance(value, int | float | Decimal):
        return _of_number(value, told)
    if isinstance(value, dt.date):
        return _moment(value)
    if isinstance(value, _TEXTS):
        return Value(words.quote(str(value)))
    raise UsageError(
        f"{told} is no value that a filter can compare with",
        why="that is text, a number, a date, true, false, None, or for in a list of them",
        hint="str() makes text of most; parts of an object are terms: owner[name=:name]",
    )


def _of_number(value: float | Decimal, told: str) -> Value:
    if isinstance(value, int) and value.bit_length() > _LONGEST_BITS:
        raise UsageError(f"{told} is too large an integer")
    text = str(value)
    if words.NUMBER.fullmatch(text) is None:
        raise UsageError(f"{told} is {text}", why="JSON has no such number")
    return _number(text, told)


def _number(text: str, told: str) -> Value:
    if text not in words.CONSTANTS and not fits(text):
        raise UsageError(f"{told}: PostgreSQL has no room for this number")
    return Value(text)


def _moment(value: dt.date) -> Value:
    text = value.isoformat()
    return Value(words.quote(text), date=text if instant(text) is not None else None)
