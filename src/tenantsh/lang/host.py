"""What lexing asks of the shell around it: variables, backticks, and a place for complaints."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

Lookup = Callable[[str], str | None]
"""A variable's value by name; None where it is not set. A dict's `get` is one."""


class Beside(NamedTuple):
    """A value that goes to the server beside the statement's text, as a parameter."""

    name: str
    """The same for references that are one parameter: GROUP BY must find what SELECT has."""
    value: object
    end: int
    """The place behind the reference."""


Finds = Callable[[str, int], Beside | None]
"""What the `:name` at this place of a text refers to; None leaves it to the variables."""


def _nothing_beside(_text: str, _at: int) -> None:
    """No value stands outside of the text."""


def _nothing(_: str) -> None:
    """No variable is set, and complaints go nowhere."""


def _as_it_is(command: str) -> str:
    """What stands in backticks stays there, without them."""
    return command


def _always() -> bool:
    return True


def _never_mind() -> None:
    pass


def _let_it_stand(_name: str, _before: Callable[[], str]) -> None:
    pass


class Host(NamedTuple):
    r"""The shell as the lexers see it.

    The default is inert: no variables, backticks are not run, complaints are dropped.
    """

    variable: Lookup = _nothing
    r"""In the dead branch of an `\if`, no variable is set."""
    run: Callable[[str], str] = _as_it_is
    """Runs a backtick's command line; returns its output without the last newline, in a dead branch the line itself."""
    warn: Callable[[str], None] = _nothing
    error: Callable[[str], None] = _nothing
    active: Callable[[], bool] = _always
    """Whether statements are to be run: not in a dead branch, where they are passed over."""
    ignored: Callable[[], None] = _never_mind
    """Told of each statement that was passed over."""
    beside: Finds = _nothing_beside
    """Asked before `variable` for a `:name` in a statement: a notebook's Python variables become parameters."""
    unknown: Callable[[str, Callable[[], str]], None] = _let_it_stand
    """Told of a `:name` that is nobody's, with what gives the statement before it; raises where it must not be sent."""


INERT = Host()
