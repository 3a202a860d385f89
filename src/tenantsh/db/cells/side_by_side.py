"""A few questions asked at the same time, each by a thread of its own; whoever waits for them hears Ctrl-C."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Value = TypeVar("Value")

_AT_A_TIME = 8


def side_by_side(questions: Sequence[Callable[[], Value]]) -> list[Value | Exception]:
    """What each gives or raises, in their order. Raises KeyboardInterrupt at once; what is under way ends by itself."""
    found: dict[int, Value | Exception] = {}
    waiting = deque(enumerate(questions))
    given = threading.Condition()

    def work() -> None:
        while waiting:
            try:
                at, question = waiting.popleft()
            except IndexError:  # another thread was faster
                return
            try:
                answer: Value | Exception = question()
            except Exception as error:  # noqa: BLE001 - raised, or told, by whoever waits
                answer = error
            with given:
                found[at] = answer
                given.notify()

    try:
        for at in range(min(_AT_A_TIME, len(questions))):
            # daemons: one that waits for a server which has gone must not keep the program from ending
            threading.Thread(target=work, name=f"tenantsh-cells-{at}", daemon=True).start()
        with given:
            given.wait_for(lambda: len(found) == len(questions))
    except BaseException:
        waiting.clear()
        raise
    return [found[at] for at in range(len(questions))]
