"""What lexemes a slot of a synopsis takes: a name with dots, a type, an expression up to the next keyword."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from tenantsh.lang.lexemes import Sort
from tenantsh.lang.quote import RESERVED

if TYPE_CHECKING:
    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.shell.completion.suggest.grammar.notation import Slot


class Shape(Enum):
    """The shape of what a slot stands for."""

    NAME = "name"
    STRING = "string"
    NUMBER = "number"
    VALUE = "value"
    OPERATOR = "operator"
    TYPE = "type"
    EXPRESSION = "expression"
    QUERY = "query"


class Class(Enum):
    """What a lexeme is, where it is not one of the words that are expected."""

    __hash__ = object.__hash__  # as in `Sort`

    NAME = "name"
    RESERVED = "reserved"
    JOINER = "joiner"
    """A keyword within expressions that needs something behind it: AND, NOT."""
    STRING = "string"
    NUMBER = "number"
    OPERATOR = "operator"
    DOT = "dot"
    MARK = "mark"
    GROUP = "group"
    """Everything from a parenthesis to the one that closes it."""


_SHAPES = {
    Shape.TYPE: "data_type row_type argument_type source_type target_type left_type right_type",
    Shape.EXPRESSION: "expression condition predicate default_expression argument bound_value",
    Shape.NUMBER: "count number bytes size column_number",
    Shape.VALUE: "value boolean version locale encoding rules error_action verbosity",
    Shape.QUERY: "query statement schema_element",
    Shape.OPERATOR: "operator",
}
_BY_NAME = {name: shape for shape, names in _SHAPES.items() for name in names.split()}
_JOINERS = frozenset(
    ("and", "or", "not", "is", "in", "like", "ilike", "similar", "between", "case", "when", "then", "else", "distinct")
)
_TIMES = ("time", "zone", "year", "month", "day", "hour", "minute", "second")
_TYPE_WORDS = frozenset(("precision", "varying", "with", "without", "array", "to", *_TIMES))

_FIRST = {
    Shape.NAME: {Class.NAME},
    Shape.STRING: {Class.STRING},
    Shape.NUMBER: {Class.NUMBER},
    Shape.VALUE: {Class.NAME, Class.RESERVED, Class.JOINER, Class.STRING, Class.NUMBER},
    Shape.OPERATOR: {Class.OPERATOR},
    Shape.TYPE: {Class.NAME},
    Shape.EXPRESSION: set(Class) - {Class.MARK},
    Shape.QUERY: {Class.RESERVED, Class.NAME},
}
_MORE = {
    Shape.TYPE: {Class.GROUP, Class.DOT, Class.MARK, Class.NUMBER},
    Shape.EXPRESSION: set(Class) - {Class.MARK},
    Shape.QUERY: set(Class),
}


def shape_of(slot: Slot) -> Shape:
    """The shape of a slot, by its name."""
    return Shape.STRING if slot.name.startswith("'") else _BY_NAME.get(slot.name, Shape.NAME)


def class_of(lexeme: Lexeme, word: str) -> Class:
    """What a lexeme is; `word` is its text in lower case."""
    if lexeme.sort is Sort.WORD:
        return _KEYWORDS.get(word, Class.NAME)
    return Class.DOT if word == "." else _BY_SORT.get(lexeme.sort, Class.MARK)


_KEYWORDS = {**dict.fromkeys(RESERVED, Class.RESERVED), **dict.fromkeys(_JOINERS, Class.JOINER)}
_BY_SORT = {
    Sort.NAME: Class.NAME,
    Sort.VARIABLE: Class.NAME,
    Sort.STRING: Class.STRING,
    Sort.NUMBER: Class.NUMBER,
    Sort.PARAMETER: Class.NUMBER,
    Sort.OPERATOR: Class.OPERATOR,
}


def begins(shape: Shape, kind: Class) -> bool:
    """Whether a lexeme can be the first one of a shape."""
    return kind in _FIRST[shape]


def goes_on(shape: Shape, kind: Class, word: str) -> bool:
    """Whether a lexeme can belong to a shape that has begun; `word` is its text in lower case."""
    if shape is Shape.TYPE and kind in (Class.NAME, Class.RESERVED, Class.JOINER):
        return word in _TYPE_WORDS
    if shape is Shape.TYPE and kind is Class.MARK:
        return word in "[]"
    return kind in _MORE[shape] and not (kind is Class.MARK and word in "()[]")


def matters(word: str, kind: Class) -> bool:
    """Whether it makes a difference to a shape which word of its class a lexeme is."""
    return word in _TYPE_WORDS or kind in (Class.MARK, Class.JOINER)


def is_open(kind: Class) -> bool:
    """Whether an expression cannot end with this."""
    return kind in (Class.OPERATOR, Class.JOINER, Class.DOT)


def joins(word: str) -> bool:
    """Whether a keyword can also go on an expression."""
    return word in _JOINERS
