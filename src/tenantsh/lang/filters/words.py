"""The words of the language: what is an operator, a key, a value; read by the grammar and offered by completion."""

from __future__ import annotations

import json
import re

from tenantsh.lang.filters.tree import Operator, Type

COMPARISONS: dict[str, tuple[Operator, bool]] = {
    **{operator.value: (operator, False) for operator in Operator},
    "!=": (Operator.EQUAL, True),
    "!~": (Operator.ELEMENT, True),
    "!*=": (Operator.CONTAINS, True),
    "!^=": (Operator.STARTS, True),
    "!=~": (Operator.MATCHES, True),
    "!=~*": (Operator.MATCHES_ANY_CASE, True),
}
"""How each operator is written, and whether it is a negation."""
OPERATORS = (
    ("=", "exactly", "string number boolean null"),
    (">=", "at least", "number string"),
    ("<=", "at most", "number string"),
    (">", "more than", "number string"),
    ("<", "less than", "number string"),
    ("~", "has the element", "array"),
    ("[", "an element for which …", "array"),
    ("*=", "has the text in it", "string"),
    ("^=", "begins with", "string"),
    ("=~", "matches the regular expression", "string"),
    ("!=", "anything else, or missing", "string number boolean null"),
    ("!~", "has not the element", "array"),
    ("in", "one of", "string number"),
    ("is", "null, missing or of a type", "string number boolean array object null"),
    ("=~*", "matches it in any case", "string"),
)
"""What can stand behind a path, what it says, and the types that it is for: the usual ones first."""
STARTS = (
    ("has:", "the key is there"),
    ("missing:", "the key is not there"),
    ("any:", "some value is this"),
    ("!", "not"),
)
"""What a term can begin with that is no key."""
PREFIXES = tuple(text for text, _ in STARTS if text.endswith(":"))
CONNECTIVES = ("and", "or", "not")
"""Words of the language where a term begins or ended: keys of these names need quotes."""
BEHIND_PATHS = ("in", "is", "not")
"""Words of the language behind a path."""
TYPES = tuple(each.value for each in Type)
"""What `is` asks for."""

RANGES = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})
TEXTS = frozenset({Operator.CONTAINS, Operator.STARTS, Operator.MATCHES, Operator.MATCHES_ANY_CASE})
"""Those that ask for a text, however it is written."""

COMPARISON = re.compile("|".join(re.escape(text) for text in sorted(COMPARISONS, key=len, reverse=True)))
KEY = re.compile(r"[^\s\[\](){}=!<>~*^,.\"':;&|\\`\x00-\x1f\x7f]+")
"""A key without quotes."""
VALUE = re.compile(r"[^\s\[\](),;\"'=!<>~][^\s\[\](),;\"']*")
"""A value without quotes: it may have dots and signs in it."""
BEHIND_VALUE = re.compile(r"[\s)\],]|\Z")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
DATE_LIKE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How a date begins, behind `<`, `<=`, `>` and `>=`."""
POSITION = re.compile(r"\s*-?[0-9]+\s*\]")
"""An element's number in brackets, which other languages have."""
CONSTANTS = ("true", "false", "null")


def is_text(value: str) -> bool:
    """Whether a value without quotes is a text, and no number or word of JSON's.

    >>> is_text("02134"), is_text("1e3"), is_text("null")
    (True, False, False)
    """
    return value not in CONSTANTS and NUMBER.fullmatch(value) is None


def spell_key(name: str) -> str:
    """A key as a filter has it: in quotes where it needs them.

    >>> spell_key("tier"), spell_key("feature.flag"), spell_key("in")
    ('tier', '"feature.flag"', '"in"')
    """
    plain = KEY.fullmatch(name) and name.lower() not in (*CONNECTIVES, *BEHIND_PATHS)
    return name if plain else quote(name)


def spell_text(value: str) -> str:
    """A string as a filter has it: in quotes where it needs them.

    >>> spell_text("a@b.c"), spell_text("42"), spell_text("two words")
    ('a@b.c', '"42"', '"two words"')
    """
    return value if VALUE.fullmatch(value) and is_text(value) else quote(value)


def quote(text: str) -> str:
    r"""A text in double quotes, as JSON has it.

    >>> print(quote('a "b"'))
    "a \"b\""
    """
    return json.dumps(text, ensure_ascii=False)


def plain(written: str) -> str:
    """What a JSON string says."""
    return str(json.loads(written))
