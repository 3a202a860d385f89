"""A number that accounts for rows: the same whatever their order, another one when a row is lost, changed or doubled.

It is the sum of the SHA-256 of each row's line in COPY's text format, modulo 2**256, beside the count. The lines are
those of a session with the settings `PINNED`, so that the same row is the same line tomorrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

PINNED = (
    ("client_encoding", "UTF8"),
    ("TimeZone", "UTC"),
    ("DateStyle", "ISO, MDY"),
    ("IntervalStyle", "postgres"),
    ("extra_float_digits", "1"),
    ("bytea_output", "hex"),
    ("lc_monetary", "C"),
    ("quote_all_identifiers", "off"),
    ("search_path", "pg_catalog"),
)
"""What a session has to set before it copies rows to be archived, or to be compared with archived ones."""

_MODULUS = 1 << 256


def sha256_of(file: BinaryIO) -> str:
    """The SHA-256 of a file from where it is to its end, as hexadecimal digits."""
    found = sha256()
    while piece := file.read(1 << 20):
        found.update(piece)
    return found.hexdigest()


@dataclass(slots=True)
class Digest:
    """Rows that were counted and summed up."""

    rows: int = 0
    total: int = 0

    def add_all(self, lines: Iterable[bytes]) -> None:
        """Take in rows: their COPY lines, without the newline."""
        hashes = [sha256(line).digest() for line in lines]
        self.rows += len(hashes)
        self.total = (self.total + sum(int.from_bytes(found, "big") for found in hashes)) % _MODULUS

    def merge(self, other: Digest) -> None:
        """Take in the rows of another digest."""
        self.rows += other.rows
        self.total += other.total

    @property
    def hex(self) -> str:
        """The sum as 64 hexadecimal digits."""
        return f"{self.total % _MODULUS:064x}"

    @classmethod
    def of(cls, rows: int, digits: str) -> Digest:
        """A digest that was written down. Raises ValueError."""
        return cls(rows, int(digits, 16))
