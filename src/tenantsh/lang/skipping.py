"""Regular expressions that skip whatever cannot end a statement: apart, since a start with one statement reads none.

The rules are those of psql's lexer; `loose` is for standard_conforming_strings off. Everything is written so that one
match runs over as much text as possible. Sets of characters are repeated possessively (`*+`), so that a match stays
linear.
"""

from __future__ import annotations

import re
from functools import cache

from tenantsh.lang.tokens import LETTER, LETTER_OR_DIGIT, LINE_COMMENT, SPACE, WORD

_WORD = WORD.pattern
OFTEN = 2000
"""How often a pattern's group is repeated at most, and so how many characters a match that was stopped by it has."""
_OFTEN = f"{{0,{OFTEN}}}"
"""Instead of `*+`, whose groups Python 3.11 before 3.11.5 gets wrong; bounded, so that it takes bounded memory.

Nothing that such a group repeats can be matched in two ways: otherwise going back would take exponential time.
"""

LEADING = re.compile(rf"(?:[{SPACE}]++|{LINE_COMMENT.pattern}){_OFTEN}")
"""What psql leaves out in front of a statement: white space and `--` comments, but not `/* */` ones."""


_STRING = "| '[^']*+'"
"""A doubled quote is two strings side by side."""
_ATOMS = rf"""
      [\x00-!#%&*+,.<-@\[\]^`{{-\x7f]++   # blanks and operators
    # in 1e'…' no E string begins, and in 1e--… no comment
    | [0-9]++(?:\.[0-9]*+|(?!\.))(?:[eE][-+]|(?![eE][-+]){_WORD}|(?!{LETTER}))
    {_STRING}
    | "[^"]*+"
    | -(?!-) | /(?!\*)
    | :(?:[:=]|(?!{LETTER_OR_DIGIT}|['"{{]))   # a cast, an assignment, an array's slice
    | \$[0-9]++(?:{_WORD}|(?!{LETTER}))   # a parameter
"""
_NO_OPENING = "(?![eE]')"
_NO_OPENING_LOOSE = "(?!(?:[eEbBxX]|[uU]&)')"
"""Of these strings too it matters how they begin: in the others a backslash escapes."""
_ATOMS_AND_WORDS = rf"{_ATOMS} | {_NO_OPENING}{_WORD}"
_IN_PARENTHESES = rf"\( (?:{_ATOMS_AND_WORDS}){_OFTEN} \)"

SKIP = re.compile(rf"(?: {_ATOMS_AND_WORDS} | {_IN_PARENTHESES} ){_OFTEN}", re.VERBOSE)
"""Whatever cannot end a statement or change how the text after it is read."""

SKIP_TO_WORD = re.compile(rf"(?: {_ATOMS} ){_OFTEN}", re.VERBOSE)
"""The same, but stops at every word, for statements whose words matter."""


@cache
def loose(*, to_word: bool) -> re.Pattern[str]:
    """The same two where strings may have backslashes in them: they stop at every string."""
    pattern = SKIP_TO_WORD if to_word else SKIP
    text = pattern.pattern.replace(_STRING, "").replace(_NO_OPENING, _NO_OPENING_LOOSE)
    return re.compile(text, re.VERBOSE)
