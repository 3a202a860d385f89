"""Semicolons inside a function's BEGIN ATOMIC … END body: psql's way of knowing them."""

from __future__ import annotations

_INITIALS = {"create": "c", "function": "f", "procedure": "p", "or": "o", "replace": "r"}
_UNDECIDED = frozenset({"", "c", "co", "cor"})
_ROUTINES = frozenset({"cf", "cp", "corf", "corp"})


class Routine:
    """Follows a statement's words, to know whether it defines a function and how deep in its body it is.

    Only the first words say so: CREATE [OR REPLACE] FUNCTION or PROCEDURE. After them BEGIN opens the body, CASE nests
    in it, END closes either.

    >>> routine = Routine()
    >>> for word in "create function f() begin atomic select case".split(): routine.word(word, at_top=True)
    >>> routine.depth
    2
    """

    __slots__ = ("_start", "depth")

    def __init__(self) -> None:
        self._start = ""
        self.depth = 0
        """BEGINs and CASEs that are open."""

    def restart(self) -> None:
        r"""Another statement follows in the same text, after `\\;`."""
        self._start = ""

    def copy(self) -> Routine:
        """One that goes its own way from here."""
        other = Routine()
        other._start, other.depth = self._start, self.depth
        return other

    @property
    def attentive(self) -> bool:
        """Whether words matter: the first ones have not said yet that this is no function, or it is one."""
        return self._start in _UNDECIDED or self._start in _ROUTINES

    def word(self, word: str, *, at_top: bool) -> None:
        """Take the next unquoted word; `at_top` says that it is in no parentheses."""
        folded = word.lower() if word.isascii() else word  # the Kelvin sign is not a k
        if self._start in _UNDECIDED:
            self._start += _INITIALS.get(folded, "-")
        if self._start in _ROUTINES and at_top:
            self._body_word(folded)

    def _body_word(self, word: str) -> None:
        if word == "begin" or (word == "case" and self.depth):
            self.depth += 1
        elif word == "end" and self.depth:
            self.depth -= 1
