"""A server's error or notice as a person reads it: libpq's words for every verbosity, with LINE and caret."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

Verbosity = Literal["terse", "default", "verbose", "sqlstate"]
ShownContext = Literal["never", "errors", "always"]

_ERRORS = ("ERROR", "FATAL", "PANIC")
_SHOWN_COLUMNS = 60
"""What LINE shows of a long line, in terminal columns."""
_AFTER_CARET = 10
"""Columns that stay to the right of the caret when a line is cut on both sides."""

_LINE_END = re.compile(r"\r\n?|\n")

_OBJECTS = (
    ("SCHEMA NAME", "schema_name"),
    ("TABLE NAME", "table_name"),
    ("COLUMN NAME", "column_name"),
    ("DATATYPE NAME", "datatype_name"),
    ("CONSTRAINT NAME", "constraint_name"),
)


@dataclass(frozen=True, slots=True)
class Message:
    """An error or notice of the server's, or of libpq itself when it has only a text.

    >>> Message({"severity": "ERROR", "sqlstate": "42P01", "message_primary": "no such table"}).told("verbose")
    'ERROR:  42P01: no such table'
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    """libpq's error fields by its names in lower case: `sqlstate`, `message_primary`, `message_detail`, …"""
    statement: str = ""
    """The text that a `statement_position` counts in; empty where it was not sent with this message's statement."""
    text: str = ""
    """What is told where there is no field with the message: libpq's own words."""

    @property
    def severity(self) -> str:
        """ERROR, FATAL, PANIC, WARNING, NOTICE, …, in English; empty for libpq's own words."""
        return self.fields.get("severity_nonlocalized", self.fields.get("severity", ""))

    @property
    def sqlstate(self) -> str:
        """The five characters that say what kind of message it is."""
        return self.fields.get("sqlstate", "")

    @property
    def primary(self) -> str:
        """The one sentence that says what happened."""
        return self.fields.get("message_primary", self.text)

    def told(self, verbosity: Verbosity = "default", context: ShownContext = "errors") -> str:
        """The message as psql prints it with VERBOSITY and SHOW_CONTEXT; several lines, without the last newline."""
        if "message_primary" not in self.fields:
            return self.text.rstrip("\n")
        severity = self.fields.get("severity")
        return (f"{severity}:  " if severity else "") + "\n".join(self._lines(verbosity, context))

    def _lines(self, verbosity: Verbosity, context: ShownContext) -> Iterator[str]:
        if verbosity == "sqlstate" and self.sqlstate:
            yield self.sqlstate
            return
        state = f"{self.sqlstate}: " if verbosity == "verbose" and self.sqlstate else ""
        brief = verbosity in ("terse", "sqlstate")
        position, text = self._place()
        shows_line = bool(position and text) and not brief
        at = f" at character {position}" if position and not shows_line else ""
        yield f"{state}{self.fields.get('message_primary', '')}{at}"
        if brief:
            return
        if shows_line:
            yield from pointed(text, int(position))
        yield from self._details(context)
        if verbosity == "verbose":
            yield from self._origin()

    def _place(self) -> tuple[str, str]:
        """The position of what is wrong, and the text that it counts in; the text is empty where it is not known."""
        if "statement_position" in self.fields:
            return self.fields["statement_position"], self.statement
        return self.fields.get("internal_position", ""), self.fields.get("internal_query", "")

    def _details(self, context: ShownContext) -> Iterator[str]:
        shows_context = context == "always" or (context == "errors" and self.severity in _ERRORS)
        for title, name in (
            ("DETAIL", "message_detail"),
            ("HINT", "message_hint"),
            ("QUERY", "internal_query"),
            *((("CONTEXT", "context"),) if shows_context else ()),
        ):
            if name in self.fields:
                yield f"{title}:  {self.fields[name]}"

    def _origin(self) -> Iterator[str]:
        for title, name in _OBJECTS:
            if name in self.fields:
                yield f"{title}:  {self.fields[name]}"
        function, file, line = (self.fields.get(f"source_{part}") for part in ("function", "file", "line"))
        if function or file or line:
            yield f"LOCATION:  {f'{function}, ' if function else ''}{f'{file}:{line}' if file and line else ''}"


def pointed(text: str, position: int) -> Iterator[str]:
    """LINE and the caret under a character of a text, counted from 1; nothing where the text has no such place."""
    at = position - 1
    if not 0 <= at <= len(text):
        return
    number, start, end = _line_around(text, at)
    first, last = _cut(text, start, end, at)
    shown = text[first:last].replace("\t", " ")
    lead = f"LINE {number}: {'...' if first > start else ''}"
    yield f"{lead}{shown}{'...' if last < end else ''}"
    yield " " * (len(lead) + _columns(text, first, at)) + "^"


def _line_around(text: str, at: int) -> tuple[int, int, int]:
    """The number of the line that a character is in, and where it starts and ends."""
    before = [found.end() for found in _LINE_END.finditer(text, 0, at)]
    after = _LINE_END.search(text, at)
    return len(before) + 1, before[-1] if before else 0, after.start() if after else len(text)


def _cut(text: str, start: int, end: int, at: int) -> tuple[int, int]:
    """The part of a line that is shown: the right is cut first, then the left, until it is short enough."""
    if _fits(text[start:end], _SHOWN_COLUMNS):
        return start, end
    if _fits(text[start:at], _SHOWN_COLUMNS - _AFTER_CARET):
        return start, start + _fitting(text[start:end], _SHOWN_COLUMNS)
    end = at + _fitting(text[at:end], _AFTER_CARET)
    return max(start, end - _fitting(reversed(text[start:end]), _SHOWN_COLUMNS)), end


def _fits(piece: str, columns: int) -> bool:
    return _fitting(piece, columns) == len(piece)


def _fitting(piece: Iterable[str], columns: int) -> int:
    """How many of the first characters fit into so many columns."""
    count = 0
    for char in piece:
        columns -= _width(char)
        if columns < 0:
            break
        count += 1
    return count


def _columns(text: str, start: int, end: int) -> int:
    return sum(map(_width, text[start:end]))


def _width(char: str) -> int:
    """The terminal columns that libpq counts for a character: none takes less than one."""
    return 1 if char < "\u1100" else 2 if east_asian_width(char) in "WF" else 1
