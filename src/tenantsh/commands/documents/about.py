"""The terms of a filter, each with what a sample of this organization's documents says of its path."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import And, Compare, Element, Has, Is, Not, On, OneOf, Operator, Or
from tenantsh.lang.filters.words import spell_key
from tenantsh.model.paths import seen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.db.jsonb.sampling import Sample
    from tenantsh.lang.filters.tree import Filter
    from tenantsh.model.paths import Seen

Term = Compare | OneOf | Has | Is | Element

MOST = 20
"""Terms that are looked at."""


@dataclass(frozen=True, slots=True)
class About:
    """A term, with what a sample says of its path."""

    term: Term
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
    def exact(self) -> bool:
        """Whether it asks for a value as it is: then it goes through no array that its path does not name."""
        exactly = isinstance(self.term, Compare) and self.term.operator in (Operator.EQUAL, Operator.ELEMENT)
        return exactly or isinstance(self.term, OneOf)

    @property
    def seen(self) -> Seen | None:
        """What is at its path."""
        return seen(self.sample.keys, self.names)


def abouts(asked: Filter, column: str | None, samples: Mapping[str, Sample]) -> list[About]:
    """The first terms of a filter; `column` is the one of those that name none."""
    return list(islice(_terms(asked, column, samples), MOST))


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
