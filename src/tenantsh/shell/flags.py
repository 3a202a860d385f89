"""The flags of a session, which every door reads alike: the command line, its subcommands and the notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.shell.getopt import WORD, Flag, given

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.shell.connecting import Options

_TENANT = "Whose data"
_CONNECTION = "Connection (as in psql)"

WHOSE = (
    Flag("org", takes="ORG", help="the organization, by id or name", group=_TENANT),
    Flag("user", takes="USER", help="see what this user (email or id) sees: her role decides", group=_TENANT),
    Flag("role", takes="ROLE", help="the database role to assume", group=_TENANT),
    Flag("write", help="allow writing (default: read only, kept by the server)", group=_TENANT),
    Flag("replica", help="read from a standby near enough, else from the primary", group=_TENANT),
    Flag("max-lag", takes="TIME", help="how far behind that may be: 500ms, 10s, 2min (default: 30s)", group=_TENANT),
    Flag("allow", takes="RULE", help="let a rule of the guard through without asking; repeatable", group=_TENANT),
    Flag("reason", takes="TEXT", help="why you look at this customer's data", group=_TENANT),
    Flag("profile", takes="NAME", help="a profile of the configuration file", group=_TENANT),
    Flag("admin-profile", takes="NAME", help=r"a profile that may see every row, for \why", group=_TENANT),
    Flag("convention", takes="NAME", help="how identity reaches the policies (default: platform)", group=_TENANT),
    Flag("demo", help="an embedded server with seeded data, made on first use", group=_TENANT),
    Flag("unscoped", help="for DBAs: a plain connection like psql's, no organization", group=_TENANT),
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


class Typed(NamedTuple):
    """What was typed."""

    flags: list[tuple[str, str]]
    """Names and values in their order; '' for a flag that takes none."""
    words: list[str]
    """What stood between the flags."""


def read(argv: Sequence[str], flags: Sequence[Flag]) -> Typed:
    """Read flags by any of their names.

    >>> read(["-d", "x", "--org=42", "y"], [*WHOSE, *CONNECTION])
    Typed(flags=[('dbname', 'x'), ('org', '42')], words=['y'])

    Raises BadFlagError for one that is not among them or lacks its value.
    """
    pairs = list(given(argv, flags))
    return Typed([pair for pair in pairs if pair[0] != WORD], [word for name, word in pairs if name == WORD])


def together(flags: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Flags by their names; what a repeated one was given last, and of `--allow` all that it was given.

    >>> together([("org", "42"), ("allow", "call"), ("allow", "do-block")])
    {'org': '42', 'allow': 'call,do-block'}
    """
    found: dict[str, str] = {}
    for name, value in flags:
        found[name] = f"{found[name]},{value}" if name == "allow" and name in found else value
    return found


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
        admin=given.get("admin-profile"),
        demo="demo" in given,
        reason=given.get("reason"),
        i_know="i-know" in given,
        unscoped="unscoped" in given,
        replica=True if "replica" in given else None,
        max_lag=given.get("max-lag"),
        allow=tuple(given["allow"].split(",")) if "allow" in given else (),
    )


def conninfo(given: Mapping[str, str], words: Sequence[str] = ()) -> str:
    """The connection string that flags and words describe; libpq fills in the rest. Raises UsageError."""
    from tenantsh.db.connect import join_conninfo

    said = {**_named(given, words), **given}
    return join_conninfo(said.get("dbname"), host=said.get("host"), port=said.get("port"), user=said.get("username"))


def extra_words(given: Mapping[str, str], words: Sequence[str]) -> Sequence[str]:
    """The words that name neither database nor login name, because others or flags have done so."""
    return words[len(_named(given, words)) :]


def _named(given: Mapping[str, str], words: Sequence[str]) -> dict[str, str]:
    """What words stand for: the database and the login name, where no flag says it."""
    return dict(zip([name for name in ("dbname", "username") if name not in given], words, strict=False))
