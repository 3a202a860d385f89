"""From what was met at each path to what is said of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from decimal import Decimal
from heapq import nsmallest
from itertools import compress
from typing import TYPE_CHECKING, Any

from tenantsh.db.survey import drift
from tenantsh.db.survey.field import Field, Lengths, Many, Way, spelled_key
from tenantsh.db.survey.identifiers import parted, together
from tenantsh.db.survey.values import TOP, Strings, dates, numbers, top, whole
from tenantsh.db.survey.walking import CUT, TYPES, Number

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.db.survey.ages import Ages
    from tenantsh.db.survey.field import Drift, Range, Shares
    from tenantsh.db.survey.walking import Level, Met

_INSIDE = 8
"""Keys that are told of the objects behind identifiers."""


@dataclass(frozen=True, slots=True)
class Counting:
    """What all counting is of: so many rows, some of them older than others."""

    rows: int
    ages: Ages

    def fields(self, level: Level, holders: Sequence[int], above: Field | None = None) -> tuple[Field, ...]:
        """The keys of one level, the most frequent first; `holders` are the rows of its objects."""
        way, path = (above.onward, above.path) if above else (Way(), ())
        single, groups = parted(level)
        made = [self._field(met, (*path, name), way, level.objects, holders) for name, met in single.items()]
        made.sort(key=lambda field: (-round(field.share, 2), field.path[-1]))
        twins = drift.twins(field.path[-1] for field in made)
        folded = [self._many(group, path, way, level) for group in groups]
        told = [*folded, *(_with(field, drift.twin(field, twins)) for field in made)]
        return tuple(sorted(told, key=lambda field: -round(field.share, 2)))

    def _many(self, group: Mapping[str, Met], path: tuple[str, ...], way: Way, level: Level) -> Field:
        """Keys that are identifiers, as one."""
        inside = Counter(name for met in group.values() if met.below is not None for name in met.below.keys)
        example = max(group, key=lambda name: len(group[name].rows))
        names = tuple(name for name, _ in inside.most_common(_INSIDE))
        every = together(list(group.values()))
        field, *_ = self._counted(every, (*path, "*"), replace(way, through=True), level.objects)
        many = Many(len(group), bool(level.beyond), example, names)
        rows = len({*every.rows, *level.beyond})
        field = replace(field, many=many, rows=rows, share=rows / self.rows, within=min(1.0, field.within))
        return _with(field, drift.identifiers(field, many, path))

    def _field(self, met: Met, path: tuple[str, ...], way: Way, objects: int, holders: Sequence[int]) -> Field:
        field, values, kinds = self._counted(met, path, way, objects)
        if met.below is not None and met.below.keys:
            field = replace(field, below=self.fields(met.below, met.rows, field))
        return _with(field, *drift.drifts(field, values, kinds, met.rows, holders, self.ages))

    def _counted(
        self, met: Met, path: tuple[str, ...], way: Way, objects: int
    ) -> tuple[Field, _Values, Sequence[type]]:
        kinds = list(map(type, met.values))
        values = _Values.of(met, kinds)
        rows = len(set(met.rows)) if way.through else len(met.rows)
        direct, listed = kinds.count(dict), _objects(met)
        frequent = values.top(met, kinds)
        field = Field(
            path=path,
            spelled=f"{way.spelled}{spelled_key(path[-1])}",
            rows=rows,
            share=rows / self.rows,
            within=len(met.values) / objects,
            types=_shares(kinds),
            form=values.strings.main_form,
            elements=_shares(map(type, met.elements), array=met.nested, object=listed),
            lengths=_lengths(met, kinds),
            distinct=values.distinct,
            range=values.range(),
            top=frequent,
            way=way,
            in_arrays=listed > 0,
            each=listed > direct or (listed > 0 and met.nested > 0),
            loose=listed > 0 and (direct > 0 or met.nested > 0),
            value=whole(_frequent(met.values) if met.elements else frequent),
            element=whole(_frequent(met.elements)) if met.elements else "",
        )
        return field, values, kinds


def _with(field: Field, *drifts: Drift | None) -> Field:
    found = tuple(each for each in drifts if each)
    return replace(field, drifts=(*field.drifts, *found)) if found else field


def _shares(kinds: Iterable[type], **more: int) -> Shares:
    counts = Counter(TYPES[kind] for kind in kinds)
    counts.update({name: count for name, count in more.items() if count})
    return tuple((name, count / counts.total()) for name, count in counts.most_common())


def _objects(met: Met) -> int:
    """How many objects are in the arrays of a key."""
    if met.below is None:
        return 0
    return max(0, met.below.objects - sum(type(value) is dict for value in met.values))


def _frequent(values: Iterable[Any]) -> Shares:
    """The frequent ones among some values that are no objects, arrays and null."""
    counts = Counter((type(value), value) for value in values if type(value) in (str, Number, bool) and value != CUT)
    return top([(value, count) for (_, value), count in counts.most_common(TOP)], max(1, counts.total()))


def _lengths(met: Met, kinds: Sequence[type]) -> Lengths | None:
    found = [len(value) for value, kind in zip(met.values, kinds, strict=True) if kind is list and value != [CUT]]
    return Lengths(min(found), max(found)) if found else None


@dataclass(frozen=True, slots=True)
class _Values:
    """The different values at a path that are no objects and arrays, and how often each was met."""

    strings: Strings
    numbers: Counter[Number]
    """By how they are written first: 1 and 1.0 are one."""
    booleans: Counter[bool]

    @classmethod
    def of(cls, met: Met, kinds: list[type]) -> _Values:
        every = [*met.values, *met.elements] if met.elements else met.values
        types = [*kinds, *map(type, met.elements)] if met.elements else kinds
        some = set(types)
        strings, numbers, booleans = (
            Counter(every if some == {wanted} else compress(every, [kind is wanted for kind in types]))
            if wanted in some
            else Counter()
            for wanted in (str, Number, bool)
        )
        del strings[CUT]
        return cls(Strings.of(strings), _equal(numbers), booleans)

    @property
    def distinct(self) -> int:
        return len(self.strings.counts) + len(self.numbers) + len(self.booleans)

    def range(self) -> Range | None:
        """Of its dates, or else of its numbers."""
        if self.strings.main_form in ("date", "timestamp") and self.strings.counts.total() >= self.numbers.total():
            return dates(self.strings.counts)
        return numbers(self.numbers) if self.numbers.total() > self.strings.counts.total() else None

    def top(self, met: Met, kinds: list[type]) -> Shares:
        """Its frequent values; of arrays the frequent elements, each counted once for a row."""
        if met.elements and kinds.count(list) * 2 > len(kinds):
            pairs = set(zip(map(type, met.elements), met.elements, met.holders, strict=True))
            counts: Counter[Any] = Counter((kind, value) for kind, value, _ in pairs if value is not None)
            return top([(value, count) for (_, value), count in counts.most_common(TOP)], len(set(met.holders)))
        every = [*self.strings.counts.items(), *self.numbers.items(), *self.booleans.items()]
        some = nsmallest(TOP, every, key=lambda each: (-each[1], str(each[0])))  # rows come by lot, and ties would too
        return top(some, len(kinds) - kinds.count(type(None)))


def _equal(numbers: Counter[Number]) -> Counter[Number]:
    """Numbers that are the same however they are written, as one."""
    if not any("." in text or "e" in text or "E" in text for text in numbers):
        return numbers
    first: dict[Decimal, Number] = {}
    merged: Counter[Number] = Counter()
    for text, count in numbers.items():
        merged[first.setdefault(Decimal(text), text)] += count
    return merged
