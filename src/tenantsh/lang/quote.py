"""Values written as SQL, exactly as libpq quotes them."""

from __future__ import annotations

import re

_HARMLESS = re.compile(r"[A-Za-z0-9_./:-]++")
_NAME_PART = re.compile(r""""(?P<quoted>(?:[^"]++|"")*)"?|[^"]++""")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*")
RESERVED = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation
    column concurrently constraint create cross current_catalog current_date current_role current_schema
    current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for
    foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral
    leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps
    placing primary references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window with
    """.split()  # noqa: SIM905 - a list would take eighty lines
)
"""Keywords that are no table's or column's name without quotes, on any major from 13 to 18."""
_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def quote_identifier(name: str) -> str:
    """A name in double quotes, as PQescapeIdentifier writes it.

    >>> quote_identifier('My "big" table')
    '"My ""big"" table"'
    """
    return '"' + name.replace('"', '""') + '"'


def spell_identifier(name: str) -> str:
    """A name as a person writes it: in double quotes only where the server needs them, as `quote_ident` does.

    >>> spell_identifier("orders"), spell_identifier("Orders"), spell_identifier("order")
    ('orders', '"Orders"', '"order"')
    """
    return name if _PLAIN.fullmatch(name) and name not in RESERVED else quote_identifier(name)


def spell_on_a_line(name: str) -> str:
    r"""As `spell_identifier`; a name with a line break or another control character in it by their numbers.

    What is made of it can stand in a comment, and is the same name to the server.

    >>> print(spell_on_a_line("orders"), spell_on_a_line("a\nb"))
    orders U&"a\000Ab"
    """
    if name.isprintable():
        return spell_identifier(name)
    quoted = quote_identifier(name.replace("\\", "\\\\"))
    return "U&" + "".join(each if each.isprintable() else _numbered(each) for each in quoted)


def _numbered(character: str) -> str:
    number = ord(character)
    return f"\\{number:04X}" if number <= 0xFFFF else f"\\+{number:06X}"


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
