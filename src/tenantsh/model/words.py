"""Numbers as messages write them."""

from __future__ import annotations


def counted(count: int, noun: str) -> str:
    """A number of things.

    >>> counted(1, "policy"), counted(2, "policy"), counted(1200, "row")
    ('1 policy', '2 policies', '1,200 rows')
    """
    if count == 1:
        return f"1 {noun}"
    return f"{count:,} {noun[:-1]}ies" if noun.endswith("y") else f"{count:,} {noun}s"


def version(number: int) -> str:
    """A server's version as people write it, from libpq's number.

    >>> version(150018)
    '15.18'
    """
    return f"{number // 10000}.{number % 10000}"
