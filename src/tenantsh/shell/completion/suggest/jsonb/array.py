"""The inside of `'{a,"b c"}'`, half-written or not."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ELEMENT = re.compile(r'\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)(?P<closed>"\s*)?|(?P<bare>(?:[^,{}"\\]|\\.)*))', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """The element that a text ends in."""

    before: tuple[str, ...]
    """Those before it."""
    word: str
    """What there is of it."""
    at: int
    """Where it begins: behind its quote, where it has one."""
    opened: bool
    """Whether it has one."""
    brace: bool
    """Whether the text has its brace."""


def last(text: str) -> Element | None:
    """The element at the end of a text; None where none can be: behind the brace that closes it.

    >>> last('{owner, "e ma').word, last("{a,b,").before
    ('e ma', ('a', 'b'))
    """
    if not text.strip():
        return Element((), "", len(text), opened=False, brace=False)
    at = text.find("{") + 1
    if not at or text[: at - 1].strip():
        return None
    before: list[str] = []
    while True:
        found = _ELEMENT.match(text, at)
        assert found is not None  # it may be empty
        quoted, word = found["quoted"] is not None, found["quoted"] or found["bare"] or ""
        if found.end() >= len(text):
            start = found.start("quoted") if quoted else found.start("bare")
            return None if found["closed"] else Element(tuple(before), _plain(word), start, opened=quoted, brace=True)
        if text[found.end()] != ",":
            return None
        before.append(_plain(word if quoted else word.strip()))
        at = found.end() + 1


def elements(text: str) -> list[str]:
    """All the elements of a text that is closed.

    >>> elements('{owner,"e mail"}'), elements("{}")
    (['owner', 'e mail'], [])
    """
    inner = text.strip().removesuffix("}")
    ended = last(f"{inner},") if inner.removeprefix("{").strip() else None
    return list(ended.before) if ended else []


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
