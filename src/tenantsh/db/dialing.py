"""Opening a connection as psql does: libpq's own way through hosts and addresses, and its own words when it fails."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import psycopg
from psycopg import conninfo as libpq
from psycopg import pq

from tenantsh.db.connect import Opened, lively, looks_names_up, said_in
from tenantsh.db.waiting import apart, readable
from tenantsh.model.errors import ConnectError, ConninfoError

if TYPE_CHECKING:
    from psycopg.pq.abc import PGconn

    from tenantsh.db.connect import Target

_QUIET_SECONDS = 60.0
_OVER = (pq.PollingStatus.OK, pq.PollingStatus.FAILED)


def dial(target: Target, *, encoding: str | None) -> Opened:
    """Connect as the login itself; what is opened has the password that a person typed, if she was asked.

    `encoding` is the client's; None leaves it to PGCLIENTENCODING and the server. Raises ConnectError with libpq's
    words alone, and ConninfoError for a connection string that it cannot read.
    """
    if target.max_lag is None:
        return _dialled(target, encoding)
    from tenantsh.db.replica import open_near  # few sessions want it

    return open_near(target, lambda one: _dialled(one, encoding))


def _dialled(target: Target, encoding: str | None) -> Opened:
    conninfo = _conninfo(target, encoding)
    given = said_in(target.conninfo)
    # libpq minds the time only where it waits itself, and hears no Ctrl-C then, nor while a name is looked up
    waits_itself = bool(given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT"))
    connect = partial(pq.PGconn.connect if waits_itself else _connected, conninfo)
    pgconn = apart(connect, _leave) if waits_itself or looks_names_up(given) else connect()
    if pgconn.status == pq.ConnStatus.OK:
        pgconn.nonblocking = 1
        return Opened(psycopg.Connection(pgconn), target, startup=False)
    words = pgconn.error_message.decode("utf-8", "replace").strip()
    user, asks = pgconn.user.decode("utf-8", "replace") if pgconn.needs_password else "", pgconn.needs_password
    pgconn.finish()
    if not asks or target.ask_password is None:
        raise ConnectError(words)
    return _dialled(target.with_password(target.ask_password(f"Password for user {user}: ")), encoding)


def _leave(pgconn: PGconn) -> None:
    pgconn.finish()


def _conninfo(target: Target, encoding: str | None) -> bytes:
    try:
        given = libpq.conninfo_to_dict(target.conninfo)
    except psycopg.ProgrammingError as error:
        raise ConninfoError(str(error).strip()) from error
    if encoding is not None:
        given["client_encoding"] = encoding
    given["fallback_application_name"] = "tenantsh"
    given.update(lively(said_in(target.conninfo)))
    return libpq.make_conninfo("", **given).encode("utf-8", "surrogateescape")


def _connected(conninfo: bytes) -> PGconn:
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
