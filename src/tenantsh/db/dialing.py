"""Opening a connection as psql does: libpq's own way through hosts and addresses, and its own words when it fails."""

from __future__ import annotations

import os
import time
from functools import partial
from math import inf
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import conninfo as libpq
from psycopg import pq

from tenantsh.db.connect import Opened, is_name, lively, looks_names_up, said_in
from tenantsh.db.waiting import apart, readable
from tenantsh.model.errors import ConnectError, ConninfoError

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    noticed: list[str] = []
    pgconn = _connected(_conninfo(target, encoding), said_in(target.conninfo), noticed)
    if pgconn.status == pq.ConnStatus.OK:
        pgconn.nonblocking = 1
        return Opened(psycopg.Connection(pgconn), target, startup=False, remarks=tuple(noticed))
    words = pgconn.error_message.decode("utf-8", "replace").strip()
    user, asks = pgconn.user.decode("utf-8", "replace") if pgconn.needs_password else "", pgconn.needs_password
    pgconn.finish()
    if not asks or target.ask_password is None:
        raise ConnectError(words)
    return _dialled(target.with_password(target.ask_password(f"Password for user {user}: ")), encoding)


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


def _connected(conninfo: bytes, given: Mapping[str, Any], noticed: list[str]) -> PGconn:
    """Connect, however it ends; Ctrl-C is heard meanwhile. Raises ConnectError where no host has a known name.

    Notices of the server come into `noticed`, but where libpq itself waits: there it tells them.
    """
    places = _look_up(given) if looks_names_up(given) else str(given.get("host", "")).count(",") + 1
    timeout = str(given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT") or "0")
    if timeout != "0" and (places > 1 or not timeout.isdecimal()):
        return pq.PGconn.connect(conninfo)  # only where libpq waits itself it leaves one place for the next in time
    return _polled(conninfo, float(timeout) or inf, noticed)


def _look_up(given: Mapping[str, Any]) -> int:
    """How many addresses the hosts have. Raises ConnectError, in libpq's words, where none has one.

    libpq asks again, and nothing else of this process goes on while it does: it must not be the one that has to wait.
    """
    from socket import SOCK_STREAM, gaierror, getaddrinfo  # few people need it, and start-up counts

    found, failed = 0, list[str]()
    for host in str(given.get("host") or os.environ.get("PGHOST")).split(","):
        try:
            found += len(apart(partial(getaddrinfo, host, None, type=SOCK_STREAM), len)) if is_name(host) else 1
        except gaierror as error:
            failed.append(f'could not translate host name "{host}" to address: {error.strerror}')
    if not found:
        raise ConnectError("\n".join(failed))
    return found


def _polled(conninfo: bytes, seconds: float, noticed: list[str]) -> PGconn:
    pgconn = pq.PGconn.connect_start(conninfo)
    pgconn.notice_handler = lambda notice: noticed.append(notice.error_message.decode("utf-8", "replace").rstrip("\n"))
    if pgconn.status == pq.ConnStatus.BAD:
        return pgconn
    until = time.monotonic() + seconds
    waits_for = pq.PollingStatus.WRITING
    try:
        while waits_for not in _OVER:
            writes = waits_for == pq.PollingStatus.WRITING
            patience = min(_QUIET_SECONDS, max(0.0, until - time.monotonic()))
            if not readable(pgconn.socket, or_writable=writes, seconds=patience) and time.monotonic() > until:
                raise ConnectError(f"{_server(pgconn)} failed: timeout expired")
            waits_for = pq.PollingStatus(pgconn.connect_poll())
    except BaseException:
        pgconn.finish()
        raise
    return pgconn


def _server(pgconn: PGconn) -> str:
    """Whom it was connecting to, in libpq's words."""
    host, address, port = (told.decode("utf-8", "replace") for told in (pgconn.host, pgconn.hostaddr, pgconn.port))
    if host.startswith(("/", "@")):
        return f'connection to server on socket "{host}/.s.PGSQL.{port}"'
    resolved = f" ({address})" if address not in ("", host) else ""
    return f'connection to server at "{host}"{resolved}, port {port}'
