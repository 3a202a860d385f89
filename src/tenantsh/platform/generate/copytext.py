"""Values as COPY's text format writes them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Value = str | int | float | bytes | UUID | dict[str, object] | None

BLOCK_BYTES = 1 << 16
"""About how much goes to the server at a time."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(values: Iterable[Value]) -> str:
    r"""A row: strings escaped, None as \N, bytes as hex, mappings as JSON.

    >>> line([1, "a\tb", None, {"k": "\\"}])
    '1\ta\\tb\t\\N\t{"k":"\\\\\\\\"}\n'
    """
    return "\t".join([_field(value) for value in values]) + "\n"


def _field(value: Value) -> str:
    if value is None:
        return "\\N"
    if isinstance(value, str):
        return _escaped(value)
    if isinstance(value, dict):
        return _escaped(_json(value))
    if isinstance(value, bytes):
        return "\\\\x" + value.hex()
    return str(value)


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def timestamp(seconds: float) -> str:
    """Seconds since 1970 as PostgreSQL reads them, in UTC.

    >>> timestamp(0.5)
    '1970-01-01 00:00:00.500000+00:00'
    """
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "microseconds")


def blocks(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines in blocks of about BLOCK_BYTES, so that memory stays flat."""
    held: list[str] = []
    size = 0
    for text in lines:
        held.append(text)
        size += len(text)
        if size >= BLOCK_BYTES:
            yield "".join(held).encode()
            held.clear()
            size = 0
    yield "".join(held).encode()
