"""Text as bytes and back, so that a shell prints what the server sent: psql never converts what passes through it.

Text of a plain session is UTF-8 where the client's encoding is UTF8, with a lone surrogate for each byte that is not.
In any other encoding every byte beyond ASCII is a lone surrogate. Written as UTF-8 with `surrogateescape`, both are the
server's bytes again; and each surrogate takes one column, which is right for encodings of one byte per character.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg import pq
from psycopg.adapt import Dumper, Loader

if TYPE_CHECKING:
    import psycopg
    from psycopg.abc import Buffer

_TEXT_OIDS = (0, 18, 19, 25, 1042, 1043)
"""What libpq cannot tell, "char", name, text, bpchar, varchar."""


def encoded(text: str) -> bytes:
    """A text as it is sent and printed."""
    return text.encode("utf-8", "surrogateescape")


class Codec:
    """How one connection's bytes are read and its texts written; follows its client_encoding."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._adapters = connection.adapters
        self._pgconn = connection.pgconn
        self._strict = self._adapters.get_loader(_TEXT_OIDS[0], pq.Format.TEXT)
        self._in_use = self._strict

    def decode(self, data: bytes | None) -> str:
        """The server's bytes as text; nothing is the empty text."""
        return (data or b"").decode(self._name, "surrogateescape")

    def counted(self, sent: str) -> str:
        """A text that was sent with as many characters as the server counted in it."""
        return sent if self._name == "utf-8" else self.decode(encoded(sent))

    def follow(self) -> None:
        """Have psycopg read and write texts in this manner too, whatever the encoding has become."""
        wanted = self._strict if self._name == "utf-8" else _Bytes
        if wanted is self._in_use or wanted is None:
            return
        self._in_use = wanted
        for oid in _TEXT_OIDS:
            self._adapters.register_loader(oid, wanted)
        self._adapters.register_dumper(str, _Encoded)

    @property
    def _name(self) -> str:
        return "utf-8" if self._pgconn.parameter_status(b"client_encoding") == b"UTF8" else "ascii"


class _Bytes(Loader):
    def load(self, data: Buffer) -> str:
        return bytes(data).decode("ascii", "surrogateescape")


class _Encoded(Dumper):
    def dump(self, obj: str) -> bytes:
        return encoded(obj)
