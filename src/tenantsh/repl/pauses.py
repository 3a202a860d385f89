"""Keeping the garbage collector from holding a key press up."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def without_pauses() -> Iterator[None]:
    """Make very many objects that stay: none of them is looked at by the collector, now or later.

    A catalog of 10,000 tables costs it several pauses of 50 to 150 ms while it is loaded, in which no key is answered.
    It has no circles, so it goes when nobody holds it any more, collector or not. For a process that is ours alone.
    """
    gc.collect(1)  # what is young and garbage would stay as well
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
