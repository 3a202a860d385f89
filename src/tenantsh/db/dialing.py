"""Opening a connection as psql does: libpq's own way through hosts and addresses, and its own words when it fails."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import conninfo as libpq
from psycopg import pq

from tenantsh.db.waiting import readable
from tenantsh.model.errors import ConnectError, ConninfoError

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn

    from tenantsh.db.connect import Target

_QUIET_SECONDS = 60.0
_OVER = (pq.PollingStatus.OK, pq.PollingStatus.FAILED)


def dial(target: Target, *, encoding: str | None) -> tuple[psycopg.Connection[Any], Target]:
    """Connect as the login itself; also the target with the password that a person typed, if she was asked.

    `encoding` is the client's; None leaves it to PGCLIENTENCODING and the server. Raises ConnectError with libpq's
    words alone, and ConninfoError for a connection string that it cannot read.
    """
    pgconn = _connected(_conninfo(target, encoding))
    if pgconn.status == pq.ConnStatus.OK:
        pgconn.nonblocking = 1
        return psycopg.Connection(pgconn), target
    words = pgconn.error_message.decode("utf-8", "replace").strip()
    user, asks = pgconn.user.decode("utf-8", "replace") if pgconn.needs_password else "", pgconn.needs_password
    pgconn.finish()
    if not asks or target.ask_password is None:
        raise ConnectError(words)
    return dial(target.with_password(target.ask_password(f"Password for user {user}: ")), encoding=encoding)


def _conninfo(target: Target, encoding: str | None) -> bytes:
    try:
        given = libpq.conninfo_to_dict(target.conninfo)
    except psycopg.ProgrammingError as error:
        raise ConninfoError(str(error).strip()) from error
    if encoding is not None:
        given["client_encoding"] = encoding
    given["fallback_application_name"] = "tenantsh"
    return libpq.make_conninfo("", **given).encode("utf-8", "surrogateescape")


def _connected(conninfo: bytes) -> PGconn:
    if b"connect_timeout=" in conninfo or os.environ.get("PGCONNECT_TIMEOUT"):
        return pq.PGconn.connect(conninfo)  # libpq minds the time only where it waits itself
    pgconn = pq.PGconn.connect_start(conninfo)
    if pgconn.status == pq.ConnStatus.BAD:
        return pgconn
    waits_for = pq.PollingStatus.WRITING
    try:
        while waits_for not in _OVER:
            readable(pgconn.socket, or_writable=waits_for == pq.PollingStatus.WRITING, seconds=_QUIET_SECONDS)
            waits_for = pq.PollingStatus(pgconn.connect_poll())
    except BaseException:
        pgconn.finish()
        raise
    return pgconn
