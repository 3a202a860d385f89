"""The command line as one value. psql's letters mean what they mean in psql."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from tenantsh.shell.command_line import FLAGS, PSQLS
from tenantsh.shell.flags import extra_words, together
from tenantsh.shell.getopt import WORD, BadFlagError, given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.shell.getopt import Flag

SUBCOMMANDS = ("platform", "retention", "demo", "orgs", "seal", "log", "doctor", "case")

ActionKind = Literal["command", "file", "input"]


class Action(NamedTuple):
    """A `-c` or `-f`, in the order in which they were given; without any, standard input."""

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
    led: bool = False
    """Whether the first word stood before any `-d`."""
    refused: BadFlagError | None = None
    """The option that could not be understood; what stands behind it has not been read."""

    def has(self, name: str) -> bool:
        """Whether an option was given."""
        return name in self.given

    def get(self, name: str) -> str | None:
        """An option's value."""
        return self.given.get(name)

    @property
    def subcommand(self) -> str | None:
        """The subcommand, unless a `-d` before it or `--unscoped` already says that a login is meant by the word."""
        named = self.has("unscoped") or (self.has("dbname") and len(self.words) == 1 and not self.led)
        return self.words[0] if self.words and self.words[0] in SUBCOMMANDS and not named else None

    @property
    def extra_words(self) -> Sequence[str]:
        """The words that nobody has a use for."""
        return () if self.subcommand else extra_words(self.given, self.words)


def parse(argv: list[str]) -> Invocation:
    """Read the arguments, as far as psql would: to the first one that it does not know or that asks for a page."""
    found = Invocation()
    try:
        for name, value in given(argv, _flags(argv), PSQLS):
            _take(found, name, value)
            if name in ("help", "version"):
                break
    except BadFlagError as error:
        found.refused = error
    return found


def _flags(argv: list[str]) -> Sequence[Flag]:
    """The options that there are: in a plain connection `--user` is what it is to psql, `--username` cut short."""
    return [flag for flag in FLAGS if flag.name != "user"] if "--unscoped" in argv else FLAGS


_SETTINGS = frozenset(
    {"set", "variable", "pset", "echo-all", "echo-errors", "echo-queries", "echo-hidden", "quiet", "single-step"}
    | {"single-line", "no-align", "csv", "json", "field-separator", "html", "record-separator", "tuples-only"}
    | {"table-attr", "expanded", "field-separator-zero", "record-separator-zero", "output"}
)
"""Options whose order counts: the last word is the one that holds."""

_OPPOSITE = {"password": "no-password", "no-password": "password"}


def _take(found: Invocation, name: str, value: str) -> None:
    if name == WORD:
        found.led = found.led or not (found.words or found.has("dbname"))
        found.words.append(value)
    elif name in ("command", "file"):
        found.actions.append(Action("command" if name == "command" else "file", value))
    else:
        found.given.pop(_OPPOSITE.get(name, ""), None)
        found.given = together([*found.given.items(), (name, value)])
        if name in _SETTINGS:
            found.settings.append((name, value))
