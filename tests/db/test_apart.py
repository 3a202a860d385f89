"""What hears no Ctrl-C is done in a thread, and left there."""

from __future__ import annotations

import threading
import time

import pytest
from tests.db.plainly import ctrl_c

from tenantsh.db.waiting import apart


def test_what_comes_of_it_is_given() -> None:
    assert apart(lambda: 42, print) == 42


def test_what_it_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        apart(lambda: 1 // 0, print)


def test_ctrl_c_is_heard_at_once_and_what_comes_later_is_let_go() -> None:
    left: list[str] = []

    def slow() -> str:
        time.sleep(0.8)
        return "late"

    began = time.monotonic()
    with ctrl_c(0.1), pytest.raises(KeyboardInterrupt):
        apart(slow, left.append)
    assert time.monotonic() - began < 0.6
    for _ in range(100):
        if left:
            break
        time.sleep(0.02)
    assert left == ["late"]


def test_in_another_thread_there_is_no_third() -> None:
    found: list[threading.Thread] = []
    other = threading.Thread(target=lambda: found.append(apart(threading.current_thread, print)))
    other.start()
    other.join()
    assert found == [other]
