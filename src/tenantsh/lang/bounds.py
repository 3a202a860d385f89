"""The bounds of partitions, as the server writes them: text to values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum


class Edge(Enum):
    """A range's end where there is none."""

    MIN = "MINVALUE"
    MAX = "MAXVALUE"


Value = str | Edge | None
"""A key's value as text; None is NULL, which lists may have."""


@dataclass(frozen=True, slots=True)
class Range:
    """From the first value of a key up to the second one, without it; keys of several columns have several values."""

    lower: tuple[Value, ...]
    upper: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Values:
    """Some values of a key."""

    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Hash:
    """The rows whose key's hash leaves `remainder` when it is divided by `modulus`."""

    modulus: int
    remainder: int


@dataclass(frozen=True, slots=True)
class Default:
    """All that fits nowhere else."""


Bound = Range | Values | Hash | Default

_LIST = r"\(((?:'(?:[^']|'')*'|[^'()])*)\)"
_RANGE = re.compile(rf"FOR VALUES FROM {_LIST} TO {_LIST}", re.DOTALL)
_VALUES = re.compile(rf"FOR VALUES IN {_LIST}", re.DOTALL)
_HASH = re.compile(r"FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)")
_VALUE = re.compile(r"(?P<escaped>E?)'(?P<quoted>(?:[^']|'')*)'|(?P<plain>[^\s,']+)", re.DOTALL)


def bound(text: str) -> Bound | None:
    """A partition's bound; None for what is none.

    >>> bound("FOR VALUES FROM ('2026-01-01', MINVALUE) TO ('2026-02-01', '-5')")
    Range(lower=('2026-01-01', <Edge.MIN: 'MINVALUE'>), upper=('2026-02-01', '-5'))
    >>> bound("FOR VALUES IN ('it''s', 'a, b', NULL)")
    Values(values=("it's", 'a, b', None))
    >>> bound("FOR VALUES WITH (modulus 4, remainder 1)"), bound("DEFAULT")
    (Hash(modulus=4, remainder=1), Default())
    """
    if text == "DEFAULT":
        return Default()
    if found := _RANGE.fullmatch(text):
        return Range(_values(found[1]), _values(found[2]))
    if found := _VALUES.fullmatch(text):
        return Values(_values(found[1]))
    if found := _HASH.fullmatch(text):
        return Hash(int(found[1]), int(found[2]))
    return None


def _values(text: str) -> tuple[Value, ...]:
    return tuple(map(_value, _VALUE.finditer(text)))


def _value(found: re.Match[str]) -> Value:
    quoted = found["quoted"]
    if quoted is not None:
        plain = quoted.replace("''", "'")
        return plain.replace("\\\\", "\\") if found["escaped"] else plain
    word = found["plain"]
    if word == "NULL":
        return None
    return Edge(word) if word in ("MINVALUE", "MAXVALUE") else word
