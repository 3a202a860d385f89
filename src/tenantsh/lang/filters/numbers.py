"""Numbers as JSON has them: all their digits, and no more than PostgreSQL keeps."""

from __future__ import annotations

_WHOLE = 131072
"""Digits that `numeric` has before the point."""
_FRACTION = 16383
"""And behind it."""


def fits(number: str) -> bool:
    """Whether PostgreSQL's `numeric` has room for a number as JSON writes it.

    >>> fits("1e400"), fits("0.1"), fits("1e200000"), fits("1e-20000")
    (True, True, False, False)
    """
    mantissa, _, exponent = number.lower().partition("e")
    if len(exponent) > 8:
        return False
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    power = int(exponent or 0)
    return len(whole) + max(power, 0) <= _WHOLE and len(fraction) - min(power, 0) <= _FRACTION
