"""Waiting for the server, and Ctrl-C meanwhile: heard where nothing can be lost by it, and kept until then elsewhere.

KeyboardInterrupt may come between any two bytecodes. In the midst of reading answers it would leave some of them
unread, and the next statement would be shown this one's rows.
"""

from __future__ import annotations

import select
import threading

# not from `signal`, whose wrappers look for each handler in an enum: in Python 3.11 it fails, slowly, at each statement
from _signal import SIGINT, default_int_handler, getsignal, signal  # type: ignore[import-not-found]
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Value = TypeVar("Value")


class Interrupts:
    """Holds Ctrl-C back inside its `with`, except in `heard()`.

    Python's own handler is replaced, and only in the main thread; a program that has set another keeps it.
    """

    def __init__(self) -> None:
        self.pending = False
        """Whether Ctrl-C came and was not heard."""
        self._listening = False
        self._ours = False

    def __enter__(self) -> Interrupts:
        self.pending = False
        in_main = threading.current_thread() is threading.main_thread()
        if in_main and getsignal(SIGINT) is default_int_handler:
            self._ours = True
            signal(SIGINT, self._arrived)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._ours:
            self._ours = False
            signal(SIGINT, default_int_handler)

    def heard(self, wait: Callable[[], Value]) -> Value:
        """Do what may be broken off anywhere; raises KeyboardInterrupt, also for a Ctrl-C that came before."""
        try:
            self._listening = True
            if self.pending:
                self.pending = False
                raise KeyboardInterrupt
            return wait()
        finally:
            self._listening = False

    def _arrived(self, _signal: int, _frame: object) -> None:
        if self._listening:
            raise KeyboardInterrupt
        self.pending = True


def apart(work: Callable[[], Value], leave: Callable[[Value], object]) -> Value:
    """Do what would hear no Ctrl-C (libc looking a name up) in a thread of its own, so that it is heard at once.

    What comes of it after that goes to `leave`, in that thread.
    """
    if threading.current_thread() is not threading.main_thread():
        return work()
    made: list[Value] = []
    failed: list[BaseException] = []
    turn, ended, given_up = threading.Lock(), threading.Event(), threading.Event()

    def run() -> None:
        try:
            made.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again by whoever waits
            failed.append(error)
        ended.set()
        if given_up.is_set():
            leave_made()

    def leave_made() -> None:
        with turn:
            while made:
                leave(made.pop())

    threading.Thread(target=run, name="tenantsh-connect", daemon=True).start()
    try:
        ended.wait()
    except BaseException:
        given_up.set()
        leave_made()
        raise
    if failed:
        raise failed[0]
    return made[0]


def readable(socket: int, *, seconds: float, or_writable: bool = False) -> bool:
    """Wait until there is something to read (or room to write), so many seconds; whether there is something to read."""
    # poll: select.select() refuses file numbers from 1024 on, which a long-lived notebook reaches
    waiting = select.poll()
    waiting.register(socket, select.POLLIN | (select.POLLOUT if or_writable else 0))
    ready = waiting.poll(seconds * 1000)
    return bool(ready) and ready[0][1] != select.POLLOUT


def resident_bytes() -> int:
    """How much memory this process has now; where the system does not tell, how much it had at most."""
    import resource  # only frames need it, and start-up counts

    try:
        with open("/proc/self/statm", "rb") as told:  # noqa: PTH123 - asked while rows come: a Path is slower
            return int(told.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
