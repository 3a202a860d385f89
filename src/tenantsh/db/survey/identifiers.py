"""Keys that are somebody's identifiers, dates or names: data, of which one line is told instead of a line for each."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from tenantsh.db.survey.readable import HARDLY, NONE_TOO_MANY, ONCE_OR_TWICE
from tenantsh.db.survey.walking import Level, Met

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2}(?:[T ].*)?)?")
_HEX = re.compile(r"(?=.*[0-9])[0-9a-f]{8,}", re.IGNORECASE)
_DIGITS = re.compile(r"[0-9]+")
_NUMBERED = 200
"""Keys that differ in a number alone, beyond which they are data however often each is there."""
_OFTEN = 0.2
"""The part of the objects that each of those has where they are a form's fields, and no data."""
_RANDOM = 100
"""Rare keys with digits, of no shape that is known, beyond which they are data."""
_WORDS = 500
"""Rare keys without digits, likewise."""


def parted(level: Level) -> tuple[dict[str, Met], list[dict[str, Met]]]:
    """The keys of a level that each mean something, and groups of those that are data."""
    if len(level.keys) <= NONE_TOO_MANY:
        return level.keys, []
    shapes: dict[str, list[str]] = defaultdict(list)
    for name in level.keys:
        shapes[_shape(name)].append(name)
    groups = [names for shape, names in shapes.items() if shape and _data(shape, names, level)]
    taken = {name for names in groups for name in names}
    groups += _rare([name for name in level.keys if name not in taken], level)
    taken |= {name for names in groups for name in names}
    kept = {name: met for name, met in level.keys.items() if name not in taken}
    return kept, [{name: level.keys[name] for name in names} for names in groups]


def together(mets: Sequence[Met]) -> Met:
    """What was met at several keys, as if it were one; of the keys below them there are none."""
    whole = Met()
    for met in mets:
        whole.values += met.values
        whole.rows += met.rows
        whole.elements += met.elements
        whole.holders += met.holders
        whole.nested += met.nested
    objects = sum(met.below.objects for met in mets if met.below is not None)
    whole.below = Level(objects) if objects else None
    return whole


def _shape(name: str) -> str:
    """What a name has in common with others like it; nothing where it is a word."""
    if _UUID.fullmatch(name):
        return "uuid"
    if _DATE.fullmatch(name):
        return "date"
    if _HEX.fullmatch(name):
        return "hex"
    shape = _DIGITS.sub("#", name)
    return shape if shape != name else ""


def _data(shape: str, names: Sequence[str], level: Level) -> bool:
    if len(names) <= NONE_TOO_MANY:
        return False
    if shape in ("uuid", "date", "hex", "#") or len(names) > _NUMBERED:
        return True
    return sum(len(level.keys[name].values) for name in names) < _OFTEN * len(names) * level.objects


def _rare(names: Sequence[str], level: Level) -> Iterator[list[str]]:
    """Those that are rare, where there are so many that nobody has named them one by one."""
    rare = [name for name in names if len(level.keys[name].values) < max(ONCE_OR_TWICE, HARDLY * level.objects)]
    if len(rare) > _WORDS or sum(bool(_DIGITS.search(name)) for name in rare) > _RANDOM:
        yield rare
