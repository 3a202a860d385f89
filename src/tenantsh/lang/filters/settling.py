"""Filters on tables with several columns of documents: which of them each term is about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.lang.filters.tree import And, Anywhere, Element, Not, On, Or
from tenantsh.lang.filters.words import spell_key
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.lang.filters.tree import Filter


def settled(filter_: Filter, columns: Sequence[str]) -> Filter:
    """The filter with each term's column around it; `any:` alone is about all of them.

    Raises UsageError for a term that names none.
    """
    match filter_:
        case On():
            return filter_
        case Not():
            return Not(settled(filter_.part, columns))
        case And() | Or():
            return replace(filter_, parts=tuple(settled(part, columns) for part in filter_.parts))
        case Anywhere():
            return Or(tuple(On(each, filter_) for each in columns))
        case _:
            raise _which(filter_, columns)


def columns_in(filter_: Filter) -> set[str | None]:
    """The columns that terms are about; None for those that name none."""
    match filter_:
        case On():
            return {filter_.column}
        case Not():
            return columns_in(filter_.part)
        case And() | Or():
            return set().union(*map(columns_in, filter_.parts))
        case _:
            return {None}


def required(filter_: Filter) -> Iterator[Filter]:
    """The parts that all have to hold, without their columns' names."""
    match filter_:
        case On():
            yield from required(filter_.part)
        case And():
            for part in filter_.parts:
                yield from required(part)
        case _:
            yield filter_


def _which(term: Filter, columns: Sequence[str]) -> UsageError:
    path = getattr(term, "path", ())
    key = path[0].name if path and not isinstance(term, Element) else ""
    named = [f"{column}.{spell_key(key) if key else 'KEY'}" for column in columns[:2]]
    return UsageError(
        f"the filter does not say which column {f'{key} is in' if key else 'it is about'}",
        why=f"there are JSON documents in {', '.join(columns)}",
        hint=f"write {' or '.join(named)}, or TABLE.{columns[0]} in front for all keys",
    )
