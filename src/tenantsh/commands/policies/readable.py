"""Conditions as people read them: without the parentheses and names that only a parser needs."""

from __future__ import annotations

import re
from functools import cache
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.db.policies import split

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.policies import Condition

_BLANKS = re.compile(r"\s+")
_QUOTED = re.compile(r"""('(?:[^']|'')*'|"(?:[^"]|"")*")""")
_ALIAS = re.compile(r"\(SELECT ((?:[\w$]+\.)*)([\w$]+)\(\) AS \2\)")
"""A subquery that calls one function, with the name that the server gives its column."""


def lines(sql: str, width: int) -> Iterator[str]:
    """A condition in lines: what AND or OR joins at the top stands one beneath the other."""
    condition = _split(sql)
    for at, part in enumerate(condition.parts or (condition,)):
        text = _inline(part, within=len(condition.parts) > 1)
        yield from _folded(f"{condition.joined} {text}" if at else text, width)


def readable(sql: str) -> str:
    """A condition in one line.

    >>> readable("((org_id = ( SELECT app.org() AS org)) AND (deleted_at IS NULL))")
    'org_id = (SELECT app.org()) AND deleted_at IS NULL'
    """
    return _inline(_split(sql), within=False)


@cache
def _split(sql: str) -> Condition:
    return split(_bare(sql))


def _bare(sql: str) -> str:
    """Without parentheses around all of it.

    >>> _bare("((a) = ('('))"), _bare("(a) OR (b)")
    ("(a) = ('(')", '(a) OR (b)')
    """
    while sql.startswith("(") and _closes(sql) == len(sql) - 1:
        sql = sql[1:-1].strip()
    return sql


def _closes(sql: str) -> int:
    """Where the parenthesis that a text begins with is closed."""
    depth = 0
    for at, sign in enumerate(_QUOTED.sub(lambda found: " " * len(found[0]), sql)):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            return at
    return -1


def _inline(condition: Condition, *, within: bool) -> str:
    if condition.joined is None:
        return _tidy(condition.sql)
    text = f" {condition.joined} ".join(_inline(part, within=True) for part in condition.parts)
    return f"({text})" if within else text


def _tidy(sql: str) -> str:
    """The words without line breaks and the server's own aliases; strings and names in quotes are what they are."""
    pieces = _QUOTED.split(sql)
    pieces[::2] = [_BLANKS.sub(" ", piece).replace("( SELECT", "(SELECT") for piece in pieces[::2]]
    return _ALIAS.sub(r"(SELECT \1\2())", "".join(pieces).strip())


def _folded(text: str, width: int) -> list[str]:
    if not width:
        return [text]
    return wrap(
        text, width, subsequent_indent="  ", break_on_hyphens=False, break_long_words=False, replace_whitespace=False
    ) or [""]
