"""The tokens of a filter: what stands at a place is asked by who wants it there."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tenantsh.lang.filters import words
from tenantsh.lang.filters.errors import FilterError

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import NoReturn

    from tenantsh.lang.filters.tree import Value

    Given = Callable[[str], Value | list[Value] | None]
    """What a value without quotes stands for that begins with a colon: others, or itself, which is None."""

_SPACE = re.compile(r"\s*")
_DOUBLE = re.compile(r'"((?:[^"\\]|\\.)*)("?)', re.DOTALL)
_SINGLE = re.compile(r"'((?:[^']|'')*)('?)")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PAIRS = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_ESCAPED = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}


class Scanner:
    """A filter's text and a place in it."""

    def __init__(self, text: str, given: Given) -> None:
        self.text = text
        self.given = given
        self.at = 0
        for found in re.finditer("[\0\ud800-\udfff]", text):
            self._unsendable(found[0], found.start())

    def fail(self, what: str, at: int | None = None, *, why: str | None = None, hint: str | None = None) -> NoReturn:
        """Raise what is wrong with the filter at a place; it is the current one where none is given."""
        raise FilterError(what, self.text, self.at if at is None else at, why=why, hint=hint)

    def expected(self, what: str, *, hint: str | None = None) -> NoReturn:
        """Raise that something else was expected here."""
        self.fail(f"expected {what}, found {self.found()}", hint=hint)

    def found(self) -> str:
        """What stands here, in words."""
        run = words.KEY.match(self.text, self.at)
        if run is not None and len(run[0]) <= 40:
            return words.quote(run[0])
        return words.quote(self.text[self.at]) if self.at < len(self.text) else "the end"

    def skip(self) -> bool:
        """Skip blanks; whether there were any, or the text ended."""
        before = self.at
        found = _SPACE.match(self.text, self.at)
        self.at = found.end() if found else self.at
        return self.at > before or self.at == len(self.text)

    def looking_at(self, characters: str) -> bool:
        """Whether one of these characters stands here."""
        return self.at < len(self.text) and self.text[self.at] in characters

    def take(self, text: str) -> bool:
        """Read this text if it stands here."""
        if not self.text.startswith(text, self.at):
            return False
        self.at += len(text)
        return True

    def match(self, pattern: re.Pattern[str]) -> str | None:
        """Read what the pattern matches here; None where it does not."""
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def word(self, at: int | None = None) -> str:
        """The word without quotes that stands here, or at a place: in lower case, and not read."""
        found = words.KEY.match(self.text, self.at if at is None else at)
        return found[0].lower() if found else ""

    def take_word(self, word: str) -> bool:
        """Read a word of the language if it stands here."""
        if self.word() != word:
            return False
        self.at += len(word)
        return True

    def quoted(self) -> str | None:
        """Read a text in quotes; None where there is none."""
        start = self.at
        pattern = _DOUBLE if self.looking_at('"') else _SINGLE
        found = pattern.match(self.text, self.at)
        if found is None:
            return None
        if not found[2]:
            self.fail("this quote is not closed", start)
        self.at = found.end()
        inside = _unescaped(found[1]) if pattern is _DOUBLE else found[1].replace("''", "'")
        for character in "\0", *_SURROGATE.findall(inside):
            if character in inside:
                self._unsendable(character, start)
        return inside

    def _unsendable(self, character: str, at: int) -> NoReturn:
        what = f"\\u{ord(character):04x}"
        name = "the null character" if character == "\0" else "half of a surrogate pair"
        self.fail(f"{what} cannot be looked for", at, why=f"{name} is in no jsonb document: PostgreSQL refuses it")


def _unescaped(text: str) -> str:
    r"""What a JSON string says; an escape that JSON does not know keeps its backslash, for regular expressions."""

    def plain(found: re.Match[str]) -> str:
        if found[1]:
            return chr(int(found[1], 16))
        return _ESCAPED.get(found[2], found[0])

    return _PAIRS.sub(
        lambda pair: json.loads(f'"\\u{ord(pair[0][0]):x}\\u{ord(pair[0][1]):x}"'), _ESCAPE.sub(plain, text)
    )
