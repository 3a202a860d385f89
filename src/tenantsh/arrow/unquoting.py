r"""Arrays, composites and ranges that PostgreSQL wrote, taken apart."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

_SUBSCRIPTS = re.compile(r"\[(-?\d+):(-?\d+)\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_DOUBLED = re.compile(r'(["\\])\1')
_PART = re.compile(r'(?:"((?:[^"\\]|""|\\\\)*)"|([^,"]*))(?:,|$)', re.DOTALL)
_RANGE = re.compile(r'"(?:[^"\\]|""|\\\\)*"|[^"\[\]()]+|[\[\]()]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Listed:
    """An array's dimensions, and its elements in order."""

    sizes: list[int]
    firsts: list[int]
    elements: list[str | None]


def listed(text: str, delimiter: str) -> Listed:
    r"""An array.

    >>> listed('{{a,NULL},{"b \\"c\\"","NULL"}}', ",")
    Listed(sizes=[2, 2], firsts=[1, 1], elements=['a', None, 'b "c"', 'NULL'])
    >>> listed("[0:1]={1,2}", ",")
    Listed(sizes=[2], firsts=[0], elements=['1', '2'])
    """
    if text.startswith("{") and text.rindex("{") == 0 and '"' not in text:
        return _plain(text[1:-1], delimiter)
    subscripts = text[: text.index("{")]
    elements: list[str | None] = []
    opened: list[int] = []  # how many braces at each depth: the parts of one dimension are equally long
    depth = 0
    for token in _tokens(delimiter).finditer(text, len(subscripts)):
        if token[0] == "{":
            opened[depth:] = [opened[depth] + 1, *opened[depth + 1 :]] if depth < len(opened) else [1]
            depth += 1
        elif token[0] == "}":
            depth -= 1
        else:
            elements.append(_element(token))
    sizes = [inner // outer for outer, inner in pairwise([*opened, len(elements)])] if elements else []
    return Listed(sizes, [int(first) for first, _ in _SUBSCRIPTS.findall(subscripts)] or [1] * len(sizes), elements)


def _plain(text: str, delimiter: str) -> Listed:
    """One dimension, and nothing quoted."""
    elements = [None if element == "NULL" else element for element in text.split(delimiter)] if text else []
    return Listed([len(elements)] if elements else [], [1] if elements else [], elements)


@lru_cache(maxsize=8)
def _tokens(delimiter: str) -> re.Pattern[str]:
    return re.compile(rf'[{{}}]|"((?:[^"\\]|\\.)*)"|[^{{}}"{re.escape(delimiter)}]+', re.DOTALL)


def _element(token: re.Match[str]) -> str | None:
    if token[1] is not None:
        return _ESCAPED.sub(r"\1", token[1])
    return None if token[0] == "NULL" else token[0]


def composed(text: str) -> list[str | None]:
    """A composite's fields; one without fields looks as if it had one that is NULL.

    >>> composed('(1,"a ""b"" c",,"")')
    ['1', 'a "b" c', None, '']
    """
    return _parts(text[1:-1])


def ranged(text: str) -> tuple[str, list[str | None], str] | None:
    """A range's brackets and bounds; None is the empty range.

    >>> ranged('["2024-01-01 00:00:00",)'), ranged("empty")
    (('[', ['2024-01-01 00:00:00', None], ')'), None)
    """
    return None if text == "empty" else (text[0], _parts(text[1:-1]), text[-1])


def ranges(text: str) -> list[str]:
    """A multirange's ranges.

    >>> ranges("{[1,3),[5,7)}"), ranges("{}")
    (['[1,3)', '[5,7)'], [])
    """
    found = [""]
    for piece in _RANGE.findall(text[1:-1]):
        if piece == "," and found[-1][-1:] in ("]", ")"):  # between two of them
            found.append("")
        else:
            found[-1] += piece
    return found if found[0] else []


def _parts(text: str) -> list[str | None]:
    found: list[str | None] = []
    at = 0
    while at <= len(text):
        part = _PART.match(text, at)
        if part is None:
            raise ValueError(f"no composite and no range: {text}")
        found.append(_DOUBLED.sub(r"\1", part[1]) if part[1] is not None else part[2] or None)
        if not part[0].endswith(","):
            break
        at = part.end()
    return found
