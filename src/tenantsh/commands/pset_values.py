r"""The values that `\pset` takes: psql's way of reading them, and its complaints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from tenantsh.lang.switch import truth
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.render.options import Format, HeaderWidth

_INTEGER = re.compile(r"[ \t\n\v\f\r]*([+-]?\d+)", re.ASCII)
_STRICT = re.compile(r"[ \t\n\v\f\r]*([+-]?(?:0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*))\Z", re.ASCII)
_LONG = 1 << 63
_INT = 1 << 31


def boolean(value: str, name: str) -> bool:
    """A switch. Raises UsageError."""
    found = truth(value)
    if found is None:
        raise UsageError(f'unrecognized value "{value}" for "{name}": Boolean expected')
    return found


def switch_or(value: str, third: str, name: str) -> str:
    """On, off, or a third word, which has to be whole. Raises UsageError."""
    if value.lower() == third:
        return third
    found = truth(value)
    if found is None:
        raise UsageError(f'unrecognized value "{value}" for "{name}"\nAvailable values are: on, off, {third}.')
    return "on" if found else "off"


def integer(value: str) -> int:
    """What C's atoi makes of a text: its leading digits, or 0.

    >>> integer("2x"), integer("x"), integer(" -3")
    (2, 0, -3)
    """
    found = _INTEGER.match(value)
    number = min(max(int(found[1]), -_LONG), _LONG - 1) if found else 0
    return (number + _INT) % (2 * _INT) - _INT


def strict_integer(value: str, name: str) -> int:
    """A number written as in C: `0x10` and `010` too. Raises UsageError."""
    found = _STRICT.match(value)
    number = _c_number(found[1]) if found else _INT
    if not -_INT <= number < _INT:
        raise UsageError(f'invalid value "{value}" for "{name}": integer expected')
    return number


def _c_number(text: str) -> int:
    sign = -1 if text.startswith("-") else 1
    digits = text.lstrip("+-").lower()
    base = 16 if digits.startswith("0x") else 8 if digits.startswith("0") else 10
    return sign * int(digits, base)


def csv_separator(value: str) -> str:
    """A character that can stand between fields. Raises UsageError."""
    if len(value.encode("utf-8", "surrogateescape")) != 1:
        raise UsageError(r"\pset: csv_fieldsep must be a single one-byte character")
    if value in '"\n\r':
        raise UsageError(r"\pset: csv_fieldsep cannot be a double quote, a newline, or a carriage return")
    return value


def prefixed(value: str, words: Sequence[str], complaint: str) -> str:
    """The first word that starts with a text, in letters of either case. Raises UsageError."""
    for word in words:
        if word.startswith(value.lower()):
            return word
    raise UsageError(rf"\pset: {complaint}")


def format_named(value: str, formats: Sequence[Format], ours: Sequence[Format]) -> str:
    """The format that a name, or the beginning of one of psql's, means. Raises UsageError.

    `latex` and what is shorter is never latex-longtable. Ours are taken by their whole names only: psql does not know
    them, and abbreviations are its own.
    """
    wanted = value.lower()
    if wanted in ours:
        return wanted
    psqls = [name for name in formats if name not in ours]
    found = [name for name in psqls if name.startswith(wanted) and name != "latex-longtable"]
    if len(found) > 1:
        raise UsageError(rf'\pset: ambiguous abbreviation "{value}" matches both "{found[0]}" and "{found[1]}"')
    if found:
        return found[0]
    if "latex-longtable".startswith(wanted):
        return "latex-longtable"
    raise UsageError(rf"\pset: allowed formats are {', '.join(psqls)}", hint=f"and ours: {', '.join(ours)}")


def header_width(value: str) -> HeaderWidth | int:
    """How long the line above a record is. Raises UsageError."""
    if value.lower() in ("full", "column", "page"):
        return cast("HeaderWidth", value.lower())
    number = integer(value)
    if number == 0:
        raise UsageError(
            r'\pset: allowed xheader_width values are "full" (default), "column", "page", '
            "or a number specifying the exact width"
        )
    return number


def quoted(value: str) -> str:
    r"""A text as the list of options shows it.

    >>> print(quoted("it's\n"))
    'it\'s\n'
    """
    return "'" + value.replace("'", r"\'").replace("\n", r"\n") + "'"
