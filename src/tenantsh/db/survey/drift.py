"""What has a filter miss rows that somebody means: keys and values that are not the same everywhere."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from tenantsh.db.survey.field import Drift, spelled_key, spelled_text
from tenantsh.db.survey.values import padded
from tenantsh.db.survey.walking import TYPES
from tenantsh.model.paths import folded

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tenantsh.db.survey.ages import Ages
    from tenantsh.db.survey.field import Field, Many
    from tenantsh.db.survey.values import Strings
    from tenantsh.db.survey.walking import Number

_RARE = 0.05
"""The part of the objects below which a key is rare."""
_LEAST = 5
"""Values that a change has to be seen in."""
_STRAY = 0.1
"""The part of the values on the wrong side of a change that it may have."""
_ALL = 0.98
"""The part of the objects that have a key which is everywhere."""
_SURE = 10
"""Rows without a key that are too many for chance."""


class Values(Protocol):
    """The different values of a key."""

    @property
    def strings(self) -> Strings:
        """Its strings."""
        ...

    @property
    def numbers(self) -> Counter[Number]:
        """Its numbers."""
        ...


def drifts(
    field: Field, values: Values, kinds: Sequence[type], rows: Sequence[int], holders: Sequence[int], ages: Ages
) -> Iterator[Drift]:
    """Everything about one key, what matters most first."""
    yield from _types(field, kinds, rows, ages)
    yield from _forms(field, values)
    came = _came(field, rows, holders, ages)
    if came is not None:
        yield came
    elif field.within < _RARE:
        yield Drift("rare", f"{field.spelled} is in {percent(field.share)} of the rows", f"has:{field.spelled}")
    if spelled_key(field.path[-1]) != field.path[-1]:
        yield Drift("quotes", f"{field.spelled} needs its quotes")


def identifiers(field: Field, many: Many, path: Sequence[str]) -> Drift:
    """What is said of keys that are told as one."""
    of = field.way.spelled.removesuffix(".") if path else "the top of the documents"
    kinds = " or ".join(kind for kind, _ in field.types)
    return Drift(
        "identifiers", f"{of} has {field.name}: {kinds}", f"has:{field.way.spelled}{spelled_key(many.example)}"
    )


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(1), percent(0.256), percent(0.004), percent(0.9996), percent(0)
    ('100 %', '26 %', '0.4 %', '99.9 %', '0 %')
    """
    if share in (0, 1):
        return f"{share * 100:.0f} %"
    if 0.01 <= share < 0.995:
        return f"{share * 100:.0f} %"
    return f"{min(99.9, max(0.1, share * 100)):.1f} %"


# -- types ---------------------------------------------------------------------------------------------------------


def _types(field: Field, kinds: Sequence[type], rows: Sequence[int], ages: Ages) -> Iterator[Drift]:
    real = [(kind, share) for kind, share in field.types if kind != "null"]
    if not real:
        yield Drift("always null", f"{field.spelled} is always null", f"{field.spelled} is null")
    if len(real) < 2:
        return
    changed = _changed(kinds, rows, ages)
    if changed is not None:
        before, after, since = changed
        text = f"{field.spelled} was {a(before)} before {since}, and is {a(after)} since"
        yield Drift(f"was {before}", text, f"{field.spelled} is {before}")
        return
    others = ", ".join(f"{a(kind)} in {percent(share)}" for kind, share in real[1:])
    text = f"{field.spelled} is {a(real[0][0])} in {percent(real[0][1])} of the rows that have it, and {others}"
    yield Drift("mixed", text, f"{field.spelled} is {real[1][0]}")


def a(noun: str) -> str:
    """A type with its article.

    >>> a("array"), a("string")
    ('an array', 'a string')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _changed(kinds: Sequence[type], rows: Sequence[int], ages: Ages) -> tuple[str, str, str] | None:
    """The type that values had in older rows, the one that they have in newer ones, and since when."""
    if not ages.of:
        return None
    by_age = sorted(
        (age, TYPES[kind])
        for kind, row in zip(kinds, rows, strict=True)
        if kind is not type(None) and (age := ages.of[row]) is not None
    )
    kinds_by_age = [kind for _, kind in by_age]
    first, last = kinds_by_age[:1], kinds_by_age[-1:]
    for before, after in {(old, new) for old in set(first + kinds_by_age[: len(by_age) // 20])
                          for new in set(last + kinds_by_age[-(len(by_age) // 20) :])}:  # fmt: skip
        if before == after:
            continue
        at, wrong = _split(kinds_by_age, before, after)
        fewest = min(kinds_by_age.count(before), kinds_by_age.count(after))
        if fewest >= _LEAST and wrong <= _STRAY * fewest and at < len(by_age):
            return before, after, ages.spelled(by_age[at][0])
    return None


def _split(kinds: Sequence[str], before: str, after: str) -> tuple[int, int]:
    """Where one type gives way to another, and how many values are on the wrong side, those of third types too."""
    wrong = sum(kind != after for kind in kinds)
    best = 0, wrong
    for at, kind in enumerate(kinds, 1):
        wrong += (kind != before) - (kind != after)
        if wrong < best[1]:
            best = at, wrong
    return best


# -- strings -------------------------------------------------------------------------------------------------------


def _forms(field: Field, values: Values) -> Iterator[Drift]:
    forms = values.strings.forms
    every = forms.total()
    if not every:
        return
    if (
        field.form == "number"
        and not values.numbers
        and not padded(values.strings.counts)
        and len(values.strings.counts) > 1
    ):
        text = next(iter(values.strings.counts))
        own = field.value.startswith('"')
        term = field.exactly(f"={field.value}") if own else field.exactly(f"~{field.element}") if field.element else ""
        yield Drift(
            "numbers as text", f"{field.spelled} has numbers as strings, which ={text} and >{text} leave out", term
        )
    yield from _spellings(field, values)
    moments = {form: count for form, count in forms.items() if form in _MOMENTS}
    if not moments or sum(moments.values()) < every / 2:
        return
    if len(moments) > 1:
        kinds = ", ".join(
            f"{_MOMENTS[form]} {percent(count / every)}" for form, count in forms.most_common() if form in moments
        )
        yield Drift("date formats", f"{field.spelled} has dates in {len(moments)} formats: {kinds}")
    if "other date" in moments or "no date" in moments:
        yield Drift("no ISO dates", f"{field.spelled} has dates that < and > leave out, as they are not ISO's")


def _spellings(field: Field, values: Values) -> Iterator[Drift]:
    """Values that differ in case, or in blanks around them; where they are few, as those of a list of choices."""
    counts = values.strings.counts
    if len(counts) > _CHOICES:
        return
    alike: dict[str, list[str]] = defaultdict(list)
    for text, _ in counts.most_common():
        alike[text.strip().casefold()].append(text)
    for same in alike.values():
        if len(same) > 1 and not field.holds_objects:
            texts = list(map(spelled_text, same))
            terms = [field.exactly(f" in {','.join(texts)}")] if field.value else []
            terms += [field.exactly(f"~{text}") for text in texts] if field.element else []
            yield Drift("spellings", f"{field.spelled} has {' and '.join(texts)}", " or ".join(terms))


_CHOICES = 50
"""Different strings up to which they are somebody's choices."""
_MOMENTS = {
    "date": "2026-01-31",
    "timestamp with Z": "2026-01-31T10:00Z",
    "timestamp with offset": "2026-01-31T10:00+01:00",
    "timestamp without zone": "2026-01-31T10:00",
    "other date": "31.01.2026",
    "no date": "2026-02-31",
}
"""Dates' forms, and how each looks."""


# -- keys ----------------------------------------------------------------------------------------------------------


def _came(field: Field, rows: Sequence[int], holders: Sequence[int], ages: Ages) -> Drift | None:
    """Whether a key is in newer rows only, or in older ones only, and chance would not have it so."""
    if not ages.of or field.rows < _LEAST or field.within > _ALL:
        return None
    having, every = ages.known(rows), ages.known(holders)
    if not having:
        return None
    before = bisect_left(every, having[0])
    after = len(every) - bisect_left(every, having[-1]) - 1
    if before * len(having) / max(1, len(every) - before) >= _SURE:
        text = f"{field.spelled} is there since {ages.spelled(having[0])} only"
        return Drift("new", text, f"missing:{field.spelled}")
    if after * len(having) / max(1, len(every) - after) >= _SURE:
        text = f"{field.spelled} is not there any more since {ages.spelled(having[-1])}"
        return Drift("gone", text, f"has:{field.spelled}")
    return None


def twins(names: Iterable[str]) -> Mapping[str, list[str]]:
    """Names that differ in case, or in what stands between words, by what they have in common."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in names:
        found[folded(name)].append(name)
    return found


def twin(field: Field, names: Mapping[str, list[str]]) -> Drift | None:
    """What is said of a key that has a twin, at the more frequent one of them."""
    same = names[folded(field.path[-1])]
    if len(same) < 2 or field.path[-1] != same[0]:
        return None
    others = [spelled_key(name) for name in same[1:]]
    terms = " or ".join(f"has:{field.way.spelled}{name}" for name in [spelled_key(same[0]), *others])
    return Drift("twins", f"{field.spelled} is also written {' and '.join(others)}", terms)
