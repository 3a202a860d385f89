"""A filter as somebody might type it: one of the many ways in which the language lets it be written."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING

from tests.lang.filters.reference.terms import (
    And,
    Anywhere,
    Bare,
    Compare,
    Date,
    Has,
    In,
    Is,
    Not,
    Or,
    Pattern,
    Some,
)

if TYPE_CHECKING:
    from random import Random

    from tests.lang.filters.reference.terms import Filter, Path, Scalar, Step

_RESERVED = ("and", "or", "not", "in", "is")
_BARE_KEY = re.compile(r"[^\s\[\](){}=!<>~*^,.\"':;&|\\`\x00-\x1f\x7f]+")
_BARE_VALUE = re.compile(r"[^\s\[\](),;\"'=!<>~\x00-\x1f\x7f]+")
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*", re.DOTALL)
_IN_SINGLE = re.compile(r"[^\x00-\x1f\x7f]*")
_KEEPS_BACKSLASHES = re.compile(r"(?:[^\"\\\x00-\x1f]|\\[^\"\\/bfnrtu])*")
"""What double quotes take as it is: a backslash before what is no escape of JSON's stays one."""
_POSITION = re.compile(r"-?[0-9]+")
"""A key that stands alone in brackets and reads as if elements had positions: refused without quotes."""
_RANGES = ("<", "<=", ">", ">=")
_TEXTS = ("*=", "!*=", "^=", "!^=", "=~", "=~*", "!=~", "!=~*")
"""Signs behind which all values are texts."""


def spelled(rng: Random, what: Filter) -> str:
    """The filter as text."""
    return _Spelling(rng).any_of(what)


class _Spelling:
    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def any_of(self, what: Filter) -> str:
        """A whole filter, or what stands in brackets: `or` binds least."""
        if isinstance(what, Or) and not self._perhaps(0.2):
            return f"{self._blank(1)}or{self._blank(1)}".join(map(self._all_of, what.parts))
        return self._all_of(what)

    def _all_of(self, what: Filter) -> str:
        if isinstance(what, And) and not self._perhaps(0.2):
            return self._joined([self._one(part) for part in what.parts])
        return self._one(what)

    def _joined(self, parts: list[str]) -> str:
        text = parts[0]
        for part in parts[1:]:
            joint = f"{self._blank(1)}and{self._blank(1)}" if self._perhaps(0.3) else self._blank(1)
            text += joint + part
        return text

    def _one(self, what: Filter) -> str:
        match what:
            case And() | Or():
                return f"({self._blank()}{self.any_of(what)}{self._blank()})"
            case Not(part):
                return f"{self._rng.choice(('!', '! ', 'not '))}{self._one(part)}"
            case _ if self._perhaps(0.05):
                return f"({self._term(what)})"
            case _:
                return self._term(what)

    def _term(self, what: Filter) -> str:
        match what:
            case Compare(path, sign, value):
                around = self._blank() if self._perhaps(0.2) else ""
                return f"{self._path(path)}{around}{sign}{around}{self._operand(sign, value)}"
            case In(path, values, negated):
                comma = self._rng.choice((",", ",", ", ", " , "))
                word = f"not{self._blank(1)}in" if negated else "in"
                listed = comma.join(self._value(value) for value in values)
                listed = f"({self._blank()}{listed}{self._blank()})" if self._perhaps(0.2) else listed
                return f"{self._path(path)}{self._blank(1)}{word}{self._blank(1)}{listed}"
            case Is(path, kind, negated):
                word = f"is{self._blank(1)}not" if negated else "is"
                return f"{self._path(path)}{self._blank(1)}{word}{self._blank(1)}{kind}"
            case Has(path, negated):
                return f"{'missing' if negated else 'has'}:{self._path(path)}"
            case Anywhere(value):
                return f"any:{self._value(value)}"
            case Bare(path):
                return self._path(path)
            case Some(path, inner):
                text = self.any_of(inner)
                text = json.dumps(text) if _POSITION.fullmatch(text) else text
                return f"{self._path(path)}[{self._blank()}{text}{self._blank()}]"
            case _:
                raise AssertionError(what)

    def _path(self, path: Path) -> str:
        return ".".join(map(self._step, path))

    def _step(self, step: Step) -> str:
        plain = bool(_BARE_KEY.fullmatch(step.name)) and step.name.lower() not in _RESERVED
        return (step.name if plain and not self._perhaps(0.15) else self._quoted(step.name)) + "[]" * step.each

    def _operand(self, sign: str, value: Scalar | Date | Pattern) -> str:
        match value:
            case Date(text):
                return text
            case Pattern(text):
                return self._text(text)
            case str() if sign in _TEXTS:
                return self._text(value)
            case str() if sign in _RANGES and _DATE.fullmatch(value):
                return self._quoted(value)
            case _:
                return self._value(value)

    def _value(self, value: Scalar) -> str:
        if isinstance(value, str):
            return self._quoted(value) if _means_more(value) else self._text(value)
        return str(value) if isinstance(value, Decimal) else json.dumps(value)

    def _text(self, text: str) -> str:
        return text if _BARE_VALUE.fullmatch(text) and not self._perhaps(0.3) else self._quoted(text)

    def _quoted(self, text: str) -> str:
        if _IN_SINGLE.fullmatch(text) and self._perhaps(0.4):
            return "'" + text.replace("'", "''") + "'"
        if _KEEPS_BACKSLASHES.fullmatch(text) and self._perhaps(0.3):
            return f'"{text}"'
        return json.dumps(text, ensure_ascii=self._perhaps(0.5))

    def _blank(self, least: int = 0) -> str:
        return " " * least if self._perhaps(0.8) else self._rng.choice(("  ", "\t", "\n", " \n "))

    def _perhaps(self, chance: float) -> bool:
        return self._rng.random() < chance


def _means_more(text: str) -> bool:
    """Whether a text without quotes is no string."""
    return text in ("true", "false", "null") or bool(_NUMBER.fullmatch(text))
