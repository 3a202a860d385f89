"""Quick, careful looks at a statement's text, for the way to the server: microseconds, and nothing but `re`.

What they cannot be sure of in that time they leave open; PostgreSQL's own grammar decides then.
"""

from __future__ import annotations

import re

_GAP = re.compile(r"(?:[\s(]++|--[^\n\r]*+|/\*[^*/]*+\*/)*+")
_WORD = re.compile(r"[A-Za-z_\x80-\U0010ffff][\w$]*+")
_LAST = re.compile(r"[\s;]*+\Z")


def keywords(text: str, count: int = 1) -> tuple[str, ...]:
    r"""The first bare words in lower case, after white space, simple comments and open parentheses.

    Stops at anything else: a quote, an operator, a number, a nested comment.

    >>> keywords("/* why */ -- how\n((SELECT DISTINCT 1", 3)
    ('select', 'distinct')
    """
    words: list[str] = []
    at = 0
    while len(words) < count:
        gap = _GAP.match(text, at)
        word = _WORD.match(text, gap.end() if gap else at)
        if not word:
            break
        words.append(word[0].lower())
        at = word.end()
    return tuple(words)


def is_single(text: str) -> bool:
    """Whether this is surely one statement: no semicolon but at its end. False where one may be inside a quote.

    >>> is_single("select 1; "), is_single("select 1; select 2"), is_single("select ';'")
    (True, False, False)
    """
    return ";" not in text.rstrip("; \t\n\r\f\v")


def mentions(text: str, words: re.Pattern[str]) -> bool:
    """Whether any of these words stands anywhere in the text, in quotes and comments too."""
    return bool(words.search(text))
