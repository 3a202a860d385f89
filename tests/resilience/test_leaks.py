"""Nothing of a session is there when it is closed, however it ended."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.resilience.leaks import KINDS, held, open_and_close

if TYPE_CHECKING:
    from tests.db.small import Small

pytestmark = pytest.mark.newest

_MEMORY = 32 << 20
"""Bytes that a round may leave: Python and libc keep some for the next."""


def test_sessions_leave_no_connection_thread_or_file_behind(small: Small) -> None:
    before, after = open_and_close(small, len(KINDS))
    assert replace(after, memory=0) == replace(before, memory=0)
    assert after.memory < before.memory + _MEMORY


def test_what_is_left_open_would_be_counted(small: Small) -> None:
    before = held(small)
    with small.open() as left:
        left.run("begin")
        now = held(small)
    assert (now.connections, now.files) == (before.connections + 1, before.files + 1)
