"""Lines that are for some of the server's majors only: marked `-- @14+`, `-- @-13`, `-- @14-16` or `-- @15`."""

from __future__ import annotations

import re

_MAJORS = re.compile(r"\s*--\s*@(?P<low>\d+)?(?P<dash>[-+])?(?P<high>\d+)?\s*$")


def is_for(line: str, major: int) -> bool:
    """Whether a line is for this major.

    >>> [is_for("x, -- @14+", 13), is_for("x, -- @-13", 13), is_for("x, -- @14-16", 15), is_for("x", 13)]
    [False, True, True, True]
    """
    found = _MAJORS.search(line)
    if not found:
        return True
    low, dash, high = found["low"], found["dash"], found["high"]
    at_least = int(low) if low else 0
    at_most = int(high) if high else (at_least if not dash else 10_000)
    return at_least <= major <= at_most


def without_majors(line: str) -> str:
    """A line without its mark.

    >>> without_majors("WITH DATA -- @14+")
    'WITH DATA'
    """
    return _MAJORS.sub("", line)
