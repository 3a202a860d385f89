"""Where chance comes from: a source for each purpose, so that one table's rows do not move another's."""

from __future__ import annotations

import random


def source(seed: int, purpose: str) -> random.Random:
    """The same source for the same seed and purpose, on every machine and version of Python."""
    return random.Random(f"{seed}/{purpose}")  # noqa: S311 - data for show, nothing hangs on its being hard to guess


def uuid4(chance: random.Random) -> str:
    """A version 4 UUID as PostgreSQL reads it.

    >>> len(uuid4(source(1, "x")))
    32
    """
    bits = chance.getrandbits(128)
    return f"{bits & ~(0xF << 76) & ~(0x3 << 62) | (0x4 << 76) | (0x2 << 62):032x}"
