"""A batch of rows as one INSERT with a parameter for each column."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenantsh.arrow.building import texts
from tenantsh.arrow.given import Given, rows_of
from tenantsh.arrow.writing import Parameter, UnfitError, distinct, parameter
from tenantsh.db.inserting.objects import spelled_objects
from tenantsh.db.steps import Step
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import UsageError
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.inserting.target import Target, TargetColumn
    from tenantsh.db.session import Session

_BINARY, _TEXT = 1, 0
_ROWS = 5000
"""Rows in a batch: more are not faster."""
_LISTED = 200
"""Rows that are written one by one, on Citus: each has the statement grow."""
_BYTES = 32 << 20
"""What they may take, about: rows can be large."""


@dataclass(slots=True)
class Told:
    """What is to be told of the values, once all are written."""

    rounded: dict[str, int] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)

    def sentences(self, target: Target) -> Iterator[str]:
        """One for each column that there is something to say of."""
        for name, count in self.missing.items():
            yield f"{name}: {counted(count, 'NaN')} written as NULL, as pandas means it; Float64 keeps the two apart"
        for name, count in self.rounded.items():
            yield f"{name}: {counted(count, 'value')} rounded to {target.column(name).type}"


@dataclass(frozen=True, slots=True)
class Filled:
    """The organization's column, where the frame does not have it and the table does."""

    value: str = ""
    columns: tuple[TargetColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows on their way, and the statement that writes them."""

    columns: tuple[TargetColumn, ...]
    parameters: tuple[Parameter, ...]
    rows: int
    first: int
    """The number of the first of them in the frame, from 0."""

    def step(self, target: Target, filled: Filled, *, citus: bool = False) -> Step:
        """The INSERT."""
        names = ", ".join(quote_identifier(column.name) for column in (*self.columns, *filled.columns))
        rows = f"SELECT {self.selected(filled)} FROM {self.source}"
        if (
            citus and self.rows
        ):  # which would carry a query's rows to their shards by COPY, and row security allows none
            rows = f"VALUES {self.listed(filled)}"
        sql = f"INSERT INTO {target.sql} ({names}) {rows}"
        values = self.values(filled)
        return Step(sql.encode(), values, [0] * len(values), self.formats(filled))

    def values(self, filled: Filled) -> list[bytes]:
        """The statement's parameters."""
        return [each.data for each in self.parameters] + [filled.value.encode()] * len(filled.columns)

    def formats(self, filled: Filled) -> list[int]:
        """Theirs."""
        return [_BINARY] * len(self.parameters) + [_TEXT] * len(filled.columns)

    @property
    def source(self) -> str:
        """The arrays as rows, for FROM."""
        return f"{self._arrays} AS given ({self._names})"

    @property
    def numbered(self) -> str:
        """The same, with each row's number in `at`."""
        return f"{self._arrays} WITH ORDINALITY AS given ({self._names}, at)"

    @property
    def _arrays(self) -> str:
        each = (f"pg_catalog.unnest(${at}::{made.element}[])" for at, made in enumerate(self.parameters, start=1))
        return f"ROWS FROM ({', '.join(each)})"

    @property
    def _names(self) -> str:
        return ", ".join(f"c{at}" for at in range(1, len(self.parameters) + 1))

    def selected(self, filled: Filled, *, named: bool = False) -> str:
        """Each column's values as its type, for SELECT; `named` gives them the table's names."""
        cells = self._cells(filled, [f"given.c{at}" for at in range(1, len(self.parameters) + 1)])
        if not named:
            return ", ".join(cells)
        columns = (*self.columns, *filled.columns)
        return ", ".join(f"{cell} AS {quote_identifier(to.name)}" for cell, to in zip(cells, columns, strict=True))

    def listed(self, filled: Filled) -> str:
        """The rows one by one, for VALUES."""
        arrays = [f"(${at}::{made.element}[])" for at, made in enumerate(self.parameters, start=1)]
        rows = (self._cells(filled, [f"{array}[{row}]" for array in arrays]) for row in range(1, self.rows + 1))
        return ", ".join(f"({', '.join(row)})" for row in rows)

    def _cells(self, filled: Filled, given: Sequence[str]) -> list[str]:
        cells = [
            cell if each.element == column.written else f"{cell}::{column.written}"
            for cell, column, each in zip(given, self.columns, self.parameters, strict=True)
        ]
        first = len(cells) + 1
        return cells + [
            f"${at}::pg_catalog.text::{column.written}" for at, column in enumerate(filled.columns, start=first)
        ]


def _fast(columns: Sequence[tuple[Given, TargetColumn]], rows: int) -> int:
    """How many rows a batch has."""
    each = sum(given.bytes for given, _ in columns) / max(rows, 1)
    return max(1, min(_ROWS, int(_BYTES / max(each, 1))))


@dataclass(frozen=True, slots=True)
class Batches:
    """How the columns of a frame become those of a table, and its rows batches."""

    session: Session
    target: Target
    names: Mapping[str, str] | None
    """The table's column for each of the frame's that is written; None for all, by their names."""
    rows: int | None
    """In a batch; None for as many as are fast."""
    told: Told

    def of(self, pieces: Iterator[list[Given]]) -> Iterator[Batch]:
        """The batches of a frame, or of one record batch after the other; one without rows where there are none.

        Raises UsageError for columns and values that do not fit.
        """
        first = 0
        for piece in pieces:
            columns = self._chosen(piece)
            count = rows_of(given for given, _ in columns)
            rows = self.rows or _fast(columns, count)
            if self.session.link.identity.citus is not None:
                rows = min(rows, _LISTED)
            for at in range(0, count, rows) if count else (0,) if not first else ():
                yield self._batch(columns, at, min(rows, count - at), first + at)
            first += count

    def _chosen(self, piece: Sequence[Given]) -> list[tuple[Given, TargetColumn]]:
        found = {}
        for given in piece:
            if given.name in found:
                raise UsageError(f'the frame has two columns "{given.name}"', hint="columns= says which are written")
            if self.names is None or given.name in self.names:
                found[given.name] = given
        if lacking := [name for name in self.names or () if name not in found]:
            raise UsageError(
                f'the frame has no column "{lacking[0]}"', hint=f"it has {', '.join(given.name for given in piece)}"
            )
        if not found:
            raise UsageError("the frame has no columns")
        names = self.names or {name: name for name in found}
        return [(found[name], self.target.column(to)) for name, to in names.items()]

    def _batch(self, columns: Sequence[tuple[Given, TargetColumn]], at: int, count: int, first: int) -> Batch:
        parameters = tuple(self._parameter(given, to, at, count) for given, to in columns)
        return Batch(tuple(to for _, to in columns), parameters, count, first)

    def _parameter(self, given: Given, to: TargetColumn, at: int, count: int) -> Parameter:
        try:
            values = given.part(at, count)
            if isinstance(values, list):
                values = texts(spelled_objects(self.session.link.wire.connection, values, to))
            if to.name == self.session.link.tenant_column:
                self._check_ours(values, to)
            made = parameter(values, to.base, to.modifier, to.delimiter, nested=to.nested)
        except UnfitError as error:
            what = f'column "{given.name}" does not fit {self.target.name}.{to.name}'
            raise UsageError(what, why=f"it {error}") from error
        except UnicodeEncodeError as error:
            raise UsageError(f'column "{given.name}" has a value that is no text', why=error.reason) from error
        if made.rounded:
            self.told.rounded[to.name] = self.told.rounded.get(to.name, 0) + made.rounded
        if given.missing:
            self.told.missing[to.name] = given.missing
        return made

    def _check_ours(self, values: Any, to: TargetColumn) -> None:
        """Have the rows be of the session's organization: the others are the frame's mistake, whatever policies say."""
        tenant = self.session.tenant
        found = [value for value in distinct(values) if str(value) != tenant.org]
        if found:
            told = ", ".join("NULL" if value is None else str(value) for value in found[:5])
            raise UsageError(
                f"rows of other organizations: {to.name} is {told}",
                why=f"this session is {tenant} and writes its rows alone",
                hint=f"leave {to.name} out, and it is filled in",
            )
