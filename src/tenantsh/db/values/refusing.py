"""Words for values that PostgreSQL has nothing for."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

from tenantsh.model.errors import UsageError


def refused(value: Any, told: str) -> UsageError:
    """A value that cannot be a parameter; `told` is how it was written."""
    return UsageError(f"{told} is {a_kind(value)}, which is no value of PostgreSQL's", hint=_hint(value, told))


def a_kind(value: object) -> str:
    """What a value is, with its article.

    >>> a_kind([]), a_kind(5), a_kind(int)
    ('a list', 'an int', 'a class (int)')
    """
    kind = _kind(value)
    return f"{'an' if kind[:1] in 'aeiouAEIOU' else 'a'} {kind}"


def _kind(value: object) -> str:
    if isinstance(value, ModuleType):
        return "module"
    if isinstance(value, type):
        return f"class ({value.__name__})"
    return type(value).__name__


def _hint(value: Any, told: str) -> str:
    if hasattr(value, "columns") and hasattr(value, "shape"):
        some = next((str(name) for name in value.columns if str(name).isidentifier()), "COLUMN")
        return _a_column(told, some)
    if hasattr(value, "column_names"):
        return _a_column(told, "COLUMN")
    if isinstance(value, Iterator):
        return "a list of it: it could be read only once"
    if hasattr(value, "value") and hasattr(value, "name"):
        return "take its .value or its .name"
    if callable(value):
        return "call it in Python, and keep what it returns in a variable"
    return "numbers, text, dates, lists, dicts and columns of frames can be parameters; str() makes text of anything"


def _a_column(told: str, name: str) -> str:
    return f"one of its columns is an array: {told}.{name}" if in_sql(told) else f'give one column: frame["{name}"]'


def in_sql(told: str) -> bool:
    """Whether the value is a notebook's variable, written `:name` in the text."""
    return told.startswith(":")


def as_document(told: str) -> str:
    """How a value becomes a document that PostgreSQL has no array for."""
    name = told.removeprefix(ELEMENT)
    return f"{name}::jsonb makes a JSON document of it" if in_sql(name) else "psycopg's Jsonb(…) makes a document of it"


def too_fine(told: str) -> UsageError:
    """A moment with nanoseconds."""
    return UsageError(
        f"{told} has nanoseconds", why="PostgreSQL's times have microseconds", hint=".floor('us'), or .round('us')"
    )


ELEMENT = "an element of "
