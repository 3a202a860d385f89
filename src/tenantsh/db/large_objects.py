"""Files into large objects and back, as psql does it: in a transaction of its own where none is open."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg import pq

from tenantsh.db.ask import Ask, How
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.talk import Talk

_READ, _WRITE = 0x40000, 0x20000
"""PostgreSQL's INV_READ and INV_WRITE."""
_PIECE = 1 << 18


class LargeObjects:
    """The large objects that one connection sees."""

    def __init__(self, talk: Talk, *, autocommit: bool) -> None:
        self._talk = talk
        self._autocommit = autocommit

    def put(self, path: str, comment: str | None) -> int:
        """Make a large object of a file; its OID. Raises UsageError, StatementError."""
        with self._transaction(r"\lo_import"):
            oid = self._put(path)
            if comment:
                quoted = comment.replace("'", "''")
                self._talk.only(Ask(f"COMMENT ON LARGE OBJECT {oid} IS '{quoted}'"))
        return oid

    def write(self, oid: str, path: str) -> None:
        """Write a large object to a file. Raises UsageError, StatementError."""
        with self._transaction(r"\lo_export"):
            at = self._number("select pg_catalog.lo_open($1, $2)", _oid(oid), _READ)
            with _file("open", path):
                file = Path(path).open("wb")  # noqa: SIM115 - closed below; its errors are told apart
            with file, _file("write to", path):
                while piece := self._bytes("select pg_catalog.loread($1, $2)", at, _PIECE):
                    file.write(piece)
            self._number("select pg_catalog.lo_close($1)", at)

    def delete(self, oid: str) -> None:
        """Delete a large object. Raises UsageError, StatementError."""
        with self._transaction(r"\lo_unlink"):
            self._number("select pg_catalog.lo_unlink($1)", _oid(oid))

    def _put(self, path: str) -> int:
        with _file("open", path):
            file = os.open(path, os.O_RDONLY)  # not open(): that refuses a folder, which psql fails to read
        try:
            return self._put_pieces(partial(_read, file, path))
        finally:
            os.close(file)

    def _put_pieces(self, read: Callable[[], bytes]) -> int:
        oid = self._number("select pg_catalog.lo_creat($1)", _READ | _WRITE)
        at = self._number("select pg_catalog.lo_open($1, $2)", oid, _WRITE)
        while piece := read():
            self._number("select pg_catalog.lowrite($1, $2)", at, rf"\x{piece.hex()}")
        self._number("select pg_catalog.lo_close($1)", at)
        return oid

    @contextmanager
    def _transaction(self, command: str) -> Iterator[None]:
        status = self._talk.transaction
        if status is pq.TransactionStatus.INERROR:
            raise UsageError(f"{command}: current transaction is aborted")
        if status not in (pq.TransactionStatus.IDLE, pq.TransactionStatus.INTRANS):
            raise UsageError(f"{command}: unknown transaction status")
        own = status is pq.TransactionStatus.IDLE
        if own:
            self._talk.only(Ask("BEGIN"))
        ends = own and self._autocommit
        try:
            yield
        except BaseException:
            if ends:
                self._talk.only(Ask("ROLLBACK"))
            raise
        if ends:
            self._talk.only(Ask("COMMIT"))

    def _number(self, text: str, *values: object) -> int:
        return int(self._bytes(text, *values))

    def _bytes(self, text: str, *values: object) -> bytes:
        ask = Ask(text, How.BOUND, tuple(map(str, values)))
        value = self._talk.only(ask).get_value(0, 0) or b""
        return bytes.fromhex(value[2:].decode()) if value.startswith(rb"\x") else value


@contextmanager
def _file(do: str, path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StatementError(f'could not {do} file "{path}": {error.strerror}\n', {}) from error


def _read(file: int, path: str) -> bytes:
    with _file("read from", path):
        return os.read(file, _PIECE)


def _oid(text: str) -> int:
    """A number as psql reads it: what is none is 0."""
    digits = re.match(r"\s*\+?(\d+)", text)
    return int(digits[1]) if digits else 0
