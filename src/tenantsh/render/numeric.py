r"""Numbers in the C library's locale: psql's `\pset numericlocale`."""

from __future__ import annotations

import functools
import locale
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMERIC = frozenset("0123456789+-.eE")


class Style(NamedTuple):
    """How a locale writes numbers."""

    point: str
    comma: str
    group: int
    """Digits between two commas."""


@functools.cache
def style() -> Style:
    """The way of the environment's locale, with psql's choices where it has none: C has no groups, psql makes some."""
    told = _conventions()
    point = str(told["decimal_point"]) or "."
    grouping = told["grouping"]
    group = grouping[0] if isinstance(grouping, list) and grouping else 0
    comma = str(told["thousands_sep"]) or ("." if point == "," else ",")
    return Style(point, comma, group if 0 < group <= 6 else 3)


def localized(text: str, how: Style) -> str:
    """A number as the locale writes it; what is not a number in digits (`NaN`, `$1.00`) stays.

    >>> localized("-1234567.125", Style(",", ".", 3)), localized("NaN", Style(",", ".", 3))
    ('-1.234.567,125', 'NaN')
    """
    if not _NUMERIC.issuperset(text):
        return text
    sign, digits, rest = _parts(text)
    head = len(digits) % how.group
    groups = [digits[:head]] if head else []
    groups += [digits[at : at + how.group] for at in range(head, len(digits), how.group)]
    fraction = f"{how.point}{rest[1:]}" if rest.startswith(".") else rest
    return f"{sign}{how.comma.join(groups)}{fraction}"


def _conventions() -> Mapping[str, object]:
    before = locale.setlocale(locale.LC_NUMERIC)
    with suppress(locale.Error):  # then it is C's, to psql too
        locale.setlocale(locale.LC_NUMERIC, "")
    try:
        return locale.localeconv()
    finally:
        locale.setlocale(locale.LC_NUMERIC, before)  # everything else here reads and writes C's numbers


def _parts(text: str) -> tuple[str, str, str]:
    """The sign, the digits before the point, and the rest."""
    sign = text[:1] if text[:1] in ("+", "-") else ""
    unsigned = text[len(sign) :]
    rest = unsigned.lstrip("0123456789")
    return sign, unsigned[: len(unsigned) - len(rest)], rest
