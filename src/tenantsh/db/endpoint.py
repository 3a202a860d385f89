r"""What a connection says of itself without asking the server: for prompts, `\conninfo` and messages."""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import psycopg
from psycopg import pq

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg.pq.abc import PGconn

Value = TypeVar("Value")


class Tls(NamedTuple):
    """How a connection is encrypted, in libpq's words; empty where it does not say."""

    library: str
    protocol: str
    cipher: str
    key_bits: str
    compression: str
    alpn: str


class Endpoint:
    """Both ends of one connection. Once it is lost everything reads as empty: `""`, 0, False, None."""

    def __init__(self, pgconn: PGconn) -> None:
        self._pgconn = pgconn

    @property
    def alive(self) -> bool:
        """Whether libpq knows of nothing bad; a server that went away is noticed when it is spoken to."""
        return self._pgconn.status == pq.ConnStatus.OK

    @property
    def database(self) -> str:
        """The database's name."""
        return self._text(lambda: self._pgconn.db)

    @property
    def user(self) -> str:
        """Who logged in."""
        return self._text(lambda: self._pgconn.user)

    @property
    def host(self) -> str:
        """The server's host as it was given, or the folder of its socket."""
        return self._text(lambda: self._pgconn.host)

    @property
    def on_socket(self) -> bool:
        """Whether the server was reached over a local socket."""
        return self.host.startswith(("/", "@"))

    @property
    def hostaddr(self) -> str:
        """The address that the host has; empty on a socket."""
        return self._text(lambda: self._pgconn.hostaddr)

    @property
    def place(self) -> str:
        """Where the server is, in psql's words: `via socket in "/tmp" at port "5432"`."""
        at_port = f'at port "{self.port}"'
        if self.on_socket:
            # an address that was given counts more than the socket that was given too
            return (
                f'on address "{self.hostaddr}" {at_port}' if self.hostaddr else f'via socket in "{self.host}" {at_port}'
            )
        address = f' (address "{self.hostaddr}")' if self.hostaddr not in ("", self.host) else ""
        return f'on host "{self.host}"{address} {at_port}'

    @property
    def port(self) -> str:
        """The port, which is part of a socket's name too."""
        return self._text(lambda: self._pgconn.port)

    @property
    def options(self) -> str:
        """The options that the server was started with for this session."""
        return self._text(lambda: self._pgconn.options)

    @property
    def told(self) -> dict[str, str]:
        """What libpq was told to connect with, by its own key words, the password among them."""
        unknown: list[pq.ConninfoOption] = []
        options = self._known(lambda: self._pgconn.info, unknown)
        return {option.keyword.decode(): option.val.decode() for option in options if option.val}

    @property
    def pid(self) -> int:
        """The process at the other end."""
        return self._known(lambda: self._pgconn.backend_pid, 0)

    @property
    def server_version(self) -> int:
        """The server's version as libpq counts: 150018 is 15.18."""
        return self._known(lambda: self._pgconn.server_version, 0)

    @property
    def protocol(self) -> str:
        """The version of the protocol that is spoken: `3.0`."""
        version = self._known(self._full_protocol, 0)
        return f"{version // 10000}.{version % 10000}" if version else ""

    @property
    def client_encoding(self) -> str:
        """The name of the encoding that texts are sent and received in, as PostgreSQL writes it: `UTF8`."""
        return self.reported("client_encoding") or ""

    def reported(self, name: str) -> str | None:
        """A setting that the server reports by itself whenever it changes; None for others.

        Among them are `server_version`, `is_superuser`, `in_hot_standby` (14+), `session_authorization`.
        """
        value = self._known(lambda: self._pgconn.parameter_status(name.encode()), None)
        return None if value is None else value.decode("utf-8", "surrogateescape")

    @property
    def standard_strings(self) -> bool:
        """Whether a backslash in a simple string is nothing special; False without a connection, as in psql."""
        return self.reported("standard_conforming_strings") == "on"

    @property
    def superuser(self) -> bool:
        """Whether the role that is in force may everything."""
        return self.reported("is_superuser") == "on"

    @property
    def password_used(self) -> bool:
        """Whether the server asked for a password and got one."""
        return self._known(lambda: self._pgconn.used_password, False)  # noqa: FBT003 - the value of what is not known

    @property
    def gssapi_used(self) -> bool:
        """Whether the login was by GSSAPI."""
        return self._known(lambda: self._pgconn.used_gssapi, False)  # noqa: FBT003 - as above

    @property
    def gssapi_encrypted(self) -> bool:
        """Whether it is GSSAPI that encrypts the connection."""
        return self._known(lambda: bool(_ask(self._pgconn, "PQgssEncInUse")), False)  # noqa: FBT003 - as above

    @property
    def encrypted(self) -> bool:
        """Whether it is an SSL connection."""
        return self._known(lambda: self._pgconn.ssl_in_use, False)  # noqa: FBT003 - as above

    @property
    def tls(self) -> Tls | None:
        """How it is encrypted; None where it is not."""
        if not self.encrypted:
            return None
        return Tls(*map(_ssl_attribute(self._pgconn), Tls._fields))

    def _full_protocol(self) -> int:
        if pq.version() >= 180000:
            return self._pgconn.full_protocol_version
        return self._pgconn.protocol_version * 10000

    def _text(self, ask: Callable[[], bytes]) -> str:
        return self._known(ask, b"").decode("utf-8", "surrogateescape")

    def _known(self, ask: Callable[[], Value], otherwise: Value) -> Value:
        """What libpq answers, as long as there is a connection that it can tell of."""
        if not self.alive:
            return otherwise
        try:
            return ask()
        except psycopg.Error:
            return otherwise


def _ssl_attribute(pgconn: PGconn) -> Callable[[str], str]:
    def value(name: str) -> str:
        found: bytes | None = _ask(pgconn, "PQsslAttribute", name.encode(), gives=ctypes.c_char_p)
        return (found or b"").decode("utf-8", "replace")

    return value


def _ask(pgconn: PGconn, function: str, *names: bytes, gives: type[Any] = ctypes.c_int) -> Any:
    """Call a function of libpq's to which psycopg opens no door."""
    call = getattr(ctypes.CDLL(_libpq()), function)
    call.argtypes, call.restype = (ctypes.c_void_p, *(ctypes.c_char_p for _ in names)), gives
    return call(pgconn.pgconn_ptr, *names)  # type: ignore[attr-defined]  # every implementation has it


def _libpq() -> str | None:
    """A library that libpq's functions are found in: psycopg's own, which was linked with it."""
    if pq.__impl__ == "python":
        from ctypes.util import find_library

        return find_library("pq")
    return sys.modules[pq.PGconn.__module__].__file__
