"""Being asked to go: SIGHUP and SIGTERM end the shell as they end psql, but not before the terminal is sane again."""

from __future__ import annotations

import os
import signal
from contextlib import contextmanager
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for number in heard:
        signal.signal(number, _ask)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def end_by(number: int) -> NoReturn:
    """End as the signal would have ended it."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(128 + number)


def _ask(number: int, _frame: object) -> None:
    signal.signal(signal.SIGALRM, lambda *_: os._exit(128 + number))
    signal.alarm(_SECONDS)
    signal.signal(number, signal.SIG_DFL)
    raise Asked(number)
