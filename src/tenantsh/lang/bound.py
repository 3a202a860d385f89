"""A statement's text together with the values that go beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Bound(str):
    """A text in which `$1`, `$2`, … stand for values; everything that keeps the text keeps them too.

    >>> text = Bound("select $1", {"n": 5})
    >>> text == "select $1", text.values
    (True, (5,))
    """

    __slots__ = ("names", "values")

    def __new__(cls, text: str, beside: Mapping[str, object]) -> Bound:
        """The text, and its values in the order of their numbers."""
        made = super().__new__(cls, text)
        made.names, made.values = tuple(beside), tuple(beside.values())
        return made

    names: tuple[str, ...]
    """What the values were called."""
    values: tuple[object, ...]


def written_anew(text: str, before: str) -> str:
    """A text that says in other words what the one before says, with the values that stood beside that."""
    return Bound(text, dict(zip(before.names, before.values, strict=True))) if isinstance(before, Bound) else text
