"""Readers for what PostgreSQL sends as text in its binary format too: text, json, xml, enums; and for bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa

from tenantsh.arrow.building import MalformedError, binary, texts
from tenantsh.arrow.reader import TEXT, DoesNotFitError

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw


@dataclass(frozen=True, slots=True)
class Texts:
    """Text as it is: nothing trimmed, '' is not NULL."""

    type: pa.DataType = TEXT
    version: bytes = b""
    """What stands before the text of each value: jsonb's version of its format."""

    def read(self, raw: Raw) -> pa.Array:
        """The text."""
        return _decoded(self._bytes(raw))

    def text(self, raw: Raw) -> pa.Array:
        r"""The text; bytes that are not UTF-8 (of a SQL_ASCII database) as `\xff`."""
        cells = self._bytes(raw)
        try:
            return _decoded(cells)
        except DoesNotFitError:
            return texts(
                None if cell is None else cell.decode("utf-8", "backslashreplace") for cell in cells.to_pylist()
            )

    def back(self, read: pa.Array) -> pa.Array:
        """The text."""
        return read

    def _bytes(self, raw: Raw) -> pa.LargeBinaryArray:
        if self.version:
            there = raw.lengths >= len(self.version)
            if ((raw.lengths >= 0) & ~there).any() or (raw.data[raw.starts[there]] != self.version[0]).any():
                raise MalformedError("a jsonb value in a format that is not known")
        return binary(raw, len(self.version))


def _decoded(cells: pa.LargeBinaryArray) -> pa.LargeStringArray:
    try:
        return cells.cast(TEXT)
    except pa.ArrowInvalid as error:
        raise DoesNotFitError("a value is not UTF-8") from error


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes as they are."""

    type: pa.DataType = field(default_factory=pa.large_binary)

    def read(self, raw: Raw) -> pa.Array:
        """The bytes."""
        return binary(raw)

    def text(self, raw: Raw) -> pa.Array:
        r"""Hex digits, as PostgreSQL writes them: `\xdeadbeef`."""
        return self.back(self.read(raw))

    def back(self, read: pa.Array) -> pa.Array:
        r"""Hex digits, as PostgreSQL writes them: `\xdeadbeef`."""
        return texts(None if value is None else "\\x" + value.hex() for value in read.to_pylist())
