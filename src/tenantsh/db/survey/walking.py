r"""Walking documents: JSON texts in, what was met at each path out. Completion's keys and `\keys` are made of it.

A document's values are only put in lists here, a list for each path; who needs them counts lists, which Python does
several times as quickly as value by value.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import Any

DEEPEST = 6
"""Levels of objects below the top that are looked into."""
ELEMENTS = 25
"""Elements of an array that are looked at."""
KEYS = 2000
"""Different keys of one object that are counted: where there are more, they are somebody's identifiers."""


CUT = "\N{HORIZONTAL ELLIPSIS}cut off"
"""Stands in outlines of large documents for what is long, and in an array for all that is in it."""


class Number(str):
    """A number as the document writes it: Python's own would lose digits, or refuse to have as many."""

    __slots__ = ()


TYPES: dict[type, str] = {
    str: "string",
    Number: "number",
    bool: "boolean",
    dict: "object",
    list: "array",
    type(None): "null",
}
"""JSON's types by those of Python's that stand for them here."""

_decode = json.JSONDecoder(parse_int=Number, parse_float=Number, parse_constant=Number).decode


@dataclass(slots=True)
class Met:
    """What was met at one path: each value in its row, the newest last."""

    values: list[Any] = field(default_factory=list)
    rows: array[int] = field(default_factory=partial(array, "L"))
    """The row of each value."""
    elements: list[Any] = field(default_factory=list)
    """What is in its arrays, and is no object or array itself."""
    holders: array[int] = field(default_factory=partial(array, "L"))
    """The row of each element."""
    nested: int = 0
    """How many elements are arrays."""
    below: Level | None = None
    """The keys of its objects, and of the objects in its arrays."""


@dataclass(slots=True)
class Level:
    """The objects at one path."""

    objects: int = 0
    keys: dict[str, Met] = field(default_factory=dict)
    beyond: array[int] = field(default_factory=partial(array, "L"))
    """The rows of keys that were one too many."""


class Walk:
    """A walk over documents; `top` is what was met."""

    def __init__(self, *, into_arrays: bool = False) -> None:
        self.top = Level()
        self.nodes = 0
        """Values that were looked at."""
        self.kinds: Counter[str] = Counter()
        """The types of the documents themselves."""
        self._into_arrays = into_arrays
        """Whether objects are looked for where no filter reaches their keys: in a document that is an array, and in
        arrays in arrays in arrays."""

    def document(self, text: str, row: int = 0) -> bool:
        """Walk one document; whether it is JSON."""
        try:
            read = _decode(text)
        except (ValueError, RecursionError):
            return False
        self.kinds[TYPES[type(read)]] += 1
        if type(read) is dict:
            self._object(read, self.top, row, 0)
        elif type(read) is list and self._into_arrays:
            self._array(read, self.top, row, 0)
        return True

    def _object(self, value: dict[str, Any], level: Level, row: int, depth: int) -> None:
        level.objects += 1
        self.nodes += 1 + len(value)
        keys = level.keys
        for name, inner in value.items():
            met = keys.get(name)
            if met is None:
                if len(keys) >= KEYS:
                    if not level.beyond or level.beyond[-1] != row:
                        level.beyond.append(row)
                    continue
                met = keys[name] = Met()
            met.values.append(inner)
            met.rows.append(row)
            kind = type(inner)
            if kind is dict:
                if depth < DEEPEST:
                    if met.below is None:
                        met.below = Level()
                    self._object(inner, met.below, row, depth + 1)
            elif kind is list:
                self._values(inner, met, row, depth)

    def _values(self, value: list[Any], met: Met, row: int, depth: int) -> None:
        """The elements of a key's array: objects and arrays are walked, the others noted."""
        if len(value) > ELEMENTS:
            value = value[:ELEMENTS]
        self.nodes += len(value)
        kinds = set(map(type, value))
        if dict in kinds or list in kinds:
            for element in value:
                self._element(element, met, row, depth)
        elif value != [CUT]:
            met.elements.extend(value)
            met.holders.extend([row] * len(value))

    def _element(self, element: Any, met: Met, row: int, depth: int) -> None:
        kind = type(element)
        if kind is not dict and kind is not list:
            met.elements.append(element)
            met.holders.append(row)
            return
        met.nested += kind is list
        if depth >= DEEPEST:
            return
        if met.below is None:
            met.below = Level()
        if kind is dict:
            self._object(element, met.below, row, depth + 1)
        else:
            self._array(element, met.below, row, depth + 2)

    def _array(self, value: list[Any], level: Level, row: int, depth: int) -> None:
        """The objects in an array; no filter reaches those in arrays in it."""
        for element in value[:ELEMENTS]:
            kind = type(element)
            if kind is dict:
                self._object(element, level, row, depth)
            elif kind is list and self._into_arrays and depth < DEEPEST:
                self._array(element, level, row, depth + 1)
