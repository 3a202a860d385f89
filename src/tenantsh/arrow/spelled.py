"""Types whose Arrow values are their exact text: what Arrow has no type for, spelled value by value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.arrow.building import texts
from tenantsh.arrow.reader import TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from tenantsh.arrow.raw import Raw


@dataclass(frozen=True, slots=True)
class Spelled:
    """Reads values as the text that the server would have written."""

    spell: Callable[[bytes], str]
    """One value, in words of its binary format."""
    type: pa.DataType = TEXT

    def read(self, raw: Raw) -> pa.Array:
        """Their exact text."""
        cells = list(values(raw))
        # the same value is often there many times, and spelling it takes longer than finding it
        spelled = {value: None if value is None else self.spell(value) for value in set(cells)}
        return texts(map(spelled.__getitem__, cells))

    def text(self, raw: Raw) -> pa.Array:
        """Their exact text."""
        return self.read(raw)

    def back(self, read: pa.Array) -> pa.Array:
        """They are text already."""
        return read


def values(raw: Raw) -> Iterator[bytes | None]:
    """The values one by one; None is NULL."""
    view = raw.data.data
    for start, length in zip(raw.starts.tolist(), raw.lengths.tolist(), strict=True):
        yield None if length < 0 else bytes(view[start : start + length])
