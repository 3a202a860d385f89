"""How lines hang together: each holds the digest of the one before, and a file beside them knows the last one's."""

from __future__ import annotations

import hashlib
import json
from typing import Any, NamedTuple

START = "0" * 64
"""What the first line of all holds instead of a digest."""
HEAD_BYTES = 160
"""The head is written over itself, always of this length: no other length is ever half there."""


class Head(NamedTuple):
    """Where a log ends."""

    n: int = 0
    """The number of its last entry."""
    digest: str = START
    """Of its last line."""
    size: int = 0
    """Of its file, in bytes, with that line."""

    def encoded(self) -> bytes:
        """As it is kept."""
        data = json.dumps({"n": self.n, "digest": self.digest, "size": self.size}).encode()
        return data.ljust(HEAD_BYTES - 1) + b"\n"

    @classmethod
    def decoded(cls, data: bytes) -> Head | None:
        """What was kept; None where that is no head."""
        try:
            found = json.loads(data)
            return cls(int(found["n"]), str(found["digest"]), int(found["size"]))
        except (ValueError, KeyError, TypeError):
            return None


def digest_of(line: bytes) -> str:
    """The digest of a line, without its newline, whatever it holds."""
    return hashlib.sha256(line).hexdigest()


def line_of(n: int, before: str, entry: dict[str, Any]) -> bytes:
    """An entry as a line, without its newline."""
    return json.dumps({"n": n, **entry, "before": before}, separators=(",", ":")).encode()


def entry_in(line: bytes) -> dict[str, Any] | None:
    """What a line says; None where it is no entry: a process may have ended while it wrote it."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):  # thousands of brackets are no entry either
        return None
    if not isinstance(found, dict) or type(found.get("n")) is not int or not isinstance(found.get("before"), str):
        return None
    return found
