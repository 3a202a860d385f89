"""The flags of a session, which every door reads alike: the command line, its subcommands and the notebook.

`getopt` reads clustered letters, `--name=value` and abbreviated names just as psql's own getopt_long does, for a
tenth of what argparse costs at start-up.
"""

from __future__ import annotations

import getopt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.shell.connecting import Options


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag: its names, its argument's name, and what help says of it."""

    name: str
    letter: str = ""
    takes: str = ""
    help: str = ""
    group: str = "General options"


_TENANT = "Whose data"
_CONNECTION = "Connection (as in psql)"

WHOSE = (
    Flag("org", takes="ORG", help="the organization, by id or name", group=_TENANT),
    Flag("user", takes="USER", help="see what this user (email or id) sees: her role decides", group=_TENANT),
    Flag("role", takes="ROLE", help="the database role to assume", group=_TENANT),
    Flag("write", help="allow writing (default: read only, kept by the server)", group=_TENANT),
    Flag("reason", takes="TEXT", help="why you look at this customer's data", group=_TENANT),
    Flag("profile", takes="NAME", help="a profile of the configuration file", group=_TENANT),
    Flag("convention", takes="NAME", help="how identity reaches the policies (default: platform)", group=_TENANT),
    Flag("demo", help="an embedded server with seeded data, made on first use", group=_TENANT),
    Flag("unscoped", help="a plain connection like psql's, with no organization around it: for DBAs", group=_TENANT),
    Flag("i-know", help="accept a login that is above row-level security", group=_TENANT),
)

CONNECTION = (
    Flag("dbname", "d", "NAME", "database name or connection string", _CONNECTION),
    Flag("host", "h", "HOST", "server host or socket directory", _CONNECTION),
    Flag("port", "p", "PORT", "server port", _CONNECTION),
    Flag("username", "U", "NAME", "login name", _CONNECTION),
    Flag("no-password", "w", help="never ask for a password", group=_CONNECTION),
    Flag("password", "W", help="ask for a password at once", group=_CONNECTION),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed."""

    flags: list[tuple[str, str]]
    """Names and values in their order; '' for a flag that takes none."""
    words: list[str]
    """What stood between the flags."""


def read(argv: Sequence[str], flags: Iterable[Flag]) -> Typed:
    """Read flags by any of their names.

    >>> read(["-d", "x", "--org=42", "y"], [*WHOSE, *CONNECTION])
    Typed(flags=[('dbname', 'x'), ('org', '42')], words=['y'])

    Raises UsageError for one that is not among them or lacks its value.
    """
    known = {f"--{flag.name}": flag.name for flag in flags}
    known |= {f"-{flag.letter}": flag.name for flag in flags if flag.letter}
    letters = "".join(flag.letter + (":" if flag.takes else "") for flag in flags if flag.letter)
    names = [flag.name + ("=" if flag.takes else "") for flag in flags]
    try:
        pairs, words = getopt.gnu_getopt(argv, letters, names)
    except getopt.GetoptError as error:
        raise UsageError(str(error)) from error
    return Typed([(known[typed], value) for typed, value in pairs], words)


def options(given: Mapping[str, str], words: Sequence[str] = ()) -> Options:
    """What flags say of where to go and whose data to see; words are psql's database and login name."""
    from tenantsh.shell.connecting import Options

    return Options(
        conninfo=conninfo(given, words),
        org=given.get("org"),
        user=given.get("user"),
        role=given.get("role"),
        write=True if "write" in given else None,
        profile=given.get("profile"),
        convention=given.get("convention"),
        demo="demo" in given,
        reason=given.get("reason"),
        i_know="i-know" in given,
        unscoped="unscoped" in given,
    )


def conninfo(given: Mapping[str, str], words: Sequence[str] = ()) -> str:
    """The connection string that flags and words describe; libpq fills in the rest. Raises UsageError."""
    from tenantsh.db.connect import join_conninfo

    named = dict(zip(("dbname", "username"), words, strict=False))
    return join_conninfo(
        given.get("dbname") or named.get("dbname"),
        host=given.get("host"),
        port=given.get("port"),
        user=given.get("username") or named.get("username"),
    )
