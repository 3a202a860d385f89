"""What reads a type's values into an Arrow column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pyarrow as pa

if TYPE_CHECKING:
    from tenantsh.arrow.raw import Raw

TEXT = pa.large_string()
"""The one type for text: pandas' own, and a column of it has no limit at 2 GiB."""


class DoesNotFitError(Exception):
    """A value that the Arrow type cannot hold (`infinity` is no date): the message says which value, in words."""


class Reader(Protocol):
    """Reads one type's values in PostgreSQL's binary format."""

    @property
    def type(self) -> pa.DataType:
        """What `read` gives: the same for every batch."""
        ...

    def read(self, raw: Raw) -> pa.Array:
        """A batch's values. Raises DoesNotFitError; nothing is ever changed to make it fit."""
        ...

    def text(self, raw: Raw) -> pa.Array:
        """The same values as exact text (`TEXT`): ISO dates, UTC, whatever the session's settings are."""
        ...

    def back(self, read: pa.Array) -> pa.Array:
        """What `read` gave, as `text` would have given it: for the batches before one that did not fit."""
        ...
