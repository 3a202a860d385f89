r"""Meta-commands that are still being typed: their arguments up to the cursor, with quotes that may be open.

The rules are `slash`'s, but nothing is an error, nothing is run, and variables stay the references that they are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenantsh.lang import tokens, variables

_COMMAND = re.compile(rf"\\[^{tokens.SPACE}\\]*+")
_BLANKS = re.compile(rf"[{tokens.SPACE}]*+")
_PIECE = re.compile(
    rf"""
      (?P<plain>:(?:'{variables.NAME}'|"{variables.NAME}")|[^{tokens.SPACE}'"`:]++|:)
    | '(?P<single>(?:[^'\\]|\\.|''){{0,2000}})(?:(?P<closed>'(?!'))|\\?\Z)
    | "(?P<double>[^"]*+)"?
    | `(?P<program>[^`]*+)`?
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = re.compile(r"''|\\(.)", re.DOTALL)
_REFERENCE = re.compile(rf"""(?P<form>:['"]?|:\{{\??){tokens.LETTER_OR_DIGIT}*\Z""")
_FORMS = {":{": ":{?"}


@dataclass(frozen=True, slots=True)
class Word:
    """An argument, as far as it is typed."""

    raw: str
    """As it stands."""
    start: int
    """Where it begins in the command's text."""
    text: str
    """As the command will read it: without single quotes; double ones are the command's to read."""
    open: str = ""
    """The quote that is open at its end."""

    @property
    def end(self) -> int:
        """The place behind it."""
        return self.start + len(self.raw)

    @property
    def reference(self) -> tuple[str, int] | None:
        """The form and the beginning of a reference to a variable that is being typed at its end.

        >>> Word(":{?na", 6, ":{?na").reference, Word(":'na", 6, ":'na").reference, Word("na", 6, "na").reference
        ((':{?', 6), (":'", 6), None)
        """
        found = _REFERENCE.search(self.raw)
        if found is None or (self.open and not found["form"].endswith(self.open)):
            return None
        return _FORMS.get(found["form"], found["form"]), self.start + found.start()


@dataclass(frozen=True, slots=True)
class Typed:
    """A command up to the cursor."""

    name: str
    """With its backslash and its modifiers."""
    words: tuple[Word, ...] = ()
    """The arguments before the cursor's one."""
    word: Word | None = None
    """The argument that the cursor is in or behind, empty behind a blank; None while the name is being typed."""
    line: str = ""
    """All that stands behind the name and its blanks."""


def typed(text: str) -> Typed:
    r"""Read a command from its backslash up to the cursor.

    >>> found = typed("\\copy 'my file' us")
    >>> found.name, [word.text for word in found.words], found.word.text, found.word.start
    ('\\copy', ['my file'], 'us', 16)
    >>> typed(r"\dt").word, typed(r"\dt ").word
    (None, Word(raw='', start=4, text='', open=''))
    """
    found = _COMMAND.match(text)
    name = found[0] if found else ""
    if len(name) == len(text):
        return Typed(name)
    words, at = [], _after_blanks(text, len(name))
    begun = at
    while at < len(text):
        words.append(_word(text, at))
        at = max(_after_blanks(text, words[-1].end), at + 1)
    last = words.pop() if words and words[-1].end >= len(text) else Word("", len(text), "")
    return Typed(name, tuple(words), last, text[begun:])


def _word(text: str, start: int) -> Word:
    parts: list[str] = []
    quote, at = "", start
    while at < len(text) and (piece := _PIECE.match(text, at)) is not None:
        at = piece.end()
        quote = _open(piece)
        single = piece["single"]
        parts.append(piece[0] if single is None else _ESCAPED.sub(lambda pair: pair[1] or "'", single))
    if text.startswith("'", at):  # more escapes than anybody types
        quote, at = "'", len(text)
    return Word(text[start:at], start, "".join(parts), quote)


def _open(piece: re.Match[str]) -> str:
    """The quote that a piece leaves open."""
    kind = piece.lastgroup
    if kind in ("single", "closed"):
        return "'" if piece["closed"] is None else ""
    if kind == "plain":
        return ""
    sign = piece[0][0]
    return "" if len(piece[0]) > 1 and piece[0].endswith(sign) else sign


def _after_blanks(text: str, at: int) -> int:
    found = _BLANKS.match(text, at)
    return found.end() if found else at
