"""Which keys documents have, with which types and how often: JSON texts in, `Key`s out."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from tenantsh.db.survey.walking import TYPES, Number, Walk
from tenantsh.model.catalog import Key

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.survey.walking import Level, Met

FEW = 12
"""Different values of a key above which none is offered."""
LONGEST = 80
"""Characters of a value that is worth offering."""
_NODES = 30_000
"""Values that are looked at in all, which takes about 0.05 s."""


def keys_of(documents: Iterable[str]) -> tuple[Key, ...]:
    """The keys of some documents, those that most of them have first; what is no JSON is left out.

    >>> [owner] = keys_of(['{"owner": {"team": "blue"}}', '{"owner": null}'])
    >>> owner.types, owner.share, [(key.name, key.share, key.json) for key in owner.keys]
    (('object', 'null'), 1.0, [('team', 1.0, ('"blue"',))])
    """
    walk = Walk(into_arrays=True)
    for document in documents:
        walk.document(document)
        if walk.nodes > _NODES:
            break
    return _keys(walk.top)


def _keys(level: Level) -> tuple[Key, ...]:
    by_share = sorted(level.keys.items(), key=lambda item: -len(item[1].values))
    return tuple(_key(name, met, level.objects) for name, met in by_share)


def _key(name: str, met: Met, objects: int) -> Key:
    counts = Counter(map(type, met.values)).most_common()
    values = _values(met)
    return Key(
        name,
        tuple(TYPES[kind] for kind, _ in counts),
        len(met.values) / objects,
        tuple(map(_text, values)),
        _keys(met.below) if met.below else (),
        tuple(map(_json, values)),
        tuple(count / len(met.values) for _, count in counts),
    )


def _values(met: Met) -> list[str | Number | bool]:
    """The values of a key and those in its arrays, the most frequent first; none where they are many or long."""
    counts: Counter[tuple[type, Any]] = Counter()
    for values in (met.values, met.elements):
        kinds = list(map(type, values))
        counts.update(each for each in zip(kinds, values, strict=True) if each[0] in _SCALARS)
        if len(counts) > FEW:
            return []
    found = [value for (_, value), _ in counts.most_common()]
    return [] if any(len(str(value)) > LONGEST for value in found) else found


_SCALARS = (str, Number, bool)


def _text(value: str | Number | bool) -> str:  # noqa: FBT001 - it is data
    """A value as `->>` gives it."""
    return _json(value) if isinstance(value, bool) else str(value)


def _json(value: str | Number | bool) -> str:  # noqa: FBT001 - it is data
    if isinstance(value, Number):
        return str(value)
    return json.dumps(value, ensure_ascii=False)
