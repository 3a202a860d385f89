"""Asking how row security stands for a role: in one round trip, and without waiting for whoever changes a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.policies.rows import BARE, BENEATH, PARTITIONS, PATIENCE, POLICIES, RELATIONS, SUBJECT
from tenantsh.db.policies.table import Table
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from tenantsh.db.asking import Asking
    from tenantsh.db.policies.rows import Partitions, Subject

_LOCKED = "55P03"
_GONE = ("XX000", "42704", "42P01")
"""Errors of questions about something that another session drops at that moment: "cache lookup failed"."""
_TRIES = 4
EVERYTHING: Mapping[str, object] = {"name": None, "schema": None, "visible_only": False}


@dataclass(frozen=True, slots=True)
class Secured:
    """How row security stands for one role."""

    subject: Subject
    tables: tuple[Table, ...]
    """By schema and name, views and foreign tables too."""

    def of(self, relation: int) -> Table | None:
        """A relation by its OID; None where it was not looked at."""
        return next((table for table in self.tables if table.relation.relation == relation), None)


def read(
    session: Asking,
    pattern: Mapping[str, object] = EVERYTHING,
    *,
    role: str | None = None,
    relations: Sequence[int] | None = None,
    tenant_column: str | None = None,
) -> Secured:
    """How row security stands for a role (the session's own where none is named), whatever else the session can.

    It is asked apart, in one round trip: of relations that a pattern (`commands.patterns.named`) or OIDs name, or of
    all but the system's, whether the role may use them or not (`Relation.reached`). What another session has locked is
    left out of it: `Policy.told`. Raises UsageError for a role that is not there, and what `fetch_apart` raises.
    """
    chosen = list(relations) if relations is not None else None
    params = {**pattern, "role": role, "relations": chosen, "tenant_column": tenant_column}
    try:
        return _asked(session, params, conditions=True)
    except StatementError as error:
        if error.sqlstate != _LOCKED:
            raise
    return _asked(session, params, conditions=False)


def partitions(session: Asking, relations: Sequence[int], *, role: str | None = None) -> list[Partitions]:
    """How row security stands for a role in the partitions of relations: a row for each that has some."""
    found: list[Partitions] = session.fetch_apart(PARTITIONS.ask(role=role, relations=list(relations)))[0]
    return found


def _asked(session: Asking, params: dict[str, object], *, conditions: bool) -> Secured:
    """The answers; asked again where the database was changed while it was looked at."""
    for _ in range(_TRIES - 1):
        try:
            return _ask(session, params, conditions=conditions)
        except StatementError as error:
            if error.sqlstate not in _GONE:
                raise
    return _ask(session, params, conditions=conditions)


def _ask(session: Asking, params: dict[str, object], *, conditions: bool) -> Secured:
    role, relations = params["role"], params["relations"]
    answers: list[list[Any]] = session.fetch_apart(
        RELATIONS.ask(**params),
        BARE.ask(lock_timeout=PATIENCE),
        SUBJECT.ask(role=role),
        POLICIES.ask(role=role, relations=relations, conditions=conditions),
        BENEATH.ask(role=role, relations=relations, tenant_column=params["tenant_column"]),
    )
    rows, _, subjects, policies, beneath = answers
    if not subjects:
        raise UsageError(f'role "{role}" does not exist')
    by_table, by_view = _grouped(policies, "relation"), _grouped(beneath, "view")
    tables = (Table(row, subjects[0], tuple(by_table[row.relation]), tuple(by_view[row.relation])) for row in rows)
    return Secured(subjects[0], tuple(tables))


def _grouped(rows: Iterable[Any], field: str) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, field)].append(row)
    return found
