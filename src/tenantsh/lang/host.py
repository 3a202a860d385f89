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


@dataclass(frozen=True, slots=True)
class Host:
    r"""The shell as the lexers see it.

    The default is inert: no variables, backticks are not run, complaints are dropped. In the dead branch of an `\if`,
    a host gives exactly that: no variable and no backtick.
    """

    variable: Lookup = _nothing
    run: Callable[[str], str] = _as_it_is
    """Runs a backtick's command line; returns its output without the last newline."""
    warn: Callable[[str], None] = _nothing
    error: Callable[[str], None] = _nothing


INERT = Host()
