"""How the lines of a case hang together: each has its number and the digest of the line before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

FORMAT = 1
"""The newest format of a case's file; docs/case-format.md."""
START = "0" * 64
"""What the first line has instead of a digest."""
MOST_BYTES = 16 << 20
"""What a line may have; whoever reads holds one of them at a time."""


class BrokenError(ValueError):
    """A line is no line of a case; the text says why."""


class NewerError(BrokenError):
    """A line of a format that is not known yet."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain ends."""

    n: int = 0
    digest: str = START

    def line(self, kind: str, value: Any) -> bytes:
        """The next line, without its newline."""
        first = {"format": FORMAT} if self.n == 0 else {}
        entry = {**first, "n": self.n + 1, kind: value, "before": self.digest}
        try:
            return _dumped(entry, ascii_only=False).encode()
        except UnicodeEncodeError:  # bytes that were no UTF-8, of a script
            return _dumped(entry, ascii_only=True).encode()

    def after(self, line: bytes) -> Head:
        """Where it ends with this line."""
        return Head(self.n + 1, sha256(line).hexdigest())

    def taken(self, line: bytes) -> tuple[str, Any]:
        """The kind and the value of the next line. Raises BrokenError."""
        entry = _loaded(line)
        self._check_format(entry)
        n = entry.pop("n", None)
        before = entry.pop("before", None)
        if type(n) is not int or not isinstance(before, str) or len(entry) != 1:
            raise BrokenError(
                "it is no line of a case: not one entry with its number and the digest of the line before"
            )
        self._check_place(n, before)
        return next(iter(entry.items()))

    def _check_format(self, entry: dict[str, Any]) -> None:
        if self.n:
            return
        found = entry.pop("format", None)
        if type(found) is not int or found < 1:
            raise BrokenError("it is no case: a case's first line says its format")
        if found > FORMAT:
            raise NewerError(f"it was written by a newer tenantsh: format {found}, and this one reads up to {FORMAT}")

    def _check_place(self, n: int, before: str) -> None:
        if n != self.n + 1:
            what = "it is there a second time" if n == self.n else "lines were left out, put in or moved"
            raise BrokenError(f"entry {n} where entry {self.n + 1} should be: {what}")
        if before != self.digest:
            what = f"line {self.n} was changed" if self.n else "it does not begin a case"
            raise BrokenError(f"it does not hang on to the line before it: {what}, or this one put in")


def _dumped(entry: dict[str, Any], *, ascii_only: bool) -> str:
    return json.dumps(entry, separators=(",", ":"), ensure_ascii=ascii_only, allow_nan=False)


def _loaded(line: bytes) -> dict[str, Any]:
    try:
        found = json.loads(_text(line), object_pairs_hook=_object, parse_constant=_no_constant)
    except BrokenError:
        raise
    except RecursionError as error:
        raise BrokenError("it has brackets in brackets, too many to read") from error
    except ValueError as error:
        raise BrokenError(f"it is no JSON: {_place(error)}") from error
    if not isinstance(found, dict):
        raise BrokenError("it is no line of a case: not a JSON object")
    return found


def _text(line: bytes) -> str:
    if line.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")) or b"\0" in line[:200]:
        raise BrokenError("it is not UTF-8 as it was written: a program has changed the file's encoding")
    if line.endswith(b"\r"):
        raise BrokenError("it ends in CR LF: a program has changed the line ends, so it is not what was written")
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        raise BrokenError(f"it is not UTF-8: byte {error.start + 1} of the line") from error


def _object(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Raises BrokenError where a name is there twice: readers do not agree on what that means."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise BrokenError(f'it has "{name[:40]}" twice in one object')
        found[name] = value
    return found


def _no_constant(name: str) -> NoReturn:
    raise BrokenError(f"it has a number that is none: {name}")


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg}, at character {error.pos + 1}"
    return "it has a number that is too large"
