"""The command line as one value. psql's letters mean what they mean in psql.

`getopt` reads clustered letters, `--name=value` and abbreviated names just as psql's own getopt_long does, for a
tenth of what argparse costs at start-up.
"""

from __future__ import annotations

import getopt
from dataclasses import dataclass, field
from typing import Literal

from tenantsh.model.errors import UsageError

SUBCOMMANDS = ("platform", "demo", "orgs")

ActionKind = Literal["command", "file"]


@dataclass(frozen=True, slots=True)
class Action:
    """A `-c` or `-f`, in the order in which they were given."""

    kind: ActionKind
    text: str


@dataclass(slots=True)
class Invocation:
    """What was asked for on the command line."""

    given: dict[str, str] = field(default_factory=dict)
    """Options with one value, or '' for switches, by long name."""
    actions: list[Action] = field(default_factory=list)
    variables: list[tuple[str, str]] = field(default_factory=list)
    psets: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    """Database and user name, or a subcommand and its words."""

    def has(self, name: str) -> bool:
        """Whether an option was given."""
        return name in self.given

    def get(self, name: str) -> str | None:
        """An option's value."""
        return self.given.get(name)

    @property
    def subcommand(self) -> str | None:
        """The subcommand, unless `-d` already says which database is meant."""
        return self.words[0] if self.words and self.words[0] in SUBCOMMANDS and not self.has("dbname") else None


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its names, its argument's name, and what help says of it."""

    name: str
    letter: str = ""
    takes: str = ""
    help: str = ""
    group: str = "General options"


_TENANT = "Whose data"
_OUTPUT = "Output (as in psql)"
_CONNECTION = "Connection (as in psql)"
_PLATFORM = "Subcommands' options"

OPTIONS = (
    Option("org", takes="ORG", help="the organization, by id or name", group=_TENANT),
    Option("user", takes="USER", help="see what this user (email or id) sees: her role decides", group=_TENANT),
    Option("role", takes="ROLE", help="the database role to assume", group=_TENANT),
    Option("write", help="allow writing (default: read only, kept by the server)", group=_TENANT),
    Option("reason", takes="TEXT", help="why you look at this customer's data", group=_TENANT),
    Option("profile", takes="NAME", help="a profile of the configuration file", group=_TENANT),
    Option("convention", takes="NAME", help="how identity reaches the policies (default: platform)", group=_TENANT),
    Option("demo", help="an embedded server with seeded data, made on first use", group=_TENANT),
    Option("i-know", help="accept a login that is above row-level security", group=_TENANT),
    Option("command", "c", "TEXT", "run one command (SQL or backslash) and exit; repeatable"),
    Option("file", "f", "FILE", "run commands from a file (- for standard input) and exit; repeatable"),
    Option("set", "v", "NAME=VALUE", "set a variable"),
    Option("variable", takes="NAME=VALUE", help="the same"),
    Option("no-psqlrc", "X", help="read no start-up file"),
    Option("quiet", "q", help="run without messages, only results"),
    Option("help", "?", help="show this help and exit"),
    Option("version", "V", help="show the version and exit"),
    Option("no-align", "A", help="unaligned output", group=_OUTPUT),
    Option("tuples-only", "t", help="rows only", group=_OUTPUT),
    Option("expanded", "x", help="each row as a record", group=_OUTPUT),
    Option("csv", help="comma-separated values", group=_OUTPUT),
    Option("json", help="one JSON array of objects (not in psql)", group=_OUTPUT),
    Option("output", "o", "FILE", "write results to a file", _OUTPUT),
    Option("field-separator", "F", "TEXT", "between the fields of unaligned output", _OUTPUT),
    Option("record-separator", "R", "TEXT", "between the records of unaligned output", _OUTPUT),
    Option("pset", "P", "NAME=VALUE", r"set an output option, as \pset does", _OUTPUT),
    Option("dbname", "d", "NAME", "database name or connection string", _CONNECTION),
    Option("host", "h", "HOST", "server host or socket directory", _CONNECTION),
    Option("port", "p", "PORT", "server port", _CONNECTION),
    Option("username", "U", "NAME", "login name", _CONNECTION),
    Option("no-password", "w", help="never ask for a password", group=_CONNECTION),
    Option("password", "W", help="ask for a password at once", group=_CONNECTION),
    Option("dsn", takes="DSN", help="connection string of the owner, for platform apply and seed", group=_PLATFORM),
    Option("print", help="platform apply: show the SQL instead", group=_PLATFORM),
    Option("scale", takes="N", help="platform seed: this many times the default size", group=_PLATFORM),
    Option("seed", takes="N", help="platform seed: the seed of the generator", group=_PLATFORM),
    Option("reset", help="platform seed: empty the tables first", group=_PLATFORM),
)

_BY_FLAG = {f"--{option.name}": option for option in OPTIONS} | {f"-{o.letter}": o for o in OPTIONS if o.letter}


def parse(argv: list[str]) -> Invocation:
    """Read the arguments. Raises UsageError for what cannot be understood."""
    letters = "".join(option.letter + (":" if option.takes else "") for option in OPTIONS if option.letter)
    names = [option.name + ("=" if option.takes else "") for option in OPTIONS]
    try:
        pairs, words = getopt.gnu_getopt(argv, letters, names)
    except getopt.GetoptError as error:
        raise UsageError(str(error), hint="tenantsh --help lists the options") from error
    found = Invocation(words=words)
    for flag, value in pairs:
        _take(found, _BY_FLAG[flag].name, value)
    if found.subcommand is None and len(words) > 2:
        raise UsageError(f'too many words: "{words[2]}"', hint="tenantsh [OPTIONS] [DATABASE [LOGIN]]")
    return found


def _take(found: Invocation, name: str, value: str) -> None:
    if name in ("command", "file"):
        found.actions.append(Action("command" if name == "command" else "file", value))
    elif name in ("set", "variable"):
        key, _, text = value.partition("=")
        found.variables.append((key, text))
    elif name == "pset":
        found.psets.append(value)
    else:
        found.given[name] = value


def help_text() -> str:
    """What `--help` prints."""
    lines = [
        "tenantsh is a psql that cannot forget whose data it is looking at.",
        "",
        "Usage:",
        "  tenantsh [OPTIONS] --org ORG [DATABASE [LOGIN]]",
        "  tenantsh [OPTIONS] --demo --org 42",
        "  tenantsh orgs [PATTERN]           organizations that this login may look up",
        "  tenantsh platform apply [--print] make or upgrade the platform's schema",
        "  tenantsh platform seed            fill it with seeded data",
        "  tenantsh demo stop|reset|status   the embedded server",
    ]
    for group in dict.fromkeys(option.group for option in OPTIONS):
        lines += ["", f"{group}:"]
        lines += [_help_line(option) for option in OPTIONS if option.group == group]
    lines += [
        "",
        r"In the shell, \? lists the commands. Exit status as psql's: 0 good, 1 error, 2 connection, 3 script.",
    ]
    return "\n".join(lines) + "\n"


def _help_line(option: Option) -> str:
    letter = f"-{option.letter}, " if option.letter else "    "
    takes = f"={option.takes}" if option.takes else ""
    return f"  {letter}--{option.name}{takes}".ljust(34) + option.help
