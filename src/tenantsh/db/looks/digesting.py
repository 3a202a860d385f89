"""A statement's rows as digests: taken as they come, in constant memory, with a key that is the case's own."""

from __future__ import annotations

import hashlib
import hmac
from struct import pack
from typing import TYPE_CHECKING

from tenantsh.db.masking.masking import nothing_masked
from tenantsh.model.case import Answer, KeyedRow
from tenantsh.model.errors import RowsTooLarge

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.pq.abc import PGresult

    from tenantsh.db.looks.rows import Unique
    from tenantsh.db.masking.masking import Masked, Masks

KEPT = 1000
"""So many of the first rows are kept by key."""
SAMPLE = 3
"""So many are kept masked, to be seen."""
_LONGEST = 200
"""Characters that are kept of a value in clear."""
_LONGEST_KEY = 1000
"""Bytes of a value that tells rows apart; longer ones are none that anybody reads."""
_MODULUS = 1 << 256
_NULL = b"\xff\xff\xff\xff"
_SHORT = 8
_BLOCK = 64

_Cells = list["bytes | None"]


class Mac:
    """HMAC-SHA256 with one key, in half the time that `hmac.digest` takes for what is short."""

    def __init__(self, key: bytes) -> None:
        """A key has 64 bytes at most."""
        padded = key.ljust(_BLOCK, b"\0")
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded)).copy
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded)).copy

    def __call__(self, data: bytes) -> bytes:
        """The digest.

        >>> Mac(b"k")(b"x") == hmac.digest(b"k", b"x", "sha256")
        True
        """
        inner, outer = self._inner(), self._outer()
        inner.update(data)
        outer.update(inner.digest())
        return outer.digest()


class Secret:
    """What digests rows, their order and single cells, each with a key of its own, made of the case's."""

    def __init__(self, key: bytes) -> None:
        made = hmac.digest(key, b"tenantsh case", "sha256")
        self.order = hmac.digest(made, b"order", "sha256")
        self.row, self.cell = (Mac(hmac.digest(made, what, "sha256")) for what in (b"row", b"cell"))


class Digest:
    """Takes the rows of one answer."""

    def __init__(self, secret: Secret, most: int, most_bytes: int, masked: Masked = nothing_masked) -> None:
        self.unique: Sequence[Unique] = ()
        """The unique indexes of what the statement reads; known before its first row comes."""
        self.description: PGresult | None = None
        self.rows = 0
        self.cut = False
        """Whether there were more bytes than are taken."""
        self._secret = secret
        self._most = most
        self._left = most_bytes
        self._masked = masked
        self._masks: Masks | None = None
        self._hidden: set[int] = set()
        self._order = hmac.new(secret.order, digestmod=hashlib.sha256)
        self._sum = 0
        self._key: tuple[int, ...] = ()
        self._keyed: list[KeyedRow] = []
        self._sample: list[tuple[str | None, ...]] = []

    def take(self, result: PGresult) -> None:
        """Digest a chunk of rows. Raises RowsTooLarge, which ends the query, once there are too many bytes."""
        if self.description is None:
            self.description = result
            self._masks = self._masked(result)
            self._hidden = {at for at, *_ in self._masks.columns} if self._masks is not None else set()
            self._key = self._found(result)
        fields, get = range(result.nfields), result.get_value
        for row in range(result.ntuples):
            if self.rows < self._most:
                self._take(self._counted([get(row, field) for field in fields]))
            self.rows += 1

    def answer(self, columns: tuple[tuple[str, str], ...], *, ordered: bool) -> Answer:
        """What came of it."""
        key = self._key if len({each.key for each in self._keyed}) == len(self._keyed) else ()
        return Answer(
            columns=columns,
            rows=min(self.rows, self._most),
            complete=self.rows <= self._most and not self.cut,
            ordered=self._order.hexdigest(),
            multiset=f"{self._sum % _MODULUS:064x}",
            has_order=ordered,
            key=tuple(columns[at][0] for at in key),
            keyed=tuple(self._keyed) if key else (),
            sample=tuple(self._sample),
        )

    def _counted(self, cells: _Cells) -> _Cells:
        self._left -= sum([len(cell) for cell in cells if cell])
        if self._left < 0:
            self.cut = True
            raise RowsTooLarge("more bytes than a look takes")
        return cells

    def _take(self, cells: _Cells) -> None:
        digest = self._secret.row(_packed(cells))
        self._order.update(digest)
        self._sum += int.from_bytes(digest, "big")
        if len(self._sample) < SAMPLE:
            self._sample.append(self._shown(cells))
        if self._key and len(self._keyed) < KEPT:
            self._keep(cells)

    def _keep(self, cells: _Cells) -> None:
        """Keep a row by its key; of a marked cell nothing: few values are likely, and they could be tried."""
        key = [cells[at] for at in self._key]
        if any(cell is not None and len(cell) > _LONGEST_KEY for cell in key):
            self._key, self._keyed = (), []
            return
        hidden, digest_of = self._hidden, self._secret.cell
        short = [
            "" if at in hidden else digest_of(self._place(at, cell))[:_SHORT].hex() for at, cell in enumerate(cells)
        ]
        self._keyed.append(KeyedRow(tuple(map(_text, key)), tuple(short)))

    @staticmethod
    def _place(at: int, cell: bytes | None) -> bytes:
        """A cell with its column, so that equal values of two columns do not look equal."""
        return at.to_bytes(2, "big") + (_NULL if cell is None else b"\0" + cell)

    def _shown(self, cells: _Cells) -> tuple[str | None, ...]:
        texts = tuple(None if cell is None else cell.decode("utf-8", "replace") for cell in cells)
        masked = self._masks.texts([texts])[0] if self._masks is not None else texts
        return tuple(_cut(text) for text in masked)

    def _found(self, result: PGresult) -> tuple[int, ...]:
        """The columns that tell rows apart: for each table that has one, its key; joined rows need them all."""
        places: dict[tuple[int, int], int] = {}
        for at in range(result.nfields):
            if at not in self._hidden and result.ftable(at):
                places.setdefault((result.ftable(at), result.ftablecol(at)), at)
        found: dict[int, tuple[int, ...]] = {}
        for each in self.unique:
            if all((each.relation, number) in places for number in each.numbers):
                found.setdefault(each.relation, tuple(places[each.relation, number] for number in each.numbers))
        return tuple(at for key in found.values() for at in key)


def _packed(cells: _Cells) -> bytes:
    r"""A row's lengths, -1 for NULL, and its cells: no two rows of so many cells are the same then.

    >>> _packed([b"ab", None])
    b'\x00\x00\x00\x02\xff\xff\xff\xffab'
    """
    lengths = [-1 if cell is None else len(cell) for cell in cells]
    return pack(f">{len(lengths)}i", *lengths) + b"".join([cell for cell in cells if cell])


def _text(cell: bytes | None) -> str | None:
    return None if cell is None else cell.decode("utf-8", "replace")


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
