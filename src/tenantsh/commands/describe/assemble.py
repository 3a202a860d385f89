r"""From a name to what `\d` says: one round trip for the relations that it names, one for everything about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.commands.describe import behaviour, columns, family, keys, policies, sequence, storage, tenancy
from tenantsh.commands.describe.relation import RELATIONS, Look
from tenantsh.commands.describe.section import About, Remark, Section
from tenantsh.commands.headings import tabulate
from tenantsh.commands.patterns import named
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from tenantsh.db.asking import Asking

ORDER: tuple[Section[Any] | Remark, ...] = (
    family.PARTITION,
    family.PARTITION_KEY,
    family.TOAST_OWNER,
    storage.INDEX,
    keys.INDEXES,
    keys.CHECKS,
    keys.FOREIGN_KEYS,
    keys.REFERENCES,
    policies.POLICIES,
    behaviour.STATISTICS,
    behaviour.RULES,
    behaviour.PUBLICATIONS,
    keys.NOT_NULLS,
    behaviour.VIEW_DEFINITION,
    behaviour.VIEW_RULES,
    behaviour.TRIGGERS,
    storage.FOREIGN_SERVER,
    family.PARENTS,
    family.PARTITIONS,
    family.CHILDREN,
    family.TYPED,
    storage.REPLICA_IDENTITY,
    storage.TABLESPACE,
    storage.ACCESS_METHOD,
    storage.OPTIONS,
    sequence.OWNER,
    tenancy.TENANCY,
)
"""Every footer, in psql's order; what psql does not know comes last."""

HIDING = ("HIDE_TABLEAM", "HIDE_TOAST_COMPRESSION")
"""psql's variables that hide something of a description."""


def describe(
    session: Asking,
    pattern: str,
    *,
    verbose: bool = False,
    hides: Collection[str] = (),
    tenant_column: str | None = None,
) -> list[Result]:
    """Describe every relation that a pattern names, in the order of schemas and names; empty if none.

    `hides` are those of `HIDING` that are on; with `tenant_column` they are also said to keep tenants apart or not.
    However many relations there are, it takes two round trips.
    Raises UsageError for what cannot be a pattern, StatementError with the server's SQLSTATE. Sees what the tenant's
    role may see, as psql in that role would.
    """
    major = session.server_version // 10000
    relations = session.fetch(RELATIONS, **named(session, pattern))
    looks = [Look(relation, verbose, major, hides, tenant_column) for relation in relations]
    return list(_describe(session, looks)) if looks else []


def _describe(session: Asking, looks: Sequence[Look]) -> Iterator[Result]:
    answers = _answers(session, looks)
    for look in looks:
        oid = look.relation.oid
        yield _result(look, {section: rows[oid] for section, rows in answers.items() if oid in rows})


_Rows = dict[int, list[Any]]
"""An answer by the relation that its rows are about; has those that were asked about, and no other."""
_Told = dict[Section[Any], list[Any]]


def _answers(session: Asking, looks: Sequence[Look]) -> dict[Section[Any], _Rows]:
    """Ask every question once, about all the relations that it is for."""
    asked = {section: about for section in _SECTIONS if (about := [look for look in looks if section.wanted(look)])}
    answers = session.fetch_all(*(section.ask(about) for section, about in asked.items()))
    return {section: _by_relation(rows, about) for (section, about), rows in zip(asked.items(), answers, strict=True)}


def _by_relation(rows: Iterable[About], about: Iterable[Look]) -> _Rows:
    found: _Rows = {look.relation.oid: [] for look in about}
    for row in rows:
        found[row.relation].append(row)
    return found


_SECTIONS: tuple[Section[Any], ...] = (
    columns.ATTRIBUTES,
    sequence.COUNTING,
    *(entry for entry in ORDER if isinstance(entry, Section)),
)


def _result(look: Look, told: _Told) -> Result:
    """One relation's answers, put together."""
    return replace(
        _table(look, told),
        title=look.relation.title,
        footers=tuple(_footers(look, told)),
        parts=tuple(part for section, rows in told.items() if (part := section.table(rows)) is not None),
    )


def _table(look: Look, told: _Told) -> Result:
    if look.at("S"):
        return sequence.table(told[sequence.COUNTING])
    headings, cells = tabulate(list(columns.headings(look)), told[columns.ATTRIBUTES], absent="")
    return Result(columns=headings, cells=cells, expandable=False)


def _footers(look: Look, told: _Told) -> Iterator[str]:
    for entry in ORDER:
        if isinstance(entry, Remark):
            yield from entry.lines(look)
        elif entry in told:
            yield from entry.lines(look, told[entry])
