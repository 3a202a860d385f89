"""Values written as SQL, exactly as libpq quotes them."""

from __future__ import annotations

import re

_HARMLESS = re.compile(r"[A-Za-z0-9_./:-]++")
_NAME_PART = re.compile(r""""(?P<quoted>(?:[^"]++|"")*)"?|[^"]++""")
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def quote_identifier(name: str) -> str:
    """A name in double quotes, as PQescapeIdentifier writes it.

    >>> quote_identifier('My "big" table')
    '"My ""big"" table"'
    """
    return '"' + name.replace('"', '""') + '"'


def quote_literal(value: str) -> str:
    r"""A text in single quotes, as PQescapeLiteral writes it: right whatever standard_conforming_strings is.

    >>> print(quote_literal("it's"))
    'it''s'

    With a backslash it becomes an E string, and a blank in front keeps it apart from a word that it may follow:

    >>> quote_literal("a\\b")
    " E'a\\\\b'"
    """
    quoted = "'" + value.replace("'", "''") + "'"
    return " E" + quoted.replace("\\", "\\\\") if "\\" in value else quoted


def quote_shell(value: str) -> str:
    r"""A text as one word of a shell command, as psql writes `:'name'` within backticks.

    >>> quote_shell("plain.txt"), quote_shell("it's")
    ('plain.txt', '\'it\'"\'"\'s\'')
    """
    if _HARMLESS.fullmatch(value):
        return value
    return "'" + value.replace("'", "'\"'\"'") + "'"


def fold_case(name: str) -> str:
    """A name as it is without quotes: ASCII letters in lower case, others left as they are.

    >>> fold_case("ÄB")
    'Äb'
    """
    return name.translate(_LOWER)


def unquote_identifier(text: str, *, fold: bool = True) -> str:
    """A name, or several with dots between them, without double quotes; what is outside them folded if `fold`.

    >>> unquote_identifier('Public."Big ""T"" 1"')
    'public.Big "T" 1'
    """

    def plain(found: re.Match[str]) -> str:
        if found["quoted"] is not None:
            return found["quoted"].replace('""', '"')
        return fold_case(found[0]) if fold else found[0]

    return _NAME_PART.sub(plain, text)
