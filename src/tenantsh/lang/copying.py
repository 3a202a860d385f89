r"""`\copy` as it is typed, and COPY FROM STDIN as psql's lexer knows it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from tenantsh.model.errors import UsageError

Place = Literal["file", "program", "results", "standard"]

_BLANKS = " \t\n\r"
_PIECE = re.compile(
    r"""[ \t\n\r]*(?P<piece>[eE]'(?:[^'\\]|\\.|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|'(?:[^']|'')*(?:'|$)"""
    r"""|[.,()]|[^ \t\n\r.,()"']+)"""
)
_TARGET = re.compile(r"""[ \t\n\r]*(?P<piece>'(?:[^']|'')*(?:'|$)|;|[^ \t\n\r;']+)""")
_STREAMS: dict[str, Place] = {"stdin": "results", "stdout": "results", "pstdin": "standard", "pstdout": "standard"}


@dataclass(frozen=True, slots=True)
class Copy:
    r"""What `\copy` asks for."""

    statement: str
    """The COPY that the server gets."""
    comes_in: bool
    """Whether it is a COPY FROM."""
    place: Place
    """`results` is where results go, or the script itself; `standard` the program's own standard streams."""
    name: str = ""
    """The file's path or the program's command line."""


def parsed(text: str) -> Copy:
    r"""Read what stands behind `\copy`; no variable is replaced in it, as in psql. Raises UsageError in psql's words.

    >>> parsed("users (id) to 'users.csv' csv").statement
    'COPY  users ( id ) TO STDOUT csv'
    """
    if not text.strip(_BLANKS):
        raise UsageError(r"\copy: arguments required")
    reading = _Reading(text)
    what = reading.what()
    comes_in = reading.direction()
    place, name = reading.place()
    stream = "FROM STDIN" if comes_in else "TO STDOUT"
    return Copy(f"COPY {what} {stream} {reading.rest()}", comes_in, place, name)


class _Reading:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0

    def _next(self, pattern: re.Pattern[str] = _PIECE) -> str:
        found = pattern.match(self._text, self._at)
        if not found:
            raise UsageError(r"\copy: parse error at end of line")
        self._at = found.end()
        return found["piece"]

    def what(self) -> str:
        """The table with its columns, or the query, as psql puts its pieces together."""
        piece = self._next()
        lead = ""
        if piece.lower() == "binary":
            lead, piece = piece, self._next()
        if piece == "(":
            return lead + " (" + self._in_parentheses()
        name = piece
        self._peeked = self._next()
        while self._peeked == ".":
            name += "." + self._next()
            self._peeked = self._next()
        columns = ""
        if self._peeked == "(":
            columns = " ("
            while (piece := self._next()) != ")":
                columns += f" {piece}"
            columns += " )"
            self._peeked = self._next()
        return f"{lead} {name}{columns}"

    def _in_parentheses(self) -> str:
        pieces, depth = "", 1
        while depth:
            piece = self._next()
            depth += {"(": 1, ")": -1}.get(piece, 0)
            pieces += f" {piece}"
        self._peeked = self._next()
        return pieces

    def direction(self) -> bool:
        word = self._peeked.lower()
        if word not in ("from", "to"):
            raise UsageError(rf'\copy: parse error at "{self._peeked}"')
        return word == "from"

    def place(self) -> tuple[Place, str]:
        piece = self._next(_TARGET)
        if piece.lower() == "program":
            line = self._next(_TARGET)
            if not line.startswith("'"):
                raise UsageError(rf'\copy: parse error at "{line}"')
            return "program", _unquoted(line)
        if piece.lower() in _STREAMS:
            return _STREAMS[piece.lower()], ""
        return "file", _unquoted(piece)

    def rest(self) -> str:
        return self._text[self._at :].strip(_BLANKS)


def _unquoted(piece: str) -> str:
    if not piece.startswith("'"):
        return piece
    return piece[1:].removesuffix("'").replace("''", "'")


_WORDS = re.compile(
    r"""
      (?P<skip>--[^\n\r]*|'(?:[^']|'')*'?|"(?:[^"]|"")*"?)
    | (?P<dollar>\$(?:\w*)\$)
    | (?P<comment>/\*)
    | (?P<mark>[();])
    | (?P<word>[^\x00-@\[-^`{-\x7f][^\x00-#%-/:-@\[-^`{-\x7f]*)
    """,
    re.VERBOSE,
)
_COMMENT_END = re.compile(r"\*/")


def copies_in(text: str) -> int:
    r"""How many statements of a text are COPY … FROM STDIN, right or wrong: psql 18 reads their data in any case.

    >>> copies_in("copy t from stdin"), copies_in("select 1; copy t (a) from stdin"), copies_in("copy t to stdout")
    (1, 1, 0)
    """
    folded = text.lower()
    if "copy" not in folded or ("stdin" not in folded and "stdout" not in folded):
        return 0
    count, depth, first, before, at = 0, 0, True, "", 0
    copying = False
    while found := _WORDS.search(text, at):
        at = found.end()
        kind = found.lastgroup
        if kind == "word" and not depth:
            word = found[0].lower()
            copying = (word == "copy") if first else copying
            if copying and before == "from" and word in ("stdin", "stdout"):
                count, copying = count + 1, False
            first, before = False, word
        elif kind == "mark":
            depth = max(0, depth + {"(": 1, ")": -1}.get(found[0], 0))
            first = first and found[0] != "("
            before = ""
            if found[0] == ";" and not depth:
                first, copying = True, False
        elif kind == "skip" and not found[0].startswith("--"):
            first, before = False, ""
        elif kind in ("dollar", "comment"):
            at = _end_of(text, found, at)
    return count


def _end_of(text: str, found: re.Match[str], at: int) -> int:
    if found.lastgroup == "comment":
        end = _COMMENT_END.search(text, at)
        return end.end() if end else len(text)
    closing = text.find(found[0], at)
    return closing + len(found[0]) if closing >= 0 else len(text)
