r"""The one table of commands: the decorator that fills it, and how a command is found.

One entry serves dispatch, `\?`, usage errors, completion, the notebook and the docs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from tenantsh.commands import load, load_all
from tenantsh.commands.kinds import arguments_of
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Outcome, Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.commands.kinds import Argument

Handler = Callable[..., "Result | Iterable[Outcome] | None"]
"""`handler(ctx, *arguments)`: arguments are texts, already split and unquoted by `lang`."""

H = TypeVar("H", bound=Handler)


class Reads(Enum):
    """How a command reads what follows its name."""

    WORDS = "words"
    NAMES = "names"
    """As SQL names: letters outside of double quotes are folded."""
    FILE = "file"
    """A file, or `|` and a whole shell command."""
    LINE = "line"
    """All of the line as it stands."""
    ITSELF = "itself"
    """The handler gets the `Arguments` and reads them."""


_CHOOSY = frozenset({r"\d", r"\dA", r"\df", r"\dF", r"\dP"})
"""Lists whose first letter psql looks at; what comes after it is overlooked here too."""


class Command(NamedTuple):
    """A meta-command: its name with the backslash, what it takes, and what runs."""

    name: str
    usage: str
    """Arguments as help shows them: `[PATTERN]`."""
    group: str
    handler: Handler
    examples: tuple[str, ...]
    least: int
    most: int
    modifiers: str
    """Letters that may follow the name: `S+`."""
    reads: Reads = Reads.WORDS
    keeps_semicolons: bool = False
    """Whether semicolons at the end of an argument belong to it."""
    direct: bool = False
    r"""Whether what it says goes to standard output wherever `\o` sends results."""
    in_dead_branches: bool = False
    r"""Whether it counts in the dead branch of an `\if` too."""
    sends: bool = False
    """Whether it sends the query buffer, and so ends the statement that is being typed."""
    alias_of: str | None = None
    leads_elsewhere: bool = False
    """Whether what follows is meant for another place or tenant: where it fails, a tenant's script ends."""
    since: int = 0
    """The major of psql that has it first; 0 for all of them."""
    arguments: tuple[Argument | None, ...] = ()
    """The kinds of its arguments, as its handler's annotations say; None for those of none."""
    endless: Argument | None = None
    """The kind of all arguments behind these."""

    def argument(self, at: int) -> Argument | None:
        """The kind of one of its arguments, counted from 0."""
        return self.arguments[at] if at < len(self.arguments) else self.endless

    @property
    def summary(self) -> str:
        """The first line of the handler's docstring, without its full stop."""
        return (inspect.getdoc(self.handler) or "").split("\n", 1)[0].rstrip(".")

    def takes(self, letters: str) -> bool:
        r"""Whether these letters may follow the name; in lists psql overlooks those that it does not know: `\dt;`."""
        if set(letters) <= set(self.modifiers):
            return True
        lists = bool(self.modifiers) and self.name.startswith(r"\d")
        return lists and (self.name not in _CHOOSY or letters[0] in self.modifiers)


class Registry:
    """Commands by name; a name can be taken only once."""

    def __init__(self, load_all: Callable[[], None] = lambda: None) -> None:
        """`load_all` is called before all commands are looked at, and takes in those that are missing."""
        self._commands: dict[str, Command] = {}
        self._load_all = load_all

    @classmethod
    def of(cls, commands: Iterable[Command]) -> Registry:
        """A registry of just these commands; one that is a registry is taken as it is."""
        if isinstance(commands, cls):
            return commands
        made = cls()
        for command in commands:
            made.add(command)
        return made

    def add(self, command: Command) -> None:
        """Take a command in; raises ValueError where its name is taken."""
        if command.name in self._commands:
            raise ValueError(f"two commands are called {command.name}")
        self._commands[command.name] = command

    def __iter__(self) -> Iterator[Command]:
        self._load_all()
        return iter(tuple(self._commands.values()))

    def find(self, word: str) -> tuple[Command, str]:
        r"""The command and the modifiers that a typed word means: `\d+` is `\d` with `+`.

        Raises UsageError with near names.
        """
        found = self.meant(word)
        if found is None:
            raise UsageError(f"invalid command {word}", hint=self.suggestion(word))
        return found

    def suggestion(self, word: str) -> str:
        """What to do instead of a command that there is not."""
        self._load_all()
        return _suggestion(word, self._commands)

    def meant(self, word: str) -> tuple[Command, str] | None:
        """As `find`; None where there is no such command."""
        for cut in range(len(word), 1, -1):
            load(word[:cut])
            command = self._commands.get(word[:cut])
            letters = word[cut:]
            if command and (not letters or command.takes(letters)):
                return command, letters
        return None


REGISTRY = Registry(load_all)


def command(
    name: str,
    usage: str = "",
    *,
    group: str,
    examples: Sequence[str] = (),
    modifiers: str = "",
    reads: Reads = Reads.WORDS,
    keeps_semicolons: bool = False,
    direct: bool = False,
    in_dead_branches: bool = False,
    sends: bool = False,
    aliases: Sequence[str] = (),
    leads_elsewhere: bool = False,
    since: int = 0,
) -> Callable[[H], H]:
    r"""Register a handler: its signature says how many arguments it takes and of what kinds, its docstring is its help.

    A handler is called with the context and the arguments that were typed; one that takes `modifiers` by that
    name is told the letters (`S`, `+`). The other options are fields of `Command`.
    """

    def register(handler: H) -> H:
        positional = [p for p in inspect.signature(handler).parameters.values() if p.name != "modifiers"][1:]
        least = sum(p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD for p in positional)
        endless = any(p.kind is p.VAR_POSITIONAL for p in positional)
        most = 10_000_000 if endless else sum(p.kind is p.POSITIONAL_OR_KEYWORD for p in positional)
        kinds, rest = _kinds(positional, getattr(handler, "__globals__", {}))
        made = Command(
            name,
            usage,
            group,
            handler,
            tuple(examples),
            least,
            most,
            modifiers,
            reads,
            keeps_semicolons,
            direct,
            in_dead_branches,
            sends,
            leads_elsewhere=leads_elsewhere,
            since=since,
            arguments=kinds,
            endless=rest,
        )
        REGISTRY.add(made)
        for alias in aliases:
            REGISTRY.add(made._replace(name=alias, alias_of=name))
        return handler

    return register


def _kinds(
    parameters: Sequence[inspect.Parameter], names: Mapping[str, object]
) -> tuple[tuple[Argument | None, ...], Argument | None]:
    """The kinds of a handler's arguments, one by one, and that of all that follow."""
    kinds: list[Argument | None] = []
    rest: Argument | None = None
    for parameter in parameters:
        found = arguments_of(parameter.annotation, names)
        known = [None if kind is ... else kind for kind in found] or [None]
        if parameter.kind is parameter.VAR_POSITIONAL or found[-1:] == (...,):
            rest = known[0]
        else:
            kinds += known
    return tuple(kinds), rest


def invoke(ctx: Context, found: Command, letters: str, arguments: Sequence[object]) -> Iterable[Outcome]:
    """Run a command; its results one by one. Raises UsageError where the arguments are too few."""
    if len(arguments) < found.least:
        raise UsageError(f"{found.name}: missing required argument", hint=f"{found.name} {found.usage}".rstrip())
    answer = found.handler(ctx, *arguments, modifiers=letters) if found.modifiers else found.handler(ctx, *arguments)
    if answer is None:
        return ()
    return (answer,) if isinstance(answer, Result) else answer


def _suggestion(word: str, known: dict[str, Command]) -> str:
    from difflib import get_close_matches  # only when someone mistyped

    near = get_close_matches(word, known, n=3, cutoff=0.6) if len(word) > 2 else []
    return f"did you mean {' or '.join(near)}? \\? lists the commands" if near else "\\? lists the commands"
