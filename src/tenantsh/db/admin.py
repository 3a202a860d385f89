"""The owner's plain connection, with no tenant and no scope: for applying the platform, seeding it, and retention."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg.rows import args_row

from tenantsh.db.answers import statement_error
from tenantsh.db.connect import Target, open_plain
from tenantsh.db.query import numbered
from tenantsh.model.errors import ConnectionLost, TenantshError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from tenantsh.db.query import Query

R = TypeVar("R")

_BLOCK = 256 * 1024
"""Bytes that are collected before they are passed on."""


def connect(place: str | Target) -> AdminConnection:
    """Connect as the login that the connection string or the place names. Raises ConnectError."""
    return AdminConnection(open_plain(Target(place) if isinstance(place, str) else place).connection)


class AdminConnection:
    """A connection that sees what its login sees; closes at the end of a `with`.

    Every method raises StatementError with the server's SQLSTATE, or ConnectionLost.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def __enter__(self) -> AdminConnection:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; what was not committed is rolled back by the server."""
        self._connection.close()

    @property
    def backend_pid(self) -> int:
        """The server's process that this connection began with; a pooler may give others later."""
        return self._connection.info.backend_pid

    @property
    def major(self) -> int:
        """The server's major version."""
        return self._connection.info.server_version // 10_000

    def script(self, sql: str) -> None:
        """Run any number of statements; outside `transaction()` they are one transaction together."""
        with _our_errors():
            self._connection.execute(sql.encode())

    def query(self, row: Callable[..., R], sql: str, params: Sequence[object] = ()) -> list[R]:
        """Run one statement with `$1` parameters and call `row` with each row's columns.

        >>> admin.query(int, "select $1::int + 1", [41])  # doctest: +SKIP
        [42]
        """
        with _our_errors(), psycopg.RawCursor(self._connection, row_factory=args_row(row)) as cursor:
            return cursor.execute(sql.encode(), params).fetchall()

    def fetch(self, asked: Query[R], **params: object) -> list[R]:
        """Run one of our own questions and fill its dataclass."""
        text, values = numbered(asked.text(self.major), params)
        return self.query(asked.row, text, values)

    def copy_out(self, sql: str) -> Generator[bytes]:
        """Run `COPY … TO STDOUT` and give its bytes in blocks of whole lines, as they come."""
        block, size = [], 0
        with _our_errors(), self._connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            for line in copy:
                block.append(line)
                size += len(line)
                if size >= _BLOCK:
                    yield b"".join(block)
                    block, size = [], 0
        if block:
            yield b"".join(block)

    @contextmanager
    def copy_in(self, sql: str) -> Iterator[Callable[[bytes], None]]:
        """Run `COPY … FROM STDIN` and give the function that takes its bytes, a block of any size at a time."""
        with _our_errors(), self._connection.cursor() as cursor, cursor.copy(sql.encode()) as copy:
            yield copy.write

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Commit at the end of the block, roll back when an error leaves it; inner ones are savepoints."""
        with _our_errors(), self._connection.transaction():
            yield


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise _explained(error) from error


_ENDS = ("FATAL", "PANIC")
"""Severities with which the server says that it ends the connection."""


def _explained(error: psycopg.Error) -> TenantshError:
    if error.pgresult is not None and error.diag.severity_nonlocalized not in _ENDS:
        return statement_error(error.pgresult)
    return ConnectionLost(str(error).strip(), hint="what was not committed was rolled back; run it again")
