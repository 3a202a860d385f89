r"""Quick, careful looks at a statement's text, for the way to the server: microseconds, and nothing but `re`.

What they cannot be sure of they leave open; PostgreSQL's own grammar decides then. None of them is a parser: a name may
be written `U&"\0073et_config"`, and a text in quotes may look like a keyword.
"""

from __future__ import annotations

import re

_SPACE = " \t\n\r\f\v"  # PostgreSQL's; Python's \s has more, and those may stand in names
_COMMENT = r"/\*(?:[^*/]++|\*(?!/)|/(?!\*))*\*/"  # without another inside: those are left to the grammar
_GAP = re.compile(rf"(?:[{_SPACE}(]++|--[^\n\r]*+|{_COMMENT})*")
# sets of ASCII that is left out: `re` takes 6 ms to compile a range up to U+10FFFF
_WORD = re.compile(r"[^\x00-@\[-^`{-\x7f][^\x00-#%-/:-@\[-^`{-\x7f]*+")


def keywords(text: str, count: int = 1) -> tuple[str, ...]:
    r"""The first bare words in lower case, after white space, comments and open parentheses.

    Stops at anything else: a quote, an operator, a number, a comment with another inside. Words with letters beyond
    ASCII stay as they are.

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
        words.append(word[0].lower() if word[0].isascii() else word[0])
        at = word.end()
    return tuple(words)


def is_single(text: str) -> bool:
    """Whether this is surely one statement: no semicolon but at its end. False where there is any doubt.

    >>> is_single("select 1; "), is_single("select 1; select 2"), is_single("select ';'")
    (True, False, False)
    """
    return ";" not in text.rstrip(f";{_SPACE}")


_ANSWERS = frozenset({"select", "with", "values", "table", "explain", "show", "copy"})
_SETS = ("set_config", "advisory_", "setseed", "dblink_connect", 'u&"')
"""Functions that leave something with the session; what is written `U&"\\0073etseed"` may be any of them."""


def only_answers(text: str) -> bool:
    """Whether a statement only gives an answer, by its first word; others set or keep something in the session.

    >>> only_answers("select 1"), only_answers("set a.b = 1"), only_answers("select set_config('a.b', '1', false)")
    (True, False, False)
    >>> only_answers("select pg_advisory_lock(1)"), only_answers("select setseed(0.5)")
    (False, False)
    """
    if _ANSWERS.isdisjoint(keywords(text)):
        return False
    lowered = text.lower()  # in which looking for words is forty times quicker than an expression that ignores case
    return not any(word in lowered for word in _SETS)
