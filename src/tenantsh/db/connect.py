"""Opening a connection that starts inside the tenant.

Role and context travel as startup options, so RESET, DISCARD ALL and ROLLBACK come back to them. A transaction
pooler refuses startup options; then the scope alone carries the tenant.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import conninfo as libpq
from psycopg import pq

from tenantsh.db import missing
from tenantsh.db.environment import Environment, as_it_is, in_environment
from tenantsh.db.waiting import apart
from tenantsh.model.errors import ConnectError, ConninfoError

if TYPE_CHECKING:
    from tenantsh.model.tenant import Tenant

CONNECT_SECONDS = 15
"""How long a server may take to answer, unless the person's own connect_timeout says otherwise."""

LIVELY = {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "6"}
"""What finds out within a minute and a half that nobody is there any more: the system's own settings take two hours.

Keepalives ask only where nothing is on its way; of what was sent and not acknowledged `silence` knows.
"""

AskPassword = Callable[[str], str]

_FORMS = "libpq's forms: postgresql://host/db or key=value pairs"


class AskedOnce:
    """Asks for a password once per question, however often a place is connected to."""

    def __init__(self, ask: AskPassword) -> None:
        self.ask = ask
        self._typed: dict[str, str] = {}

    def __call__(self, question: str) -> str:
        """The answer to a question, asked or remembered."""
        if question not in self._typed:
            self._typed[question] = self.ask(question)
        return self._typed[question]


@dataclass(frozen=True, slots=True)
class Target:
    """Where to connect: a libpq connection string, what libpq's environment adds to it, and who is asked."""

    conninfo: str = ""
    ask_password: AskPassword | None = None
    environment: Environment = field(default_factory=as_it_is, repr=False)
    """As it was when the person said where to go: changed later, it does not move a reconnect."""
    max_lag: float | None = None
    """How many seconds a standby may be behind that is preferred to the primary; None where none is preferred."""

    @classmethod
    def asking(cls, conninfo: str, ask: AskPassword | None, max_lag: float | None = None) -> Target:
        """A place whose password a person is asked for once, however often it is connected to."""
        return cls(conninfo, AskedOnce(ask) if ask else None, max_lag=max_lag)

    def with_password(self, password: str) -> Target:
        """The same place with a password that was typed."""
        return replace(self, conninfo=_made(self.conninfo, password=password), ask_password=None)

    def elsewhere(
        self,
        conninfo: str = "",
        *,
        database: str | None = None,
        user: str | None = None,
        host: str | None = None,
        port: str | None = None,
        fresh: bool = False,
    ) -> Target:
        r"""Where `\c` leads from here: to a connection string, single parts, or both.

        What is not named stays as it is here, or where it is `fresh`, is libpq's default in today's environment.
        A password does not go along to another server, wherever it came from, nor one that was typed or stood in the
        connection string to another login. Raises ConninfoError.
        """
        parts = {"dbname": database, "user": user, "host": host, "port": port}
        given = {**named_in(conninfo), **{key: value for key, value in parts.items() if value is not None}}
        if fresh:
            there = Target(_made(**given), self.ask_password, max_lag=self.max_lag)
        else:
            kept = _beside(given, resolved(self))
            # what these variables say is in the string now
            there = _without(replace(self, conninfo=_made(**{**kept, **given})), *_PLACING)
        return there if _server(there) == _server(self) else _with_no_password_known(there)


def _server(target: Target) -> tuple[str | None, ...]:
    found = resolved(target)
    return tuple(found.get(key) for key in ("host", "hostaddr", "port"))


def _with_no_password_known(target: Target) -> Target:
    ask = AskedOnce(target.ask_password.ask) if isinstance(target.ask_password, AskedOnce) else target.ask_password
    return _without(replace(target, ask_password=ask), "PGPASSWORD")


def _without(target: Target, *variables: str) -> Target:
    return replace(target, environment=tuple(pair for pair in target.environment if pair[0] not in variables))


def resolved(target: Target) -> dict[str, str]:
    """What a connection string, its service and the environment say together."""
    with in_environment(target.environment):
        options = {option.keyword.decode(): option.val for option in pq.Conninfo.get_defaults()}
        known = {key: value.decode() for key, value in options.items() if value}
        known.update({key: str(value) for key, value in said_in(target.conninfo).items()})
    return {"dbname": known.get("user", ""), **known}


_PLACING = ("PGSERVICE", "PGHOSTADDR")


def named_in(conninfo: str) -> dict[str, str]:
    """What a connection string says itself, by libpq's key words. Raises ConninfoError for one that it cannot read."""
    return {key: str(value) for key, value in _understood(join_conninfo(conninfo)).items()}


def _beside(given: dict[str, str], here: dict[str, str]) -> dict[str, str]:
    """What stays of a place where something else is given."""
    gone = {"service", "servicefile"}
    if any(here.get(key) != given[key] for key in ("user", "host", "hostaddr", "port") if key in given):
        gone.add("password")
    if here.get("host") != given.get("host", here.get("host")):
        gone.add("hostaddr")
    return {key: value for key, value in here.items() if key not in gone}


def join_conninfo(database: str | None, **parts: str | None) -> str:
    """A connection string from a database's name, or a whole connection string, and single parts; None is left out.

    What a whole connection string says counts more than the parts, as in psql.
    Raises ConninfoError for a string that libpq cannot read.
    """
    given = {key: value for key, value in parts.items() if value}
    if database is not None and ("=" in database or "://" in database):
        return _made(**{**given, **_understood(database)})
    return _made(**given, **({"dbname": database} if database else {}))


def spelled(options: Mapping[str, str]) -> str:
    """A connection string of options, which leaves no environment and no service the word on which address is meant."""
    return _made(**{"hostaddr": "", **{name: value for name, value in options.items() if value}})


def merge_conninfo(base: str, over: str) -> str:
    """A connection string with another one's parts in the place of its own. Raises ConninfoError."""
    return _made(**{**_understood(base), **_understood(over)})


def _understood(conninfo: str) -> dict[str, Any]:
    with _as_usage_errors():
        return libpq.conninfo_to_dict(conninfo)


def _made(conninfo: str = "", **parts: Any) -> str:
    with _as_usage_errors():
        return libpq.make_conninfo(conninfo, **parts)


@contextmanager
def _as_usage_errors() -> Iterator[None]:
    try:
        yield
    except psycopg.ProgrammingError as error:
        raise ConninfoError(str(error).strip(), hint=_FORMS) from error
    except UnicodeEncodeError as error:  # bytes of a script or a command line that are no text
        raise ConninfoError("a connection string that is not UTF-8", hint=_FORMS) from error


@dataclass(frozen=True, slots=True)
class Opened:
    """A connection, and whether the server took the tenant as startup options."""

    connection: psycopg.Connection[Any]
    target: Target
    startup: bool
    remarks: tuple[str, ...] = ()
    """What is to be told of the server that it is."""
    elected: bool = False
    """Whether it is the primary of several servers, another of which may take its place."""


def startup_settings(tenant: Tenant) -> list[tuple[str, str]]:
    """What a session of this tenant starts with, so that every reset comes back to it."""
    role = [("role", tenant.role)] if tenant.role else []
    mode = ("default_transaction_read_only", "off" if tenant.write else "on")
    return [*role, *tenant.settings, mode, ("row_security", "on"), ("standard_conforming_strings", "on")]


def open_plain(target: Target) -> Opened:
    """Connect as the login itself, with no tenant. Raises ConnectError."""
    return _near(target, lambda there: _open(there, []))


def open_tenant(target: Target, tenant: Tenant, session_id: str = "") -> Opened:
    """Connect with the tenant as startup options, or without them where they are not taken.

    The session's id is in the application's name, unless the person has given it one.

    Whoever is to write is led to the primary of several hosts. Raises ConnectError with the server's own words.
    """
    if not tenant.write:
        return _near(target, lambda one: _open_tenant(one, tenant, session_id))
    there, several = _primary_of(target)
    return replace(_open_tenant(there, tenant, session_id), elected=several)


def _near(target: Target, open_one: Callable[[Target], Opened]) -> Opened:
    """Open a place, or that of its servers which is a standby and near enough, where one is preferred."""
    if target.max_lag is None:
        return open_one(target)
    from tenantsh.db.replica import open_near  # few sessions want it, and start-up counts

    return open_near(target, open_one)


def _primary_of(target: Target) -> tuple[Target, bool]:
    """The primary among several hosts, unless the connection string says which; and whether there are several."""
    said = resolved(target)
    several = any("," in said.get(name, "") for name in ("host", "hostaddr"))
    if not several or said.get("target_session_attrs", "any") != "any":
        return replace(target, max_lag=None), several
    return replace(target, conninfo=_made(target.conninfo, target_session_attrs="primary"), max_lag=None), True


def _open_tenant(target: Target, tenant: Tenant, session_id: str) -> Opened:
    try:
        return _open(target, startup_settings(tenant), session_id)
    except _Rejected as rejected:
        # what a pooler refuses and what the server refuses read alike here (libpq keeps no SQLSTATE of a failed
        # start), so the second try decides: the scope's own statements fail with an SQLSTATE where it is the server
        try:
            return _open(rejected.target, [], session_id, startup=False)
        except ConnectError as again:  # says what is wrong: of a pooler the first one is about the options alone
            raise again from None


_WHERE = "check host, port, database and login: tenantsh takes libpq's options and environment"


def _own_options(target: Target) -> str:
    """What is to be said of server options that the person has set: a pooler may refuse them, without an SQLSTATE."""
    with in_environment(target.environment):
        if said_in(target.conninfo).get("options"):
            where = "options in the connection string are"
        elif os.environ.get("PGOPTIONS"):
            where = "PGOPTIONS is"
        else:
            return ""
    return f"; {where} set, which a pooler may refuse (docs/pgbouncer.md)"


class _Rejected(ConnectError):
    """A server that was reached said no, and not to the password."""

    target: Target


def _open(target: Target, settings: list[tuple[str, str]], session_id: str = "", *, startup: bool = True) -> Opened:
    try:
        return Opened(_dial(target, settings, session_id), target, startup and bool(settings))
    except psycopg.OperationalError as error:
        asked = _with_asked_password(target, error)
        if asked is None:
            raise _explained(error, target, with_settings=bool(settings)) from error
    return _open(asked, settings, session_id, startup=startup)


def _dial(target: Target, settings: list[tuple[str, str]], session_id: str) -> psycopg.Connection[Any]:
    with in_environment(target.environment):
        return _dialled(target, settings, session_id)


def _dialled(target: Target, settings: list[tuple[str, str]], session_id: str) -> psycopg.Connection[Any]:
    given = said_in(target.conninfo)
    name = f"tenantsh {session_id}".strip()
    extra: dict[str, Any] = {"client_encoding": "UTF8", "fallback_application_name": name}
    extra["connect_timeout"] = _seconds(given.get("connect_timeout") or os.environ.get("PGCONNECT_TIMEOUT"))
    options = [str(given.get("options") or os.environ.get("PGOPTIONS") or "")]
    options += [f"-c {name}={_escaped(value)}" for name, value in settings]
    if any(options):
        extra["options"] = " ".join(filter(None, options))
    extra.update(lively(given))

    def connect() -> psycopg.Connection[Any]:
        return psycopg.connect(target.conninfo, autocommit=True, prepare_threshold=None, **extra)

    connection = apart(connect, psycopg.Connection.close) if looks_names_up(given) else connect()
    missing.register(connection.adapters)
    return connection


def lively(given: Mapping[str, Any]) -> dict[str, str]:
    """The options that are added to what a connection string and its service say."""
    return {name: value for name, value in LIVELY.items() if name not in given}


def looks_names_up(given: Mapping[str, Any]) -> bool:
    """Whether a name server may be asked where to connect to."""
    if given.get("hostaddr") or os.environ.get("PGHOSTADDR"):
        return False
    return any(map(is_name, str(given.get("host") or os.environ.get("PGHOST") or "").split(",")))


def is_name(host: str) -> bool:
    """Whether a host is neither a socket's folder nor an address, nor this machine.

    >>> [host for host in ("", "/tmp", "10.1.2.3", "fe80::1%eth0", "localhost", "db", "db.example") if is_name(host)]
    ['db', 'db.example']
    """
    literal = host.replace(".", "").isdecimal() or ":" in host
    return not (literal or host.startswith(("/", "@")) or host in ("", "localhost"))


def _seconds(given: str | None) -> int:
    """The connect_timeout that was asked for. Raises ConnectError, in libpq's words, for what is no number."""
    try:
        return int(given) if given else CONNECT_SECONDS
    except ValueError:
        words = f'invalid integer value "{given}" for connection option "connect_timeout"'
        raise ConnectError(words, hint="connect_timeout takes seconds") from None


def said_in(conninfo: str) -> dict[str, Any]:
    """What the connection string says, and its service where it says nothing. Raises ConninfoError."""
    given = _understood(conninfo)
    service = given.get("service") or os.environ.get("PGSERVICE")
    return {**_of_service(str(service)), **given} if service else given


def _of_service(service: str) -> dict[str, str]:
    # libpq tells what a service says only of the one that the environment names
    before = os.environ.get("PGSERVICE")
    if before != service:  # another thread may be looking
        os.environ["PGSERVICE"] = service
    try:
        found = {option.keyword.decode(): option.val for option in pq.Conninfo.get_defaults()}
    finally:
        if before is None:
            del os.environ["PGSERVICE"]
        elif before != service:
            os.environ["PGSERVICE"] = before
    return {key: value.decode() for key, value in found.items() if value}


def _escaped(value: str) -> str:
    """A value inside `options`: blanks and backslashes take a backslash."""
    return "".join("\\" + char if char.isspace() or char == "\\" else char for char in value)


def _with_asked_password(target: Target, error: psycopg.OperationalError) -> Target | None:
    pgconn = error.pgconn
    if target.ask_password is None or pgconn is None or not pgconn.needs_password:
        return None
    return target.with_password(target.ask_password(f"Password for user {pgconn.user.decode()}: "))


def _explained(error: psycopg.OperationalError, target: Target, *, with_settings: bool) -> ConnectError:
    pgconn = error.pgconn
    text = str(error).strip()
    reached = pgconn is not None and not (pgconn.used_password or pgconn.needs_password)
    timed_out = isinstance(error, psycopg.errors.ConnectionTimeout)
    if with_settings and reached and not timed_out:
        rejected = _Rejected(text, hint=_WHERE)
        rejected.target = target
        return rejected
    if timed_out:
        return ConnectError(
            text,
            why="the server did not answer in time",
            hint="check host and port; connect_timeout (seconds) in the connection string waits longer",
        )
    if pgconn is not None and pgconn.used_password:
        # whether it was the password that was refused libpq does not tell: there is no SQLSTATE here
        return ConnectError(
            text,
            hint="a password comes from PGPASSWORD or the password file (~/.pgpass); if it is about a role, --role",
        )
    if pgconn is not None and pgconn.needs_password:
        return ConnectError(text, hint="set PGPASSWORD, or a line in ~/.pgpass")
    return ConnectError(text, hint=_WHERE + _own_options(target))
