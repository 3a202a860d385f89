"""Just enough of a shell over the splitter to be held against psql: what the real one does with its items, in short."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.lang.oracle import Heard

from tenantsh.lang.host import Host
from tenantsh.lang.split import Command, Splitter

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.lang.scan import Mark
    from tenantsh.lang.slash import Arguments


@dataclass
class Branch:
    r"""An `\if` that is open."""

    active: bool
    mark: Mark
    ever: bool
    """Whether one of its branches has been taken, or none can be."""
    last: bool = False
    """Whether its `\\else` has come."""


@dataclass
class SmallShell:
    """Plays one script; `heard` is what psql would have done."""

    heard: Heard = field(default_factory=Heard)
    variables: dict[str, str] = field(default_factory=dict)
    branches: list[Branch] = field(default_factory=list)
    previous: str = ""

    def __post_init__(self) -> None:
        self.splitter = Splitter(Host(self.variable, self.run, self.warn, self.error, self.active))

    def play(self, script: str) -> Heard:
        self.heard.prompts = "="
        for line in script.removesuffix("\n").split("\n"):
            for item in self.splitter.feed(line):
                if isinstance(item, Command):
                    self.command(item)
                else:
                    self.send(item.text)
            ready = "=" if self.active() else "@"
            self.heard.prompts += self.splitter.prompt.replace("=", ready)
        if last := self.splitter.finish():
            self.send(last.text)
        if self.branches:
            self.error("reached EOF without finding closing \\endif(s)")
        return self.heard

    def active(self) -> bool:
        return all(branch.active for branch in self.branches)

    def variable(self, name: str) -> str | None:
        return self.variables.get(name) if self.active() else None

    def run(self, command: str) -> str:
        if not self.active():
            return command
        return subprocess.run(["sh", "-c", command], stdout=subprocess.PIPE).stdout.decode().removesuffix("\n")

    def warn(self, text: str) -> None:
        self.heard.complaints.append(f"{self.splitter.line}: warning: {text}")

    def error(self, text: str) -> None:
        self.heard.complaints.append(f"{self.splitter.line}: error: {text}")

    def send(self, text: str) -> None:
        self.heard.sent.append(text)
        self.heard.lines.append(self.splitter.line)
        self.previous = text

    def command(self, command: Command) -> None:
        known: dict[str, Callable[[Arguments], None]] = {
            r"\echo": self.echo,
            r"\set": self.set,
            r"\unset": self.unset,
            r"\g": self.go,
            r"\p": self.show,
            r"\r": lambda _: self.splitter.reset(),
            r"\if": self.begin_if,
            r"\else": self.begin_else,
            r"\endif": self.end_if,
        }
        if command.name not in known:
            self.fail(f"invalid command {command.name}", command.arguments)
            return
        if self.active() or command.name in {r"\if", r"\else", r"\endif"}:
            known[command.name](command.arguments)
        if self.active():
            for extra in command.arguments.extras():
                self.warn(f'{command.name}: extra argument "{extra.text}" ignored')

    def echo(self, arguments: Arguments) -> None:
        self.heard.stdout += " ".join(argument.text for argument in arguments) + "\n"

    def set(self, arguments: Arguments) -> None:
        name, *values = [argument.text for argument in arguments]
        self.variables[name] = "".join(values)

    def unset(self, arguments: Arguments) -> None:
        name = arguments.next()
        if name:
            self.variables.pop(name.text, None)

    def go(self, _: Arguments) -> None:
        self.send(self.splitter.take() or self.previous)

    def show(self, _: Arguments) -> None:
        if text := self.splitter.buffer or self.previous:
            self.heard.stdout += text + "\n"

    def begin_if(self, arguments: Arguments) -> None:
        outer = self.active()
        mark = self.splitter.mark()
        words = [argument.text for argument in (arguments if outer else arguments.extras())]
        taken = outer and self.truth(" ".join(words))
        self.branches.append(Branch(taken, mark, ever=taken or not outer))

    def truth(self, text: str) -> bool:
        if text in {"TRUE", "FALSE", "true", "false", "1", "0"}:
            return text in {"TRUE", "true", "1"}
        self.error(f'unrecognized value "{text}" for "\\if expression": Boolean expected')
        return False

    def begin_else(self, arguments: Arguments) -> None:
        if not self.branches or self.branches[-1].last:
            reason = "cannot occur after \\else" if self.branches else "no matching \\if"
            self.fail(f"\\else: {reason}", arguments)
            return
        branch = self.branches[-1]
        if not branch.active:
            self.splitter.back_to(branch.mark)
        branch.mark = self.splitter.mark()
        branch.active, branch.ever, branch.last = not branch.ever, True, True

    def end_if(self, arguments: Arguments) -> None:
        if not self.branches:
            self.fail("\\endif: no matching \\if", arguments)
            return
        branch = self.branches.pop()
        if not branch.active:
            self.splitter.back_to(branch.mark)

    def fail(self, text: str, arguments: Arguments) -> None:
        self.error(text)
        arguments.discard()
