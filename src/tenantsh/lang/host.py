"""What lexing asks of the shell around it: variables, backticks, and a place for complaints."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Lookup = Callable[[str], str | None]
"""A variable's value by name; None where it is not set. A dict's `get` is one."""


def _nothing(_: str) -> None:
    """No variable is set, and complaints go nowhere."""


def _as_it_is(command: str) -> str:
    """What stands in backticks stays there, without them."""
    return command


def _always() -> bool:
    return True


def _never_mind() -> None:
    pass


@dataclass(frozen=True, slots=True)
class Host:
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


INERT = Host()
