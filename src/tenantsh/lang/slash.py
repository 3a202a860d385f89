r"""The arguments of a meta-command, by psql's rules: blanks separate them, quotes and backticks hold them together.

Unlike in SQL, a variable's value is taken as it is, and a backslash outside of quotes ends the command: `\\` joins two
on a line.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.lang import tokens, variables
from tenantsh.lang.host import INERT, Host
from tenantsh.lang.quote import quote_shell, unquote_identifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BLANKS = re.compile(rf"[{tokens.SPACE}]*+")
_COMMAND = re.compile(rf"\\[^{tokens.SPACE}\\]*+")
_PLAIN = re.compile(rf"[^{tokens.SPACE}\\'\"`:]++")
_QUOTED = re.compile(r"'((?:[^'\\]++|\\.|'')*)'(?!')", re.DOTALL)
_QUOTED_PART = re.compile(r"''|\\x(?P<hex>[0-9A-Fa-f]{1,2})|\\(?P<octal>[0-7]{1,3})|\\(?P<one>.)", re.DOTALL)
_DOUBLE_QUOTED = re.compile(r'"[^"]*+"')
_BACKTICKS = re.compile(r"`([^`]*+)`")
_IN_BACKTICKS = re.compile(rf":(?:(?P<plain>{variables.NAME})|'(?P<quoted>{variables.NAME})')")
_CONTROLS = {"n": "\n", "t": "\t", "b": "\b", "r": "\r", "f": "\f"}


class Kind(Enum):
    """How a command reads an argument."""

    NORMAL = auto()
    NAME = auto()
    """An SQL name: double quotes removed, letters outside them in lower case."""
    NAME_AS_IS = auto()
    """The same, with letters left as they are."""
    FILE_OR_PIPE = auto()
    """A `|` at its start takes the whole line."""
    WHOLE_LINE = auto()
    """All that is left of the line; nothing is replaced in it."""


class Argument(NamedTuple):
    """One argument, unquoted and replaced."""

    text: str
    quote: str = ""
    """The last quoting in it, `'`, `"` or a backtick, `:` for a variable; empty for bare text."""
    bare: int = 0
    """How many characters at its end are bare."""

    def without_semicolons(self) -> Argument:
        r"""The same without the bare semicolons at its end, for what people type out of habit: `\d users;`."""
        held = len(self.text) - self.bare
        return self._replace(text=self.text[:held] + self.text[held:].rstrip(";"))


class Arguments:
    r"""What follows a command's name, read from left to right as the command asks.

    >>> arguments = Arguments(r"\echo 'it''s' a:b \\ select 1", host=Host(variable={"b": "c"}.get))
    >>> arguments.name, [argument.text for argument in arguments]
    ('\\echo', ["it's", 'ac'])
    >>> arguments.leave()
    >>> arguments.rest
    ' select 1'
    """

    def __init__(self, text: str, at: int = 0, host: Host = INERT) -> None:
        self.text = text
        """The line, of which the command may be the middle."""
        self._host = host
        found = _COMMAND.match(text, at)
        self.name = found[0] if found else ""
        """The command with its backslash."""
        self.at = found.end() if found else at
        """How far the line has been read."""
        self._left = False

    @property
    def rest(self) -> str:
        """What has not been read yet, as it stands."""
        return self.text[self.at :]

    def __iter__(self) -> Iterator[Argument]:
        while (argument := self.next()) is not None:
            yield argument

    def next(self, kind: Kind = Kind.NORMAL) -> Argument | None:
        """The next argument; None at the end of the command, or at a quote that is never closed (an error then)."""
        self.at = _end(_BLANKS, self.text, self.at)
        if kind is Kind.WHOLE_LINE or (kind is Kind.FILE_OR_PIPE and self.text.startswith("|", self.at)):
            return self._whole_line()
        argument = self._argument()
        if argument is None or kind not in (Kind.NAME, Kind.NAME_AS_IS):
            return argument
        return argument._replace(text=unquote_identifier(argument.text, fold=kind is Kind.NAME))

    def extras(self) -> Iterator[Argument]:
        """The arguments that the command did not ask for, nothing replaced in them: psql warns of each."""
        self._host = self._host._replace(variable=INERT.variable, run=INERT.run)
        return iter(self)

    def leave(self) -> None:
        r"""Pass over what is left of the command, and over the `\\` that ends it. Done once; then it does nothing."""
        if self._left:
            return
        self._left = True
        for _ in self.extras():
            pass
        if self.text.startswith("\\\\", self.at):
            self.at += 2

    def discard(self) -> None:
        """Throw the rest of the line away, as psql does when a command fails."""
        self.at = len(self.text)
        self._left = True

    def _whole_line(self) -> Argument | None:
        line = self.rest
        self.at = len(self.text)
        return Argument(line) if line else None

    def _argument(self) -> Argument | None:
        parts: list[str] = []
        quote, bare = "", 0
        while (piece := self._piece()) is not None:
            parts.append(piece.text)
            quote, bare = (piece.quote, 0) if piece.quote else (quote, bare + len(piece.text))
        if self._is_open():
            self.at = len(self.text)
            self._host.error("unterminated quoted string")
            return None
        text, _, _ = "".join(parts).partition("\0")  # psql's strings end at a NUL, which '\0' makes
        return Argument(text, quote, bare) if parts or quote else None

    def _piece(self) -> Argument | None:
        """The next piece of an argument, of one quoting; None where it ends or a quote is not closed."""
        for pattern, read in _PIECES:
            if found := pattern.match(self.text, self.at):
                self.at = found.end()
                return read(found, self._host)
        return None

    def _is_open(self) -> bool:
        return self.text.startswith(("'", '"', "`"), self.at)


def _unescape(found: re.Match[str]) -> str:
    if number := found["hex"] or found["octal"]:
        byte = int(number, 16 if found["hex"] else 8) & 0xFF
        return bytes([byte]).decode(errors="surrogateescape")
    return _CONTROLS.get(found["one"], found["one"]) if found["one"] else "'"


def _in_quotes(found: re.Match[str], _: Host) -> Argument:
    text = _QUOTED_PART.sub(_unescape, found[1])
    if not text.isascii():
        # bytes that were escaped one by one may make a character together: \303\251 is é
        text = text.encode(errors="surrogateescape").decode(errors="surrogateescape")
    return Argument(text, "'")


def _in_backticks(found: re.Match[str], host: Host) -> Argument:
    return Argument(host.run(_IN_BACKTICKS.sub(lambda reference: _for_shell(reference, host), found[1])), "`")


def _for_shell(reference: re.Match[str], host: Host) -> str:
    value = host.variable(reference["plain"] or reference["quoted"])
    if value is None:
        return reference[0]
    if not reference["quoted"]:
        return value
    if "\n" in value or "\r" in value:
        host.error(f'shell command argument contains a newline or carriage return: "{value}"')
        return reference[0]
    return quote_shell(value)


def _reference(found: re.Match[str], host: Host) -> Argument:
    value = variables.value(found, host.variable)
    return Argument(found[0] if value is None else value, ":")


_PIECES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Host], Argument]], ...] = (
    (_PLAIN, lambda found, _: Argument(found[0])),
    (_QUOTED, _in_quotes),
    (_DOUBLE_QUOTED, lambda found, _: Argument(found[0], '"')),
    (_BACKTICKS, _in_backticks),
    (variables.REFERENCE, _reference),
    (re.compile(":"), lambda found, _: Argument(found[0])),
)


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
