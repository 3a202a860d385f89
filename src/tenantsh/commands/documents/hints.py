"""What a person may have meant: from a sample of this organization's documents, and by trying where no row matches."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import And, Compare, Element, Has, Is, Key, Not, On, OneOf, Operator, Or, Type, Value
from tenantsh.lang.filters.words import COMPARISONS, RANGES, TEXTS, is_text, spell_key, spell_text
from tenantsh.model.paths import near, seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.jsonb.sampling import Sample
    from tenantsh.lang.filters.tree import Filter, Path
    from tenantsh.model.paths import Seen

MOST = 6
"""Hints that are worth reading."""
_TERMS = 20
"""Terms that are looked at."""
_OTHERS = 12
"""Other filters that are tried where nothing matches."""
_VALUES = 8
"""Values of a key that are told."""
_SPELLED = {operator: text for text, (operator, negated) in reversed(COMPARISONS.items()) if not negated}


@dataclass(frozen=True, slots=True)
class Other:
    """A filter that is a little different, and how that is said."""

    asked: Filter
    told: str


@dataclass(frozen=True, slots=True)
class About:
    """A term, with what a sample says of its path."""

    term: Compare | OneOf | Has | Is | Element
    column: str
    negated: bool
    sample: Sample
    prefix: str
    """The column's name with a dot, where others could be meant."""

    @property
    def names(self) -> tuple[str, ...]:
        """Its path."""
        return tuple(key.name for key in self.term.path)

    @property
    def seen(self) -> Seen | None:
        """What is at its path."""
        return seen(self.sample.keys, self.names)


def hints(asked: Filter, default: str | None, samples: Mapping[str, Sample], *, matched: bool) -> Iterator[str]:
    """What the sample says of the terms, the most useful first."""
    abouts = list(islice(_terms(asked, default, samples), _TERMS))
    for about in abouts:
        if about.seen is None:
            yield from _unseen(about, matched=matched)
    for about in abouts:
        found = about.seen
        if found is not None and isinstance(about.term, Compare | OneOf):
            yield from _arrays(about, found)
            yield from _types(about, found)
    if not matched:
        yield from (hint for about in abouts for hint in _values(about))


def others(asked: Filter, default: str | None, samples: Mapping[str, Sample]) -> list[Other]:
    """What to try where nothing matches: each term read another way, and each by itself."""
    found: dict[Filter, Other] = {}
    for about in islice(_terms(asked, default, samples), _TERMS):
        if about.negated:
            continue
        for term, why in _readings(about):
            other = Other(_replaced(asked, about.term, term), f"{why}: try {spelled(term)}")
            found.setdefault(other.asked, other)
    return list(found.values())[:_OTHERS]


def alone(asked: Filter) -> list[Other]:
    """The terms by themselves, where there are several."""
    parts = asked.parts if isinstance(asked, And) else ()
    named = ((part, _told(part)) for part in parts[:_TERMS])
    return [Other(part, told) for part, told in named if told][:_OTHERS]


# -- terms ---------------------------------------------------------------------------------------------------------


def _terms(
    asked: Filter, column: str | None, samples: Mapping[str, Sample], *, negated: bool = False
) -> Iterator[About]:
    match asked:
        case On():
            yield from _terms(asked.part, asked.column, samples, negated=negated)
        case Not():
            yield from _terms(asked.part, column, samples, negated=not negated)
        case And() | Or():
            for part in asked.parts:
                yield from _terms(part, column, samples, negated=negated)
        case Compare() | OneOf() | Has() | Is() | Element():
            sample = samples.get(column or "")
            if sample is not None and sample.documents:
                yield About(
                    asked, column or "", negated, sample, f"{spell_key(column or '')}." if len(samples) > 1 else ""
                )
        case _:
            return


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


# -- what the sample says ------------------------------------------------------------------------------------------


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


def _arrays(about: About, found: Seen) -> Iterator[str]:
    """Arrays on the way, and at its end."""
    path = about.term.path
    for array in found.arrays:
        at = len(array) - 1
        if path[at].elements:
            continue
        if at < len(path) - 1:
            inside = _with_elements(about.term, at)
            yield f"{spell_path(array)} is an array of objects: {spelled(inside)} asks its elements"
        elif isinstance(about.term, Compare) and about.term.operator is Operator.EQUAL and _share(found, "array"):
            other = replace(about.term, operator=Operator.ELEMENT)
            if not about.term.value.json.startswith("["):
                yield f"{_is(about, found, 'array')}: {spelled(other)} asks for an element"


def _types(about: About, found: Seen) -> Iterator[str]:
    """Values of other types than the term asks for."""
    wanted = _wanted(about.term)
    others = [(kind, share) for kind, share in found.types if kind not in (*wanted, "null", "array")]
    if not wanted or not others or found.arrays:
        return
    path = spell_path(about.names)
    if found.mixed and _share(found, *wanted):
        if _told_apart(about.term):
            return
        told = ", ".join(f"{_percent(share)} {kind}" for kind, share in found.types)
        yield f"{path} is of mixed types ({told}): {spelled(about.term)} asks {wanted[0]}s only"
    elif not _share(found, *wanted):
        told = _is(about, found, others[0][0])
        flipped = next((term for term, _ in _readings(about)), None)
        yield told + (f": try {spelled(flipped)}" if flipped is not None else "")


def _values(about: About) -> Iterator[str]:
    """What is there instead of a value that is asked for exactly."""
    found, term = about.seen, about.term
    exactly = isinstance(term, OneOf) or (
        isinstance(term, Compare) and term.operator in (Operator.EQUAL, Operator.ELEMENT)
    )
    if found is None or about.negated or not exactly or not found.key.json:
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
            return (_type(term.value),)
        case OneOf():
            return tuple(dict.fromkeys(map(_type, term.values)))
        case _:
            return ()


def _type(value: Value) -> str:
    if value.json.startswith('"'):
        return Type.STRING.value
    return {"true": "boolean", "false": "boolean", "null": "null"}.get(value.json, Type.NUMBER.value)


def _share(found: Seen, *kinds: str) -> float:
    return sum(share for kind, share in found.types if kind in kinds)


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %" if share >= 0.01 else "less than 1 %"


# -- other readings of a term --------------------------------------------------------------------------------------


def _readings(about: About) -> Iterator[tuple[Filter, str]]:
    """Terms that a person may have meant, and why; those first that the sample speaks for."""
    found = about.seen
    if found is None:
        for path in near(about.sample.keys, about.names):
            yield replace(about.term, path=tuple(map(Key, path))), f"{spell_path(about.names)} is not there"
        return
    for array in found.arrays:
        at = len(array) - 1
        if at < len(about.term.path) - 1 and not about.term.path[at].elements:
            yield _with_elements(about.term, at), f"{spell_path(array)} is an array"
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
        kind = _type(term.value)
        yield (
            replace(term, value=Value(json.dumps(text))),
            f"it matches as text but not as {kind}" if kind != "null" else "null is written as a text",
        )
        return
    plain = json.loads(text)
    if term.value.date is None and not is_text(plain):
        kind = _type(Value(plain))
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


def _with_elements(term: Compare | OneOf | Has | Is | Element, at: int) -> Compare | OneOf | Has | Is | Element:
    keys = [Key(key.name, elements=key.elements or place == at) for place, key in enumerate(term.path)]
    return replace(term, path=tuple(keys))


# -- terms as text -------------------------------------------------------------------------------------------------


def spell_path(names: tuple[str, ...]) -> str:
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
