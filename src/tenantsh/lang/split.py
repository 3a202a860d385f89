r"""Lines of input to statements and meta-commands, by psql's rules.

A `Splitter` is fed a line at a time, as psql's main loop does, and gives what is complete:

    >>> splitter = Splitter()
    >>> list(splitter.feed("select 1; select"))
    [Statement(text='select 1;', line=1)]
    >>> splitter.prompt
    '-'
    >>> list(splitter.feed("  ';';"))
    [Statement(text="select\n  ';';", line=2)]

Reading goes on only when the next item is asked for, so a `\set` is in force for the rest of its own line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang.bound import Bound
from tenantsh.lang.host import INERT, Host
from tenantsh.lang.scan import Mark, Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.lang.slash import Arguments


class Statement(NamedTuple):
    """One SQL statement as psql would send it: variables replaced, with its semicolon if it had one."""

    text: str
    """A `Bound` where values go beside it."""
    line: int
    """The line on which it ended, counted from 1: psql's `psql:FILE:LINE:`."""


class Command(NamedTuple):
    r"""A meta-command. What its arguments leave of the line is read on when the next item is asked for."""

    name: str
    r"""With its backslash: `\d+`."""
    arguments: Arguments
    line: int


Item = Statement | Command


class Splitter:
    """Reads lines; holds the statement that is not complete yet.

    Takes time linear in what it is fed, and memory for one statement.
    """

    def __init__(self, host: Host = INERT, *, single_line: bool = False) -> None:
        self.line = 0
        """Lines read so far."""
        self.single_line = single_line
        """Whether the end of a line ends a statement too (psql's -S)."""
        self._host = host
        self._scanner = Scanner(host)
        self._edited: str | None = None
        self._newline_at = -1
        """How many pieces the buffer had when only a newline had come from this line; -1 once that is past."""

    @property
    def standard_strings(self) -> bool:
        """The server's standard_conforming_strings; it may change from line to line."""
        return self._scanner.standard

    @standard_strings.setter
    def standard_strings(self, value: bool) -> None:
        self._scanner.standard = value

    @property
    def comments(self) -> bool:
        """Whether `--` comments within a statement are sent with it: since psql 15."""
        return self._scanner.comments

    @comments.setter
    def comments(self, value: bool) -> None:
        self._scanner.comments = value

    @property
    def buffer(self) -> str:
        r"""The text of the statement that is not complete yet: what `\p` shows and `\g` sends."""
        return self._scanner.buffer

    @property
    def prompt(self) -> str:
        """What psql's `%R` shows: `=` at a new statement, `-` within one, or the thing that is open: `' " $ * (`."""
        if self._scanner.inside:
            return self._scanner.inside.prompt
        if self._scanner.depth:
            return "("
        return "-" if self._scanner.routine.depth or self._scanner.pieces else "="

    @property
    def quoting(self) -> bool:
        """Whether a quoted thing is open, in which an empty line counts."""
        return self._scanner.inside is not None

    def feed(self, text: str) -> Iterator[Item]:
        """Read a line, with or without its newline, or several; gives items as they become complete."""
        for line in text.removesuffix("\n").split("\n"):
            yield from self._read_line(line)

    def feed_whole(self, text: str) -> Iterator[Item]:
        """Read a text as one line, whatever newlines stand in it: to a command of `-c` they are blanks."""
        yield from self._read_line(text)

    def finish(self) -> Statement | None:
        """The end of the input: what is in the buffer, complete or not, as psql sends it when nobody is typing."""
        text = self.take()
        return Statement(text, self.line) if text and self._host.active() else None

    def take(self) -> str:
        r"""Empty the buffer and forget what was open in it; its text, with what goes beside it. What `\g` does."""
        text = Bound(self.buffer, self._scanner.beside) if self._scanner.beside else self.buffer
        self.reset()
        return text

    def reset(self) -> None:
        r"""Empty the buffer and forget what was open in it (psql's `\r`)."""
        self._scanner.reset()

    def edit(self, text: str) -> None:
        r"""Read this text next, instead of the buffer and the rest of the line: what an editor gave back (`\e`)."""
        self.reset()
        self._edited = text

    def end_line(self) -> None:
        r"""Put a newline behind what is in the buffer, unless there is one: psql's `\e` leaves it there."""
        text = self.buffer
        if text and not text.endswith("\n"):
            self._scanner.add("\n")

    def mark(self) -> Mark:
        r"""The buffer as it is, for `back_to`: an `\if` takes one."""
        return self._scanner.mark()

    def back_to(self, mark: Mark) -> None:
        r"""Forget what came into the buffer since: the end of an `\if`'s dead branch. As psql 18 does.

        Older ones do not forget that a function's body began there.
        """
        self._scanner.back_to(mark)

    def finished(self, text: str) -> bool:
        """Whether nothing more is needed after `text`, for an editor that asks at every Enter; changes nothing."""
        trial = self._trial()
        items = list(trial.feed(text))
        return trial.prompt == "=" or any(isinstance(item, Command) and item.line == trial.line for item in items)

    def prompts(self, text: str) -> list[str]:
        """What `prompt` is after each line of `text`, for an editor that shows it; changes nothing."""
        trial = self._trial()
        return [_fed(trial, line).prompt for line in text.split("\n")]

    def _trial(self) -> Splitter:
        """A copy that can be fed without a trace: no backtick runs, nobody hears of complaints."""
        import copy

        return copy.deepcopy(self, {id(self._host): Host(variable=self._host.variable)})

    def _read_line(self, line: str) -> Iterator[Item]:
        self.line += 1
        self._edited = None
        if not line and not self._scanner.inside:
            return
        if self._scanner.pieces:
            self._scanner.add("\n")
            self._newline_at = self._scanner.pieces
        self._scanner.open(line)
        while stop := self._scanner.scan():
            yield from self._statement() if stop == ";" else self._command()
        self._newline_at = -1
        if self.single_line and self.prompt == "-" and not self._scanner.routine.depth:
            yield from self._statement()

    def _statement(self) -> Iterator[Statement]:
        self._newline_at = -1
        if self._host.active():
            yield Statement(self.take(), self.line)
        else:
            # it stays in the buffer, until the shell goes back to what was there before its dead branch
            self._host.ignored()

    def _command(self) -> Iterator[Command]:
        from tenantsh.lang.slash import Arguments

        # psql leaves no trace of a line that holds only a command in the statement around it
        if self._scanner.pieces == self._newline_at:
            self._scanner.drop_last()
        self._newline_at = -1
        source = self._scanner.close()
        arguments = Arguments(source.text, source.at, self._host)
        yield Command(arguments.name, arguments, self.line)
        arguments.leave()
        if self._edited is None:
            self._scanner.open(arguments.text, arguments.at)
        else:
            self._scanner.open(self._edited)
            self._edited = None


def _fed(splitter: Splitter, line: str) -> Splitter:
    for _ in splitter.feed(line):
        pass
    return splitter


def split(text: str) -> list[str]:
    r"""SQL to its statements, as the server reads it: colons and backslashes are nothing special.

    >>> split("select 1; -- one\nselect ':x;'")
    ['select 1;', "select ':x;'"]
    """
    scanner = Scanner(INERT, shell=False)
    scanner.open(text)
    statements = []
    while scanner.scan():
        statements.append(scanner.buffer)
        scanner.reset()
    return [*statements, scanner.buffer] if scanner.pieces else statements


def finished(text: str, host: Host = INERT) -> bool:
    r"""Whether a person who typed `text` is done: it ends a statement, or its last line has a meta-command.

    >>> finished("select 1"), finished("select 1;"), finished("select ';"), finished(r"\d users"), finished("")
    (False, True, False, True, True)
    """
    return Splitter(host).finished(text)
