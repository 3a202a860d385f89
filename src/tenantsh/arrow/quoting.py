r"""How PostgreSQL writes values inside arrays, ranges and composites, and where it quotes them."""

from __future__ import annotations

import re

_BLANKS = " \t\n\r\v\f"
_ESCAPED = re.compile(r'["\\]')
_IN_PARENTHESES = re.compile(rf'[(){_BLANKS},"\\]')
_IN_RANGE = re.compile(rf'[()\[\]{_BLANKS},"\\]')


def in_array(delimiter: str) -> re.Pattern[str]:
    """What an element cannot have unquoted in an array whose elements stand between this."""
    return re.compile(rf'[{{}}{_BLANKS}"\\{re.escape(delimiter)}]')


def element(text: str | None, special: re.Pattern[str]) -> str:
    r"""An array's element.

    >>> [element(text, in_array(",")) for text in ("a", "a b", "", None, "null", 'say "\\"')]
    ['a', '"a b"', '""', 'NULL', '"null"', '"say \\"\\\\\\""']
    """
    if text is None:
        return "NULL"
    if text and text.upper() != "NULL" and not special.search(text):
        return text
    return '"' + _ESCAPED.sub(r"\\\g<0>", text) + '"'


def field(text: str | None) -> str:
    """A composite's field; NULL is nothing at all.

    >>> [field(text) for text in ("a", "a b", "", None)]
    ['a', '"a b"', '""', '']
    """
    return "" if text is None else _doubled(text, _IN_PARENTHESES)


def bound(text: str | None) -> str:
    """A range's bound; none is nothing at all.

    >>> [bound(text) for text in ("1", "2024-01-01 00:00:00", None)]
    ['1', '"2024-01-01 00:00:00"', '']
    """
    return "" if text is None else _doubled(text, _IN_RANGE)


def _doubled(text: str, special: re.Pattern[str]) -> str:
    if text and not special.search(text):
        return text
    return '"' + _ESCAPED.sub(r"\g<0>\g<0>", text) + '"'
