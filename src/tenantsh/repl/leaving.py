"""Being asked to go: SIGHUP and SIGTERM end the shell as they end psql, but not before the terminal is sane again."""

from __future__ import annotations

import os
import signal
import sys
import termios
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SECONDS = 3
"""How long tidying up may take."""


class Asked(SystemExit):
    """The process was asked to end. A SystemExit, because asyncio lets no other exception through."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def tidily() -> Iterator[None]:
    """End in order when asked to, inside its `with`; a signal that was ignored at the start stays ignored."""
    heard = [n for n in (signal.SIGHUP, signal.SIGTERM) if signal.getsignal(n) is signal.SIG_DFL]
    settings = _terminal()
    signal.signal(signal.SIGALRM, _at_last(settings))
    for number in heard:
        signal.signal(number, _ask)
    try:
        yield
    except Asked:  # it may have come while the editor was putting the terminal in order
        _restore(settings)
        raise
    finally:
        for number in (*heard, signal.SIGALRM):
            signal.signal(number, signal.SIG_DFL)


def end_by(number: int) -> NoReturn:
    """End as the signal would have ended it."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


_asked_by = signal.SIGTERM
"""The signal that was heard last."""


def _ask(number: int, _frame: object) -> None:
    global _asked_by  # noqa: PLW0603 - a signal has nowhere else to leave word for the alarm
    _asked_by = signal.Signals(number)
    signal.alarm(_SECONDS)
    signal.signal(number, signal.SIG_DFL)
    raise Asked(number)


def _at_last(settings: list[Any] | None) -> Callable[[int, object], None]:
    """What the alarm does: the exception may have been lost where Python lets none through, or tidying up hangs."""

    def end(_number: int, _frame: object) -> None:
        _restore(settings)
        end_by(_asked_by)

    return end


def _restore(settings: list[Any] | None) -> None:
    if settings is not None:
        with suppress(termios.error):
            termios.tcsetattr(sys.stdin.fileno(), termios.TCSANOW, settings)


def _terminal() -> list[Any] | None:
    """How the terminal is set, before anybody changed that."""
    try:
        return termios.tcgetattr(sys.stdin.fileno())
    except (termios.error, OSError, ValueError):
        return None
