"""What a person may have meant where nothing matches: filters that are a little different, to be tried."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tenantsh.commands.documents.about import MOST, abouts
from tenantsh.lang.filters.spelling import spell_path, spelled, spelled_value
from tenantsh.lang.filters.tree import And, Compare, Key, Not, On, Operator, Or, Value
from tenantsh.lang.filters.words import RANGES, TEXTS, is_text, spell_key
from tenantsh.model.paths import near, seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.commands.documents.about import About, Term
    from tenantsh.db.jsonb.sampling import Sample
    from tenantsh.lang.filters.tree import Filter
    from tenantsh.model.paths import Seen

_OTHERS = 12
"""Other filters that are tried."""


@dataclass(frozen=True, slots=True)
class Other:
    """A filter that is a little different, and how that is said."""

    asked: Filter
    told: str


def others(asked: Filter, default: str | None, samples: Mapping[str, Sample]) -> list[Other]:
    """What to try where nothing matches: each term read another way, and each by itself."""
    found: dict[Filter, Other] = {}
    for about in abouts(asked, default, samples):
        if about.negated:
            continue
        for term, why in readings(about):
            other = Other(_replaced(asked, about.term, term), f"{why}: try {spelled(term)}")
            found.setdefault(other.asked, other)
    return list(found.values())[:_OTHERS]


def alone(asked: Filter) -> list[Other]:
    """The terms by themselves, where there are several."""
    parts = asked.parts if isinstance(asked, And) else ()
    named = ((part, _told(part)) for part in parts[:MOST])
    return [Other(part, told) for part, told in named if told][:_OTHERS]


def readings(about: About) -> Iterator[tuple[Filter, str]]:
    """Terms that a person may have meant, and why; those first that the sample speaks for."""
    found = about.seen
    if found is None:
        for path in near(about.sample.keys, about.names):
            yield replace(about.term, path=_path(about, path)), f"{spell_path(about.names)} is not there"
        return
    for array in found.arrays:
        at = len(array) - 1
        if at < len(about.term.path) - 1 and not about.term.path[at].elements:
            yield with_elements(about.term, at), f"{spell_path(array)} is an array"
    if not isinstance(about.term, Compare):
        return
    if about.term.operator is Operator.EQUAL and "array" in found.key.types:
        yield replace(about.term, operator=Operator.ELEMENT), f"{spell_path(about.names)} is an array"
    yield from _flipped(about.term, found)
    for value in _near_values(about.term, found):
        yield replace(about.term, value=value), f"{spelled_value(about.term.value)} is not there"


def _flipped(term: Compare, found: Seen) -> Iterator[tuple[Filter, str]]:
    """The same value as another type."""
    text = term.value.json
    if term.operator in TEXTS:
        return
    if not text.startswith('"'):
        kind = term.value.type.value
        yield (
            replace(term, value=Value(json.dumps(text))),
            f"it matches as text but not as {kind}" if kind != "null" else "null is written as a text",
        )
        return
    plain = json.loads(text)
    if term.value.date is None and not is_text(plain):
        kind = Value(plain).type.value
        yield replace(term, value=Value(plain)), f"it matches as {kind} but not as text"
    elif term.operator in RANGES and "string" in found.key.types and term.value.date is not None:
        yield replace(term, value=Value(text)), "they are no dates"


def _near_values(term: Compare, found: Seen) -> list[Value]:
    """Values of the sample that are spelled nearly so."""
    if term.operator not in (Operator.EQUAL, Operator.ELEMENT) or not term.value.json.startswith('"'):
        return []
    wanted = json.loads(term.value.json)
    texts = [json.loads(each) for each in found.key.json if each.startswith('"')]
    folded = {text.casefold().strip(): text for text in texts}
    close = get_close_matches(wanted.casefold().strip(), folded, n=2, cutoff=0.7)
    return [Value(json.dumps(folded[each], ensure_ascii=False)) for each in close if folded[each] != wanted]


def _path(about: About, path: Sequence[str]) -> tuple[Key, ...]:
    """A path of the sample as the term needs it."""
    found = seen(about.sample.keys, path)
    through = {len(array) for array in found.arrays} if found is not None and about.exact else set()
    return tuple(Key(name, elements=at in through and at < len(path)) for at, name in enumerate(path, 1))


def with_elements(term: Term, at: int) -> Term:
    """The term with `[]` behind one of its keys."""
    keys = [Key(key.name, elements=key.elements or place == at) for place, key in enumerate(term.path)]
    return replace(term, path=tuple(keys))


def _replaced(asked: Filter, term: Filter, new: Filter) -> Filter:
    if asked is term:
        return new
    match asked:
        case On() | Not():
            return replace(asked, part=_replaced(asked.part, term, new))
        case And() | Or():
            return replace(asked, parts=tuple(_replaced(part, term, new) for part in asked.parts))
        case _:
            return asked


def _told(part: Filter) -> str:
    """A part of a filter in words; nothing for one that is made of several."""
    match part:
        case On():
            inner = _told(part.part)
            return f"{spell_key(part.column)}:{inner}" if inner else ""
        case Not():
            inner = _told(part.part)
            return f"!({inner})" if inner else ""
        case _:
            return spelled(part)
