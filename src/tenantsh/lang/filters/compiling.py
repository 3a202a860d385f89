"""Filters as conditions in SQL: docs/jsonb.md says what each term means.

The equalities of a conjunction become one document for `@>`, which an index can serve; every other term is a condition
by itself. SQL's NULL stands for false, and a negation makes true of it: IS NOT TRUE.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.filters import containment, dates, jsonpath
from tenantsh.lang.filters.condition import Condition, Conjunct, Parameter
from tenantsh.lang.filters.indexes import NONE
from tenantsh.lang.filters.serving import BOTH, NOBODY, OPS, extractable, served
from tenantsh.lang.filters.tree import And, Anywhere, Compare, Element, Has, Is, Not, On, OneOf, Or, Type, Value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from tenantsh.lang.filters.condition import Piece
    from tenantsh.lang.filters.indexes import Indexes
    from tenantsh.lang.filters.tree import Filter, Operator, Path

    Pieces = tuple[Piece, ...]

_TEXT = "found.value #>> '{}'::text[]"  # without the type, somebody's own #>> (jsonb, jsonb) would be nearer
_INSTANT = f"({_TEXT} || CASE WHEN substr({_TEXT}, 11) ~ '[-+Zz]' THEN '' ELSE 'Z' END)::timestamptz"
"""The instant of a string that is a date, which is UTC where no zone stands behind the day."""


@dataclass(frozen=True, slots=True)
class Column:
    """A JSONB column that terms are about."""

    sql: str
    """How it is named: what stands before an operator."""
    indexes: Indexes = NONE


def compile(  # noqa: A001 - what it does; nothing here compiles Python
    wanted: Filter,
    column_sql: str,
    indexes: Indexes = NONE,
    columns: Mapping[str, Column] | None = None,
) -> Condition:
    """A filter on a JSONB column as a condition; `columns` are those that it may name, as `parse` was told.

    >>> from tenantsh.lang.filters import parse
    >>> compile(parse("tier=premium seats>=10 tags~beta"), "data").numbered
    'data @> $1::jsonb AND data @? $2::jsonpath'
    """
    return Condition(tuple(_Compiler(columns or {}).conjuncts(wanted, Column(column_sql, indexes))))


@dataclass(frozen=True, slots=True)
class _Compiler:
    columns: Mapping[str, Column]

    def conjuncts(self, wanted: Filter, column: Column) -> Iterator[Conjunct]:
        """Conditions that together say what a filter says: equalities first."""
        terms = list(self._terms(wanted, column))
        for where in dict.fromkeys(where for where, _ in terms):
            yield from _equalities([term for about, term in terms if about == where], where)
        for where, term in terms:
            if not containment.equal(term):
                yield self._other(term, where)

    def _terms(self, wanted: Filter, column: Column) -> Iterator[tuple[Column, Filter]]:
        """The terms of a conjunction, each with its column."""
        match wanted:
            case And(parts):
                for part in parts:
                    yield from self._terms(part, column)
            case On(name, part):
                yield from self._terms(part, self.columns[name])
            case Not(Or(parts)):
                for part in parts:
                    yield from self._terms(Not(part), column)
            case Not(On(name, part)):
                yield from self._terms(Not(part), self.columns[name])
            case Is(path, Type.MISSING):
                yield column, Not(Has(path))
            case Not(Is(path, Type.MISSING)):
                yield column, Has(path)
            case Not(Not(part)):
                yield from self._terms(part, column)
            case _:
                yield column, wanted

    def _other(self, term: Filter, column: Column) -> Conjunct:
        """A term that is no equality by itself."""
        match term:
            case Not(part):
                pieces = _all(self._unserved().conjuncts(part, Column(column.sql)))
                return Conjunct(("(", *pieces, ") IS NOT TRUE"))
            case Or(parts):
                return self._either(parts, column)
            case Element(path, inner) if not jsonpath.sayable(inner):
                return self._element(path, inner, column)
            case _:
                return _single(term, column)

    def _either(self, parts: Iterable[Filter], column: Column) -> Conjunct:
        found = [tuple(self.conjuncts(part, column)) for part in parts]
        pieces = _joined(" OR ", [_all(each) if len(each) == 1 else ("(", *_all(each), ")") for each in found])
        by = [frozenset[str]().union(*(conjunct.served_by for conjunct in each)) for each in found]
        return Conjunct(("(", *pieces, ")"), _served_together(by))

    def _element(self, path: Path, inner: Filter, column: Column) -> Conjunct:
        """An element about which jsonpath cannot say all: it finds candidates, SQL decides about the rest."""
        parts = inner.parts if isinstance(inner, And) else (inner,)
        rest = And(tuple(part for part in parts if not jsonpath.sayable(part)))
        said = tuple(part for part in parts if jsonpath.sayable(part) or containment.equal(part))
        candidates = Parameter(jsonpath.element(path, jsonpath.loosely(said) or "1 == 1"), "jsonpath")
        exists = _exists(column, candidates, _all(self.conjuncts(rest, Column("found.value"))))
        by = extractable(And(said))
        return Conjunct((f"{column.sql} @? ", candidates, " AND ", *exists), by) if by else Conjunct(exists)

    def _unserved(self) -> _Compiler:
        """For what no index serves: below a negation there is no use for the words of an index."""
        return _Compiler({name: Column(column.sql) for name, column in self.columns.items()})


def _all(conjuncts: Iterable[Conjunct]) -> Pieces:
    return _joined(" AND ", [each.pieces for each in conjuncts]) or ("true",)


def _joined(by: str, several: list[Pieces]) -> Pieces:
    return tuple(piece for at, pieces in enumerate(several) for piece in ((by, *pieces) if at else pieces))


def _served_together(by: list[frozenset[str]]) -> frozenset[str]:
    """What serves all branches: one operator class, or for each an index on a text."""
    classes = frozenset.intersection(*by) & BOTH
    names = [each - BOTH for each in by]
    return classes | (frozenset[str]().union(*names) if all(names) else NOBODY)


def _equalities(terms: list[Filter], column: Column) -> Iterator[Conjunct]:
    """Those terms that are equalities: by an index on a text, and what it does not decide by documents."""
    documents = list[containment.Document]()
    for term in terms:
        by_index = served(term, column.indexes)
        if by_index is not None:
            yield by_index.conjunct
            if by_index.decided:
                continue
        document = containment.equality(term)
        if document is not None:
            documents.append(document)
        elif isinstance(term, OneOf):
            yield _one_of(term, column)
    for document in containment.merged(documents):
        yield Conjunct((f"{column.sql} @> ", Parameter(containment.written(document), "jsonb")), BOTH)


def _one_of(term: OneOf, column: Column) -> Conjunct:
    documents = containment.array(containment.written(containment.document(term.path, each)) for each in term.values)
    return Conjunct((f"{column.sql} @> ANY (", Parameter(documents, "jsonb[]"), ")"), BOTH)


def _single(term: Filter, column: Column) -> Conjunct:
    """A term that is one condition."""
    match term:
        case Has(path):
            return _has(path, column)
        case Compare(path, operator, Value(_, str() as date)):
            return _date(path, operator, date, column)
        case Compare(path, operator, value):
            return _found(jsonpath.compared(path, operator, value), column)
        case Is(path, kind):
            return _found(jsonpath.typed(path, kind), column)
        case Anywhere(value):
            return _found(jsonpath.anywhere(value), column, extractable(term))
        case Element(path, inner):
            return _found(jsonpath.element(path, jsonpath.predicate(inner)), column, extractable(inner))
    raise AssertionError(term)


def _found(path: str, column: Column, by: frozenset[str] = NOBODY) -> Conjunct:
    return Conjunct((f"{column.sql} @? ", Parameter(path, "jsonpath")), by)


def _has(path: Path, column: Column) -> Conjunct:
    """Whether a document, which `?` takes for an array or a string too, has a key, and what is below it."""
    below = (f" AND {column.sql} @? ", Parameter(jsonpath.to(path), "jsonpath")) if len(path) > 1 else ()
    first = path[0]
    if first.elements and not below:
        below = (f" AND {column.sql} @? ", Parameter(jsonpath.to(path), "jsonpath"))
    is_object = f" AND jsonb_typeof({column.sql}) = 'object'"
    return Conjunct((f"{column.sql} ? ", Parameter(first.name, "text"), *below, is_object), OPS)


def _date(path: Path, operator: Operator, text: str, column: Column) -> Conjunct:
    candidates = Parameter(jsonpath.strings(path, dates.candidates(operator, text)), "jsonpath")
    instant = Parameter(dates.instant(text) or "", "timestamptz")
    return Conjunct(_exists(column, candidates, (f"{_INSTANT} {operator.value} ", instant)))


def _exists(column: Column, path: Parameter, condition: Pieces) -> Pieces:
    """Whether something at a path fulfils a condition on `found.value`."""
    return (f"EXISTS (SELECT FROM jsonb_path_query({column.sql}, ", path, ") AS found(value) WHERE ", *condition, ")")
