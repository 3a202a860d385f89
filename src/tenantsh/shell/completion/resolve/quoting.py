"""Texts as arguments of meta-commands, and as elements of arrays."""

from __future__ import annotations

import re

_SPECIAL = frozenset("'\"`\\:;|")

_ARRAY_PLAIN = re.compile(r'[^\s{}",\\](?:[^{}",\\]*[^\s{}",\\])?')


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


def in_array(text: str, *, opened: bool) -> str:
    """An element as `{a,b}` has it."""
    if not opened and _ARRAY_PLAIN.fullmatch(text) and text.lower() != "null":
        return text
    quoted = text.replace("\\", "\\\\").replace('"', '\\"')
    return quoted if opened else f'"{quoted}"'
