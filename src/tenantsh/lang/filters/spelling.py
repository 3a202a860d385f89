"""Terms of a filter as text, as a person types them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import Compare, Element, Has, Is, OneOf
from tenantsh.lang.filters.words import COMPARISONS, spell_key, spell_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.lang.filters.tree import Filter, Path, Value

_SPELLED = {operator: text for text, (operator, negated) in reversed(COMPARISONS.items()) if not negated}


def spell_path(names: Iterable[str]) -> str:
    """A path as a filter has it."""
    return ".".join(map(spell_key, names))


def spelled(term: Filter) -> str:
    """A term as a filter has it; of those about elements the beginning."""
    match term:
        case Compare():
            return f"{_path(term.path)}{_SPELLED[term.operator]}{spelled_value(term.value)}"
        case OneOf():
            return f"{_path(term.path)} in {','.join(map(spelled_value, term.values))}"
        case Has():
            return f"has:{_path(term.path)}"
        case Is():
            return f"{_path(term.path)} is {term.type.value}"
        case Element():
            return f"{_path(term.path)}[…]"
        case _:
            return ""


def spelled_value(value: Value) -> str:
    """A value as a filter has it."""
    if value.date is not None:
        return value.date
    return spell_text(json.loads(value.json)) if value.json.startswith('"') else value.json


def _path(path: Path) -> str:
    return ".".join(spell_key(key.name) + ("[]" if key.elements else "") for key in path)
