r"""Lines of input to statements and meta-commands, by psql's rules.

A `Splitter` is fed a line at a time, as psql's main loop does, and gives what is complete:

    >>> splitter = Splitter()
    >>> list(splitter.feed("select 1; select"))
    [Statement(text='select 1;', line=1)]
    >>> splitter.prompt
    '-'
    >>> list(splitter.feed("  ';';"))
    [Statement(text="select\n  ';';", line=2)]

Lexing goes on only when the next item is asked for, so a `\set` is in force for the rest of its own line.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang import tokens, variables
from tenantsh.lang.host import INERT, Host
from tenantsh.lang.routine import Routine
from tenantsh.lang.slash import Arguments

if TYPE_CHECKING:
    import re
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Statement:
    """One SQL statement as psql would send it: variables replaced, its semicolon included where it had one."""

    text: str
    line: int
    """The line on which it ended, counted from 1: psql's `psql:FILE:LINE:`."""


@dataclass(frozen=True, slots=True)
class Command:
    """A meta-command. What its arguments leave of the line is read on as SQL when the next item is asked for."""

    name: str
    r"""With its backslash: `\d+`."""
    arguments: Arguments
    line: int


Item = Statement | Command


@dataclass(slots=True)
class _Source:
    """A text being read: the line itself, or a variable's value in its place."""

    text: str
    name: str | None = None
    at: int = 0
    """How far it has been read."""
    taken: int = 0
    """How far it has gone into the buffer."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was in the buffer at some moment."""

    text: str
    depth: int


class Splitter:
    """Reads lines; holds the statement that is not complete yet.

    Takes time linear in what it is fed, and memory for one statement.
    """

    def __init__(self, host: Host = INERT, *, single_line: bool = False, commands: bool = True) -> None:
        self.line = 0
        """Lines read so far."""
        self.single_line = single_line
        """Whether a newline ends a statement too (psql's -S)."""
        self._host = host
        self._commands = commands
        self._sources: list[_Source] = []
        self._parts: list[str] = []
        self._newline_at = -1
        self.reset()

    @property
    def buffer(self) -> str:
        r"""The text of the statement that is not complete yet: what `\p` shows and `\g` sends."""
        if len(self._parts) > 1:
            self._parts = ["".join(self._parts)]
        return self._parts[0] if self._parts else ""

    @property
    def prompt(self) -> str:
        """What psql's `%R` shows: `=` at a new statement, `-` within one, or the thing that is open: `' " $ * (`."""
        if self._inside:
            return self._inside.prompt
        if self._depth:
            return "("
        return "-" if self._routine.depth or self._parts else "="

    def feed(self, text: str) -> Iterator[Item]:
        """Read a line, with or without its newline, or several; gives items as they become complete."""
        for line in text.removesuffix("\n").split("\n"):
            yield from self._read_line(line)

    def read(self, text: str) -> Iterator[Item]:
        """Read a text as one piece, newlines included: what an editor gave back, or SQL that nobody typed in lines."""
        self.line += 1
        self._sources = [_Source(text)]
        yield from self._scan()

    def finish(self) -> Statement | None:
        """The end of the input: what is in the buffer, complete or not, as psql sends it when nobody is typing."""
        text = self.take()
        return Statement(text, self.line) if text else None

    def take(self) -> str:
        """Empty the buffer and forget what was open; returns its text."""
        text = self.buffer
        self.reset()
        return text

    def reset(self) -> None:
        r"""Empty the buffer (psql's `\r`)."""
        self._parts = []
        self._inside: tokens.Open | None = None
        self._depth = 0
        self._routine = Routine()

    def mark(self) -> Mark:
        r"""The buffer as it is, for `back_to`: an `\if` takes one."""
        return Mark(self.buffer, self._depth)

    def back_to(self, mark: Mark) -> None:
        r"""Forget what came into the buffer since: the dead branch of an `\if`."""
        self._parts = [mark.text] if mark.text else []
        self._depth = mark.depth

    def finished(self, text: str) -> bool:
        """Whether nothing more is needed after `text`, for an editor that asks at every Enter; changes nothing."""
        trial = self._trial()
        last_line = text.count("\n") + 1 + self.line
        on_last_line = [item for item in trial.feed(text) if item.line == last_line]
        return trial.prompt == "=" or any(isinstance(item, Command) for item in on_last_line)

    def _trial(self) -> Splitter:
        """A copy that can be fed without a trace: no backtick runs, nobody hears of complaints."""
        return copy.deepcopy(self, {id(self._host): Host(variable=self._host.variable)})

    def _read_line(self, line: str) -> Iterator[Item]:
        self.line += 1
        if not line and not self._inside:
            return
        self._newline_at = -1
        if self._parts:
            self._parts.append("\n")
            self._newline_at = len(self._parts)
        self._sources = [_Source(line)]
        yield from self._scan()
        if self.single_line and self.prompt == "-" and not self._routine.depth:
            yield Statement(self.take(), self.line)

    def _scan(self) -> Iterator[Item]:
        while self._sources:
            item = self._step(self._sources[-1])
            if item:
                yield item
            if isinstance(item, Command):
                item.arguments.leave()
                at = item.arguments.at
                self._sources = [_Source(item.arguments.text, at=at, taken=at)]

    def _step(self, source: _Source) -> Item | None:
        """Read up to the next thing that matters, and deal with it."""
        if self._inside:
            place = self._inside.close(source.text, source.at)
            source.at, self._inside = place.at, place.inside
        if not self._parts and source.at == source.taken:
            source.at = source.taken = _end(tokens.LEADING, source)
        source.at = _end(tokens.SKIP_TO_WORD if self._routine.attentive else tokens.SKIP, source)
        if source.at == len(source.text):
            self._keep(source)
            self._sources.pop()
            return None
        return self._meet(source, source.text[source.at])

    def _meet(self, source: _Source, character: str) -> Item | None:
        match character:
            case "(":
                self._depth += 1
            case ")":
                self._depth = max(0, self._depth - 1)
            case "'":
                self._inside = tokens.STRING
            case '"':
                self._inside = tokens.IDENTIFIER
            case "$":
                return self._dollar(source)
            case "-":
                source.at = _end(tokens.LINE_COMMENT, source)
                return None
            case "/":
                self._inside = tokens.Comment()
                source.at += 1
            case ";":
                return self._semicolon(source)
            case ":":
                return self._colon(source)
            case "\\":
                return self._backslash(source)
            case _:
                return self._word(source)
        source.at += 1
        return None

    def _dollar(self, source: _Source) -> None:
        found = tokens.DOLLAR.match(source.text, source.at)
        if found:
            self._inside = tokens.Dollar(found[0])
        source.at = found.end() if found else source.at + 1

    def _word(self, source: _Source) -> None:
        found = tokens.ESCAPE_START.match(source.text, source.at)
        if found:
            self._inside = tokens.ESCAPES
        else:
            found = tokens.WORD.match(source.text, source.at)
            assert found, "the skipping patterns stop only where a word starts"
            self._routine.word(found[0], at_top=not self._depth)
        source.at = found.end()

    def _semicolon(self, source: _Source) -> Statement | None:
        source.at += 1
        if self._depth or self._routine.depth:
            return None
        self._keep(source)
        return Statement(self.take(), self.line)

    def _colon(self, source: _Source) -> None:
        found = variables.REFERENCE.match(source.text, source.at) if self._commands else None
        value = self._value(found) if found else None
        if not found or value is None:
            source.at += 1
            return
        self._keep(source)
        source.at = source.taken = found.end()
        if found["plain"]:
            self._sources.append(_Source(value, found["plain"]))
        elif value:
            self._parts.append(value)

    def _value(self, found: re.Match[str]) -> str | None:
        """What stands in the place of a variable; None leaves it as it is."""
        name = found["plain"]
        if name and any(source.name == name for source in self._sources):
            self._host.warn(f'skipping recursive expansion of variable "{name}"')
            return None
        return variables.value(found, self._host.variable)

    def _backslash(self, source: _Source) -> Command | None:
        if not self._commands:
            source.at += 1
            return None
        self._keep(source)
        forced = source.text[source.at + 1 : source.at + 2]
        if forced in (";", ":"):
            self._parts.append(forced)
            source.at = source.taken = source.at + 2
            if forced == ";":
                self._routine.restart()
            return None
        if len(self._parts) == self._newline_at:
            self._parts.pop()
        self._newline_at = -1
        self._flatten()
        arguments = Arguments(self._sources[0].text, self._sources[0].at, self._host)
        return Command(arguments.name, arguments, self.line)

    def _flatten(self) -> None:
        """Make one source of all: a command in a variable's value takes its arguments from beyond it."""
        if len(self._sources) > 1:
            self._sources = [_Source("".join(source.text[source.at :] for source in reversed(self._sources)))]

    def _keep(self, source: _Source) -> None:
        if source.at > source.taken:
            self._parts.append(source.text[source.taken : source.at])
            source.taken = source.at


def _end(pattern: re.Pattern[str], source: _Source) -> int:
    found = pattern.match(source.text, source.at)
    return found.end() if found else source.at


def split(text: str) -> list[Statement]:
    r"""SQL to its statements, as the server would: no variables and no meta-commands in it.

    >>> [statement.text for statement in split("select 1; -- one\nselect ':x;'")]
    ['select 1;', "select ':x;'"]
    """
    splitter = Splitter(commands=False)
    found = [item for item in splitter.read(text) if isinstance(item, Statement)]
    last = splitter.finish()
    return [*found, last] if last else found


def finished(text: str, host: Host = INERT) -> bool:
    r"""Whether a person who typed `text` is done: it ends a statement, or its last line has a meta-command.

    >>> finished("select 1"), finished("select 1;"), finished("select ';"), finished(r"\d users"), finished("")
    (False, True, False, True, True)
    """
    return Splitter(host).finished(text)
