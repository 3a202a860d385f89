"""Which keys documents have, with which types and how often: JSON texts in, `Key`s out."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from tenantsh.model.catalog import Key

if TYPE_CHECKING:
    from collections.abc import Iterable

FEW = 12
"""Different values of a key above which none is offered."""
LONGEST = 80
"""Characters of a value that is worth offering."""
_DEEPEST = 6
_ELEMENTS = 25
"""Elements of an array that are looked at."""
_KEYS = 2000
"""Different keys of one object that are counted: where there are more, they are somebody's identifiers."""
_NODES = 30_000
"""Values that are looked at in all, which takes about 0.05 s."""


class Number(NamedTuple):
    """A number as the document writes it: Python's own would lose digits, or refuse to have as many."""

    text: str


@dataclass(slots=True)
class _Tally:
    """What was seen at one key."""

    seen: int = 0
    types: Counter[str] = field(default_factory=Counter)
    values: Counter[str | Number | bool] | None = field(default_factory=Counter)
    """None once there are too many."""
    below: _Level | None = None


@dataclass(slots=True)
class _Level:
    """The objects at one path."""

    objects: int = 0
    keys: dict[str, _Tally] = field(default_factory=dict)


def keys_of(documents: Iterable[str]) -> tuple[Key, ...]:
    """The keys of some documents, those that most of them have first; what is no JSON is left out.

    >>> [owner] = keys_of(['{"owner": {"team": "blue"}}', '{"owner": null}'])
    >>> owner.types, owner.share, [(key.name, key.share, key.json) for key in owner.keys]
    (('object', 'null'), 1.0, [('team', 1.0, ('"blue"',))])
    """
    top = _Level()
    left = _NODES
    for document in documents:
        try:
            read = json.loads(document, parse_int=Number, parse_float=Number, parse_constant=Number)
        except (ValueError, RecursionError):
            continue
        left -= _walk(read, top, 0)
        if left < 0:
            break
    return _frozen(top)


def _walk(value: Any, level: _Level, depth: int) -> int:
    """Count the keys of an object, or of the objects in an array; how many values that were."""
    if isinstance(value, list):
        return sum(_walk(element, level, depth) for element in value[:_ELEMENTS])
    if not isinstance(value, dict):
        return 1
    level.objects += 1
    nodes = 1
    for name, inner in value.items():
        tally = level.keys.get(name)
        if tally is None:
            if len(level.keys) >= _KEYS:
                continue
            tally = level.keys[name] = _Tally()
        tally.seen += 1
        nodes += _count(inner, tally, depth)
    return nodes


def _count(value: Any, tally: _Tally, depth: int) -> int:
    tally.types[_type(value)] += 1
    if isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, (dict, list)) for each in value)):
        if depth >= _DEEPEST:
            return 1
        tally.below = tally.below or _Level()
        return _walk(value, tally.below, depth + 1)
    if isinstance(value, list):
        for element in value[:_ELEMENTS]:
            _note(element, tally)
        return 1 + min(len(value), _ELEMENTS)
    _note(value, tally)
    return 1


def _note(value: str | Number | bool | None, tally: _Tally) -> None:  # noqa: FBT001 - it is data
    if value is None or tally.values is None:
        return
    if len(value.text if isinstance(value, Number) else str(value)) > LONGEST:
        tally.values = None
        return
    tally.values[value] += 1
    if len(tally.values) > FEW:
        tally.values = None


def _type(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case str():
            return "string"
        case Number():
            return "number"
        case dict():
            return "object"
        case _:
            return "array"


def _frozen(level: _Level) -> tuple[Key, ...]:
    by_share = sorted(level.keys.items(), key=lambda item: -item[1].seen)
    return tuple(_key(name, tally, level.objects) for name, tally in by_share)


def _key(name: str, tally: _Tally, objects: int) -> Key:
    counts = tally.types.most_common()
    values = [value for value, _ in (tally.values or Counter()).most_common()]
    below = _frozen(tally.below) if tally.below else ()
    types = tuple(kind for kind, _ in counts)
    shares = tuple(count / tally.seen for _, count in counts)
    return Key(name, types, tally.seen / objects, tuple(map(_text, values)), below, tuple(map(_json, values)), shares)


def _text(value: str | Number | bool) -> str:  # noqa: FBT001 - it is data
    """A value as `->>` gives it."""
    return _json(value) if isinstance(value, (bool, Number)) else value


def _json(value: str | Number | bool) -> str:  # noqa: FBT001 - it is data
    if isinstance(value, Number):
        return value.text
    return json.dumps(value, ensure_ascii=False)
