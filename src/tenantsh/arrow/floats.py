"""Floating-point numbers as PostgreSQL writes them under extra_float_digits 1: the shortest digits that give them back.

PostgreSQL takes digits strictly within what rounds to the number, where Python also takes the very edge of it: for
6.4295608915343344e+16 Python writes one digit less.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np

_FIXED_FROM = -4
"""Decimal exponents below are written with an `e`, as are those from the type's own digits on."""

_FLOAT8_DIGITS = 15
_FLOAT4_DIGITS = 6
_FLOAT8_EDGES = (2.0**51, 1e42)
_FLOAT4_EDGES = (2.0**22, 1e22)
"""Only between these can an edge be met: elsewhere it has more digits than the type needs."""


def float8_text(value: float) -> str:
    """A float8's text.

    >>> float8_text(0.1), float8_text(1e15), float8_text(6.4295608915343344e16), float8_text(float("-inf"))
    ('0.1', '1e+15', '6.4295608915343344e+16', '-Infinity')
    """
    value = float(value)
    if not math.isfinite(value):
        return _not_finite(value)
    digits = repr(value)
    if _FLOAT8_EDGES[0] <= abs(value) < _FLOAT8_EDGES[1]:
        digits = _off_the_edge(value, digits, 17, math.ulp(value))
    return _written(value, digits, _FLOAT8_DIGITS)


def float4_text(value: float | np.float32) -> str:
    """A float4's text.

    >>> float4_text(0.1), float4_text(1e6), float4_text(63477968)
    ('0.1', '1e+06', '6.3477968e+07')
    """
    single = np.float32(value)
    exact = float(single)
    if not math.isfinite(exact):
        return _not_finite(exact)
    digits = str(single)
    if _FLOAT4_EDGES[0] <= abs(exact) < _FLOAT4_EDGES[1]:
        digits = _off_the_edge(exact, digits, 9, float(np.spacing(abs(single))))
    return _written(exact, digits, _FLOAT4_DIGITS)


def _not_finite(value: float) -> str:
    return "NaN" if value != value else "Infinity" if value > 0 else "-Infinity"


def _off_the_edge(value: float, digits: str, most: int, step: float) -> str:
    """The digits, or more of them, as few as do not stand where two numbers meet; `step` leads to the next number."""
    count = len(Decimal(digits).normalize().as_tuple().digits)
    while count < most and _on_edge(digits, value, step):
        digits = f"{value:.{count}e}"
        count += 1
    return digits


def _on_edge(digits: str, value: float, step: float) -> bool:
    away = (Fraction(Decimal(digits)) - Fraction(value)) * (1 if value > 0 else -1) / Fraction(step)
    # a power of two is nearer to the number below it
    return away == Fraction(1, 2) or -away == Fraction(1, 4 if math.frexp(abs(value))[0] == 0.5 else 2)


def _written(value: float, digits: str, fixed_below: int) -> str:
    """Python's digits in PostgreSQL's notation."""
    if 10.0**_FIXED_FROM <= abs(value) < 10.0**fixed_below:  # it is the same
        return digits.removesuffix(".0")
    sign, mantissa, exponent = Decimal(digits).normalize().as_tuple()
    assert isinstance(exponent, int)
    figures = "".join(map(str, mantissa))
    point = exponent + len(figures) - 1
    minus = "-" if sign else ""
    if not any(mantissa):
        return f"{minus}0"
    if not _FIXED_FROM <= point < fixed_below:
        return f"{minus}{figures[0]}{'.' if figures[1:] else ''}{figures[1:]}e{point:+03d}"
    if point < 0:
        return f"{minus}0.{'0' * (-point - 1)}{figures}"
    whole, rest = figures[: point + 1].ljust(point + 1, "0"), figures[point + 1 :]
    return f"{minus}{whole}.{rest}" if rest else f"{minus}{whole}"
