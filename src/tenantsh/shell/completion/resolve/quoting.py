"""Texts as arguments of meta-commands."""

from __future__ import annotations

_SPECIAL = frozenset("'\"`\\:;|")


def in_quotes(text: str) -> str:
    """A text as it stands between single quotes.

    >>> print(in_quotes("it's"))
    it''s
    """
    return text.replace("\\", "\\\\").replace("'", "''")


def argument(text: str) -> str:
    """A text as an argument that psql reads as it is, in quotes where it needs them.

    >>> print(argument("Acme"), argument("Acme Labs"))
    Acme 'Acme Labs'
    """
    bare = text and not any(sign.isspace() or sign in _SPECIAL for sign in text)
    return text if bare else f"'{in_quotes(text)}'"
