"""The few shapes of SQL text that decide where a statement ends, as regular expressions that skip all the rest.

The rules are those of psql's lexer with standard_conforming_strings on. Everything is written so that one match runs
over as much text as possible: possessive quantifiers (`*+`) keep a match linear and its memory constant.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SPACE = r" \t\n\r\f\v"
# Every non-ASCII character may stand in a name. These sets are written as what they leave out, all of it ASCII: `re`
# compiles a range up to U+10FFFF two hundred times slower, at every start.
_LETTER = r"[^\x00-@\[-^`{-\x7f]"
LETTER_OR_DIGIT = r"[^\x00-/:-@\[-^`{-\x7f]"
_WORD = rf"{_LETTER}(?:{LETTER_OR_DIGIT}|\$)*+"
_LINE_COMMENT = r"--[^\n\r]*+"

LEADING = re.compile(rf"(?:[{SPACE}]++|{_LINE_COMMENT})*+")
"""What psql leaves out in front of a statement: white space and `--` comments, but not `/* */` ones."""

LINE_COMMENT = re.compile(_LINE_COMMENT)
WORD = re.compile(_WORD)

_ATOMS = rf"""
      [\x00-!#%&*+,.<-@\[\]^`{{-\x7f]++     # blanks and operators
    | [0-9]++(?:\.[0-9]*+)?(?:[eE][-+]|{_WORD})?   # in 1e'…' opens no E string, in 1e--… no comment
    | \$[0-9]++(?:{_WORD})?              # a parameter
    | '[^']*+'                           # a doubled quote is two strings side by side
    | "[^"]*+"
    | -(?!-) | /(?!\*)
    | :(?:[:=]|(?!{LETTER_OR_DIGIT}|['"{{]))   # a cast, an assignment, an array's slice
"""
_WORDS = rf"(?![eE]'){_WORD}"

SKIP = re.compile(rf"(?: {_ATOMS} | {_WORDS} | \( (?:{_ATOMS}|{_WORDS})*+ \) )*+", re.VERBOSE)
"""Whatever cannot end a statement or change how the text after it is read."""

SKIP_TO_WORD = re.compile(rf"(?: {_ATOMS} )*+", re.VERBOSE)
"""The same, but stops at every word, for statements whose words matter."""

_COMMENT_EDGE = re.compile(r"/\*|\*/")
_CONTINUED = rf"'[ \t\f\v]*+(?:{_LINE_COMMENT})?[\n\r](?:[{SPACE}]|{_LINE_COMMENT}[\n\r])*+'"


@dataclass(frozen=True, slots=True)
class Inside:
    """A quoted thing that is open: how psql's prompt shows it, and what closes it."""

    prompt: str
    closing: re.Pattern[str]

    def close(self, text: str, at: int) -> Place:
        """Where the text from `at` on leaves this thing; at the end of the text, still inside, if nowhere."""
        found = self.closing.match(text, at)
        return Place(found.end(), None) if found else Place(len(text), self)


@dataclass(frozen=True, slots=True)
class Dollar:
    """An open `$tag$`."""

    tag: str
    prompt: str = "$"

    def close(self, text: str, at: int) -> Place:
        """As `Inside.close`."""
        found = text.find(self.tag, at)
        return Place(found + len(self.tag), None) if found >= 0 else Place(len(text), self)


@dataclass(frozen=True, slots=True)
class Comment:
    """An open `/*`; they nest."""

    depth: int = 1
    prompt: str = "*"

    def close(self, text: str, at: int) -> Place:
        """As `Inside.close`."""
        depth = self.depth
        for edge in _COMMENT_EDGE.finditer(text, at):
            depth += 1 if edge[0] == "/*" else -1
            if not depth:
                return Place(edge.end(), None)
        return Place(len(text), Comment(depth))


Open = Inside | Dollar | Comment


@dataclass(frozen=True, slots=True)
class Place:
    """A position in a text, and the quoted thing that is open there."""

    at: int
    inside: Open | None


STRING = Inside("'", re.compile(r"[^']*+'"))
ESCAPES = Inside("'", re.compile(rf"(?:[^'\\]++|\\.|''|{_CONTINUED})*+'", re.DOTALL))
IDENTIFIER = Inside('"', re.compile(r'[^"]*+"'))

OPENINGS: tuple[tuple[re.Pattern[str], Open | None], ...] = (
    (re.compile("[eE]'"), ESCAPES),
    (re.compile("'"), STRING),
    (re.compile('"'), IDENTIFIER),
    (re.compile(rf"\$(?:{_LETTER}{LETTER_OR_DIGIT}*+)?\$"), None),
    (re.compile(r"/\*"), Comment()),
)
"""What opens a quoted thing; None for a `Dollar`, which is made of the tag that was found."""
