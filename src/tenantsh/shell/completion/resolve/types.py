"""Types: as people write them, those of the database, and all others by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.catalog import SYSTEM
from tenantsh.shell.completion.resolve import familiar
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.relations import schemas

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.catalog import Type
    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Types

_KINDS = {
    "b": "type",
    "c": "composite type",
    "d": "domain",
    "e": "enum",
    "m": "multirange type",
    "p": "pseudo-type",
    "r": "range type",
}
_OWN = 3
"""Where the database's own types stand: behind the first of the familiar ones."""
_LABELS = 5
"""Labels of an enum that its detail shows."""


def types(wanted: Types, looking: Looking) -> Iterator[Found]:
    """Types, and schemas that may have some."""
    if not looking.wish.qualifier:
        if "b" in wanted.kinds:
            yield from _familiar(wanted, looking)
        yield from (found for found in schemas(looking, wanted.fit + 1) if looking.wish.word)
    for kind, match in _candidates(looking):
        if kind.kind in wanted.kinds and not kind.name.startswith("_"):
            yield _found(kind, match, wanted, looking)


def _familiar(wanted: Types, looking: Looking) -> Iterator[Found]:
    if looking.wish.quoted:
        return
    for at, spelling in enumerate(familiar.TYPES):
        name = spelling.replace("^", " ")
        match = looking.match(name)
        if match in (0, 1):
            after = "(" if name in familiar.MODIFIED else ""
            yield Found(name, name, "type", wanted.fit, match, "", after, late=_late(name, wanted), order=at)


def _late(name: str, wanted: Types) -> int:
    """Arrays behind others, and what is likely here before them."""
    array = name.endswith("[]")
    return -1 if name in wanted.likely or (array and "[]" in wanted.likely) else int(array)


def _candidates(looking: Looking) -> Iterable[tuple[Type, int]]:
    named, wish = looking.catalog.types, looking.wish
    if wish.qualifier:
        return ((found, match) for found, match in looking.matches(named) if found.schema == wish.qualifier[-1])
    return looking.matches(named) if wish.word else ((found, 0) for found in looking.catalog.own_types)


def _found(kind: Type, match: int, wanted: Types, looking: Looking) -> Found:
    system = kind.schema in SYSTEM
    bare = bool(looking.wish.qualifier) or kind.schema in looking.catalog.search_path
    spelled = looking.spelled(kind.name)
    text = spelled if bare else f"{looking.spelled(kind.schema)}.{spelled}"
    labels = ", ".join(kind.labels[:_LABELS]) + (", …" if len(kind.labels) > _LABELS else "")
    late = 2 if system else 0 if bare else 1
    return Found(kind.name, text, _KINDS.get(kind.kind, "type"), wanted.fit, match, labels, late=late, order=_OWN)
