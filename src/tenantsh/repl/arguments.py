"""The command line as one value. psql's letters mean what they mean in psql."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tenantsh.model.errors import UsageError
from tenantsh.shell.flags import CONNECTION, WHOSE, Flag, read

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


_OUTPUT = "Output (as in psql)"
_PLATFORM = "Subcommands' options"

FLAGS = (
    *WHOSE,
    Flag("command", "c", "TEXT", "run one command (SQL or backslash) and exit; repeatable"),
    Flag("file", "f", "FILE", "run commands from a file (- for standard input) and exit; repeatable"),
    Flag("set", "v", "NAME=VALUE", "set a variable"),
    Flag("variable", takes="NAME=VALUE", help="the same"),
    Flag("no-psqlrc", "X", help="accepted as in psql; there is no start-up file yet"),
    Flag("quiet", "q", help="run without messages, only results"),
    Flag("help", "?", help="show this help and exit"),
    Flag("version", "V", help="show the version and exit"),
    Flag("no-align", "A", help="unaligned output", group=_OUTPUT),
    Flag("tuples-only", "t", help="rows only", group=_OUTPUT),
    Flag("expanded", "x", help="each row as a record", group=_OUTPUT),
    Flag("csv", help="comma-separated values", group=_OUTPUT),
    Flag("json", help="one JSON array of objects (not in psql)", group=_OUTPUT),
    Flag("output", "o", "FILE", "write results to a file", _OUTPUT),
    Flag("field-separator", "F", "TEXT", "between the fields of unaligned output", _OUTPUT),
    Flag("record-separator", "R", "TEXT", "between the records of unaligned output", _OUTPUT),
    Flag("pset", "P", "NAME=VALUE", r"set an output option, as \pset does", _OUTPUT),
    *CONNECTION,
    Flag("dsn", takes="DSN", help="connection string of the owner, for platform apply and seed", group=_PLATFORM),
    Flag("print", help="platform apply: show the SQL instead", group=_PLATFORM),
    Flag("scale", takes="N", help="platform seed: this many times the default size", group=_PLATFORM),
    Flag("seed", takes="N", help="platform seed: the seed of the generator", group=_PLATFORM),
    Flag("anchor", takes="DAY", help="platform seed: the day on which the data ends (default: today)", group=_PLATFORM),
    Flag("reset", help="platform seed: empty the tables first", group=_PLATFORM),
)


def parse(argv: list[str]) -> Invocation:
    """Read the arguments. Raises UsageError for what cannot be understood."""
    try:
        typed = read(argv, FLAGS)
    except UsageError as error:
        raise UsageError(error.what, hint="tenantsh --help lists the options") from error
    found = Invocation(words=typed.words)
    for name, value in typed.flags:
        _take(found, name, value)
    if found.subcommand is None and len(found.words) > 2:
        raise UsageError(f'too many words: "{found.words[2]}"', hint="tenantsh [OPTIONS] [DATABASE [LOGIN]]")
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
    for group in dict.fromkeys(flag.group for flag in FLAGS):
        lines += ["", f"{group}:"]
        lines += [_help_line(flag) for flag in FLAGS if flag.group == group]
    lines += [
        "",
        r"In the shell, \? lists the commands. Exit status as psql's: 0 good, 1 error, 2 connection, 3 script.",
    ]
    return "\n".join(lines) + "\n"


def _help_line(flag: Flag) -> str:
    letter = f"-{flag.letter}, " if flag.letter else "    "
    takes = f"={flag.takes}" if flag.takes else ""
    return f"  {letter}--{flag.name}{takes}".ljust(34) + flag.help
