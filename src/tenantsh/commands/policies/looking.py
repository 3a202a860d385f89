"""Row security of one relation, looked at: its own, its partitions', and that of the tables that a view reads."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from tenantsh.commands.patterns import named
from tenantsh.db.policies import Standing, partitions, read
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.policies import Partitions, Secured, Table


@dataclass(frozen=True, slots=True)
class Look:
    """A relation and what decides about its rows."""

    table: Table
    partitions: Partitions | None = None
    """None where it has none."""
    beneath: tuple[Table, ...] = ()
    """Of a view: each table that it reads, for the role that it reads it as."""


def secured(session: Asking, pattern: str | None, role: str | None, tenant_column: str) -> Secured:
    """How row security stands in what a pattern names, or everywhere.

    Raises UsageError for what cannot be a pattern, or names nothing, and for a role that is not there.
    """
    if pattern is None:
        return read(session, role=role, tenant_column=tenant_column)
    found = read(session, named(session, pattern), role=role, tenant_column=tenant_column)
    if not found.tables:
        raise UsageError(f'Did not find any relation named "{pattern}".', hint=r"\rls lists them")
    return found


def look(session: Asking, table: Table, tenant_column: str) -> Look:
    """One relation, with its partitions or what it reads."""
    row, who = table.relation, table.subject
    if table.standing is Standing.VIEW:
        return Look(table, beneath=_beneath(session, table, tenant_column))
    if row.kind not in "rp":
        return Look(table)
    found = partitions(session, [row.relation], role=None if who.current else who.role)
    return Look(table, found[0] if found else None)


def _beneath(session: Asking, view: Table, tenant_column: str) -> tuple[Table, ...]:
    """The tables beneath a view, each for the role that it is read as; a round trip for each such role."""
    found: list[Table] = []
    for reader, of in groupby(sorted(view.beneath, key=lambda each: each.reader), key=lambda each: each.reader):
        relations = [each.relation for each in of]
        found += read(session, role=reader, relations=relations, tenant_column=tenant_column).tables
    return tuple(sorted(found, key=lambda each: (each.relation.sql, each.subject.role)))
