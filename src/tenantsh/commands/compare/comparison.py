"""Two organizations' answers to one question, side by side."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import ndiff
from functools import cached_property
from typing import TYPE_CHECKING

from tenantsh.commands.compare.keys import Key, between_organizations, found_in, known, named, own_columns
from tenantsh.commands.compare.rows import Rows
from tenantsh.db.each.together import same_kind
from tenantsh.db.looks.planned import planned

if TYPE_CHECKING:
    from tenantsh.db.each import Answer
    from tenantsh.db.session import Session
    from tenantsh.model.result import Cells, Column, Result
    from tenantsh.model.tenant import Tenant


@dataclass(frozen=True)
class Comparison:
    """What there is to say of two answers, both of which are there."""

    here: Tenant
    there: Tenant
    columns: tuple[Column, ...]
    other_columns: tuple[Column, ...]
    """Of the other answer, which may be of another organization's own tables."""
    key: Key
    own: frozenset[int]
    """The places of columns that say whose a row is."""
    rows: Rows | None
    """None where the answers have other columns."""
    lengths: tuple[int, int]
    masked: tuple[str, ...]
    """What is said of masked columns: they are compared as they are shown."""
    steps: tuple[tuple[str, ...], tuple[str, ...]]
    """The steps of both plans, without constants."""

    @property
    def names(self) -> list[str]:
        """The columns' names."""
        return [column.name for column in self.columns]

    @property
    def same_columns(self) -> bool:
        """Whether both answers have the same columns, in names and types."""
        pairs = list(zip(self.columns, self.other_columns, strict=False))
        same = all(one.type_modifier == other.type_modifier and same_kind(one, other) for one, other in pairs)
        return same and len(self.columns) == len(self.other_columns)

    @cached_property
    def plan(self) -> list[str]:
        """The plans' steps that differ, `- ` before those of the first; none where both go the same way."""
        if self.steps[0] == self.steps[1]:
            return []
        return [line.rstrip() for line in ndiff(*self.steps) if not line.startswith("?")]


def compared(session: Session, sql: str, here: Answer, there: Answer, on: str | None, tenant_column: str) -> Comparison:
    """Compare two answers that are there. Raises UsageError for columns that the answer has not."""
    mine, other = _result(here), _result(there)
    names = [column.name for column in mine.columns]
    lengths = (len(mine), len(other))
    origins = _origins(mine.cells, len(names))
    catalog = found_in(session, origins, tenant_column)
    own = own_columns(origins, catalog)
    if on is not None:
        key = named(on, names)
    else:
        key = between_organizations(known(origins, sql, names, lengths, catalog), own, lengths)
    same = names == [column.name for column in other.columns]
    places = [at for at in range(len(names)) if at not in own or at in (key.places or ())]
    rows = None
    if same and mine.cells is not None and other.cells is not None:
        rows = Rows(mine.cells, other.cells, key.places, places)
    return Comparison(
        here=here.tenant,
        there=there.tenant,
        columns=mine.columns,
        other_columns=other.columns,
        key=key,
        own=own,
        rows=rows,
        lengths=lengths,
        masked=tuple(dict.fromkeys((*mine.notes, *other.notes))),
        steps=(_steps(here), _steps(there)),
    )


def _result(answer: Answer) -> Result:
    assert answer.result is not None
    return answer.result


def _steps(answer: Answer) -> tuple[str, ...]:
    return planned(answer.plan).steps if answer.plan is not None else ()


def _origins(cells: Cells | None, count: int) -> tuple[tuple[int, int], ...]:
    described = getattr(cells, "description", None)
    if described is None:
        return ((0, 0),) * count
    return tuple((described.ftable(at), described.ftablecol(at)) for at in range(count))
