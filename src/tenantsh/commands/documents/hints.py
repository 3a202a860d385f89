"""What a sample of this organization's documents says of a filter's terms: keys, types and values that it may miss."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.documents.about import abouts
from tenantsh.commands.documents.readings import readings, with_elements
from tenantsh.lang.filters.spelling import spell_path, spelled, spelled_value
from tenantsh.lang.filters.tree import Compare, Is, OneOf, Operator, Value
from tenantsh.lang.filters.words import TEXTS, is_text, spell_key
from tenantsh.model.paths import near, seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.commands.documents.about import About
    from tenantsh.db.jsonb.sampling import Sample
    from tenantsh.lang.filters.tree import Filter
    from tenantsh.model.paths import Seen

MOST = 6
"""Hints that are worth reading."""
_HARDLY = 0.01
"""The part of the values below which a type is no hint where something matches."""
_VALUES = 8
"""Values of a key that are told."""


def hints(
    asked: Filter, default: str | None, samples: Mapping[str, Sample], *, matched: bool, more: bool = False
) -> Iterator[str]:
    """What the sample says of the terms, the most useful first.

    Of types that hardly any value has, it says something only if nothing matches, or where `more` is wanted.
    """
    terms = abouts(asked, default, samples)
    for about in terms:
        if about.seen is None:
            yield from _unseen(about, matched=matched)
    for about in terms:
        found = about.seen
        if found is not None and isinstance(about.term, Compare | OneOf):
            least = _HARDLY if matched and not more else 0.0
            yield from _arrays(about, found, least)
            yield from _types(about, found, least)
    if not matched:
        yield from (hint for about in terms for hint in _values(about))


def _unseen(about: About, *, matched: bool) -> Iterator[str]:
    missing = next(at for at in range(len(about.names)) if seen(about.sample.keys, about.names[: at + 1]) is None)
    path = about.prefix + spell_path(about.names[: missing + 1])
    looked = f"a sample of {about.sample.documents:,} documents"
    found = [spell_path(each) for each in near(about.sample.keys, about.names)]
    if found:
        yield f"{path} is not in {looked}: did you mean {' or '.join(found)}?"
    elif not matched or about.negated or isinstance(about.term, Is):
        top = [spell_key(key.name) for key in about.sample.keys[:8]]
        yield f"{path} is not in {looked}" + (f", whose keys are {', '.join(top)}" if top and missing == 0 else "")


def _arrays(about: About, found: Seen, least: float) -> Iterator[str]:
    """Arrays on the way, and at its end; what is not to be there need not be in any."""
    if about.negated:
        return
    path = about.term.path
    for array in found.arrays:
        at = len(array) - 1
        if path[at].elements or not about.exact:
            continue
        if at < len(path) - 1:
            inside = with_elements(about.term, at)
            yield f"{spell_path(array)} is an array of objects: {spelled(inside)} asks its elements"
        elif isinstance(about.term, Compare) and about.term.operator is Operator.EQUAL and _more(found, least, "array"):
            other = replace(about.term, operator=Operator.ELEMENT)
            if not about.term.value.json.startswith("["):
                yield f"{_is(about, found, 'array')}: {spelled(other)} asks for an element"


def _types(about: About, found: Seen, least: float) -> Iterator[str]:
    """Values of other types than the term asks for."""
    wanted = _wanted(about.term)
    others = [(kind, share) for kind, share in found.types if kind not in (*wanted, "null", "array")]
    if not wanted or not others or found.arrays:
        return
    path = spell_path(about.names)
    if found.mixed and _share(found, *wanted):
        if _told_apart(about.term) or not _more(found, least, *(kind for kind, _ in others)):
            return
        told = ", ".join(f"{_percent(share)} {kind}" for kind, share in found.types)
        yield f"{path} is of mixed types ({told}): {spelled(about.term)} asks {wanted[0]}s only"
    elif not _share(found, *wanted):
        told = _is(about, found, others[0][0])
        flipped = next((term for term, _ in readings(about)), None)
        yield told + (f": try {spelled(flipped)}" if flipped is not None else "")


def _values(about: About) -> Iterator[str]:
    """What is there instead of a value that is asked for exactly."""
    found = about.seen
    if found is None or about.negated or not about.exact or not found.key.json:
        return
    some = ", ".join(spelled_value(Value(each)) for each in found.key.json[:_VALUES])
    more = ", …" if len(found.key.json) > _VALUES else ""
    yield f"in a sample of {about.sample.documents:,} documents {about.prefix}{spell_path(about.names)} is {some}{more}"


def _told_apart(term: Filter) -> bool:
    """Whether a term asks for texts that no value of another type could be meant by."""
    values: tuple[Value, ...] = term.values if isinstance(term, OneOf) else ()
    if isinstance(term, Compare) and term.operator in (Operator.EQUAL, Operator.ELEMENT):
        values = (term.value,)
    return bool(values) and all(value.json.startswith('"') and is_text(json.loads(value.json)) for value in values)


def _is(about: About, found: Seen, kind: str) -> str:
    """That a path is of a type."""
    article = "an" if kind[0] in "aeiou" else "a"
    share = _share(found, kind)
    part = "" if share == 1 else f" in {_percent(share)} of a sample"
    return f"{spell_path(about.names)} is {article} {kind}{part}"


def _wanted(term: Filter) -> tuple[str, ...]:
    """The types of values that a term can be true of."""
    match term:
        case Compare() if term.operator in TEXTS:
            return ("string",)
        case Compare() if term.operator is not Operator.ELEMENT:
            return (term.value.type.value,)
        case OneOf():
            return tuple(dict.fromkeys(value.type.value for value in term.values))
        case _:
            return ()


def _more(found: Seen, least: float, *kinds: str) -> bool:
    """Whether a part of the values that is worth a word is of some types."""
    share = _share(found, *kinds)
    return share > 0 and share >= least


def _share(found: Seen, *kinds: str) -> float:
    return sum(share for kind, share in found.types if kind in kinds)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 else "less than 1 %"
