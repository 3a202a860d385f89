"""The command line as one value. psql's letters mean what they mean in psql."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tenantsh.model.errors import UsageError
from tenantsh.shell.command_line import FLAGS
from tenantsh.shell.flags import read

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
    settings: list[tuple[str, str]] = field(default_factory=list)
    """Variables and output options in the order in which they were given: `("set", "NAME=VALUE")`, `("csv", "")`."""
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


def parse(argv: list[str]) -> Invocation:
    """Read the arguments. Raises UsageError for what cannot be understood."""
    try:
        typed = read(_topics(argv), FLAGS)
    except UsageError as error:
        raise UsageError(error.what, hint="tenantsh --help lists the options") from error
    found = Invocation(words=typed.words)
    for name, value in typed.flags:
        _take(found, name, value)
    if found.subcommand is None and len(found.words) > 2:
        raise UsageError(f'too many words: "{found.words[2]}"', hint="tenantsh [OPTIONS] [DATABASE [LOGIN]]")
    return found


def _topics(argv: list[str]) -> list[str]:
    """`--help=TOPIC` as an option that takes a value: getopt knows no optional ones."""
    return [f"--help-topic={word[7:]}" if word.startswith("--help=") else word for word in argv]


_SETTINGS = frozenset(
    {"set", "variable", "pset", "echo-all", "echo-errors", "echo-queries", "echo-hidden", "quiet", "single-step"}
    | {"single-line", "no-align", "csv", "json", "field-separator", "html", "record-separator", "tuples-only"}
    | {"table-attr", "expanded", "field-separator-zero", "record-separator-zero"}
)
"""Options whose order counts: the last word is the one that holds."""


def _take(found: Invocation, name: str, value: str) -> None:
    if name in ("command", "file"):
        found.actions.append(Action("command" if name == "command" else "file", value))
    elif name == "help-topic":
        found.given["help"] = value
    elif name in _SETTINGS:
        found.settings.append((name, value))
        found.given[name] = value
    else:
        found.given[name] = value
