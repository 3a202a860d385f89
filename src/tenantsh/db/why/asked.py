"""The conditions that decide about a row, asked of it: policies of a table, and the condition of a view in front."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.policies import Command, Standing, split
from tenantsh.db.why.deciding import Part, Said
from tenantsh.db.why.rows import UNUSABLE, VOLATILE
from tenantsh.lang.quote import quote_identifier, spell_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tenantsh.db.policies import Condition, Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.asking import Answer

_SYSTEM = re.compile(r"\b(tableoid|ctid|xmin|xmax|cmin|cmax)\b")
_CALLED = re.compile(r"\b([a-z_]\w*)\s*\(")
_READS = re.compile(r"(?<!DISTINCT )\bFROM\b")


@dataclass(frozen=True, slots=True)
class Wording:
    """A condition that decides, before it is asked."""

    of: str | None
    """The policy's name; None for a view's own condition."""
    permissive: bool
    condition: Condition


@dataclass(frozen=True, slots=True)
class Doubts:
    """What makes a condition's answer about a literal another one than its answer in the table."""

    volatile: Mapping[str | None, frozenset[str]] = field(default_factory=dict)
    """Volatile functions by the policy that calls them; None for a view's, and for PostgreSQL's own."""
    unusable: tuple[str, ...] = ()
    """Schemas that the session's role may not use."""
    reader: str | None = None
    """The role that reads tables for a view, where it is another one than the session's."""

    def about(self, of: str | None, sql: str, answer: Answer) -> str:
        """Why a leaf's answer is not to be trusted; empty where it is."""
        if system := _SYSTEM.search(sql):
            return f"{system[1]} is a system column, and only the table's own row has it"
        called = set(_CALLED.findall(sql))
        own, known = self.volatile.get(of, frozenset()), self.volatile.get(None, frozenset())
        hit = sorted(called & (own | known)) or sorted(name for name in own if name not in called)
        if hit:
            return f"{hit[0]}() is volatile"
        if self.reader is not None and _READS.search(sql):
            return f"it reads tables as {self.reader}, and can be asked as this session's role only"
        if answer.sqlstate == "42501":
            named = next((each for each in self.unusable if f"{spell_identifier(each)}." in sql), None)
            if named is not None:
                return f"it names something in the schema {named}, which a policy may use and this role may not"
        return ""


def of_policies(table: Table) -> list[Wording]:
    """The conditions of the policies that decide about reading. Raises UsageError where they could not be looked at."""
    if table.standing is not Standing.APPLIES:
        return []
    found = table.combined(Command.SELECT)
    if not all(clause.policy.told for clause in found.clauses):
        raise UsageError(
            f"the policies of {table.relation.sql} cannot be looked at",
            why="another session has the table locked",
            hint="try again when that one is done",
        )
    restrictive_first = sorted(found.clauses, key=lambda clause: clause.policy.permissive)
    return [Wording(c.policy.name, c.policy.permissive, split(c.sql or "true")) for c in restrictive_first]


def question(table: Table, sql: str, alias: str | None = None) -> str:
    """A condition as a question about one row, whose content is `$1`."""
    row = table.relation
    called = quote_identifier(alias or row.name)
    return f"SELECT ({sql})::pg_catalog.bool AS value FROM pg_catalog.unnest(ARRAY[$1::{row.quoted}]) AS {called}"


def doubts(session: Session, table: Table, wordings: Sequence[Wording], view: int | None, reader: str | None) -> Doubts:
    """What has to be known of the conditions to trust their answers."""
    names = sorted({name for each in wordings for name in _CALLED.findall(each.condition.sql)})
    asked = VOLATILE.ask(relation=table.relation.relation, view=view, names=names)
    volatile, unusable = session.fetch_apart(asked, UNUSABLE.ask())
    policies = {each.policy for each in volatile}
    by_policy = {of: frozenset(each.function for each in volatile if each.policy == of) for of in policies}
    return Doubts(by_policy, tuple(each.schema for each in unusable), reader)


def ask(
    session: Session,
    table: Table,
    wordings: Sequence[tuple[Wording, str | None]],
    content: str,
    reality: tuple[str, Sequence[str]],
    known: Doubts,
) -> tuple[Answer, Answer, list[Part]]:
    """What the table says, whether the row can be carried, and what each condition says of it; in one round trip.

    A wording comes with the name that its condition has for the row, where that is not the table's.
    """
    row = [content]
    each = [(c.sql, alias) for wording, alias in wordings for c in _within(wording.condition)]
    questions = [reality, (question(table, "true"), row), *((question(table, sql, alias), row) for sql, alias in each)]
    real, carried, *answers = session.ask_apart(questions)
    left = iter(answers)
    parts = [Part(w.of, w.permissive, _said(w.of, w.condition, left, known)) for w, _ in wordings]
    return real, carried, parts


def _within(condition: Condition) -> Iterator[Condition]:
    """A condition and all that it is made of, in the order in which `_said` takes the answers."""
    yield condition
    for part in condition.parts:
        yield from _within(part)


def _said(of: str | None, condition: Condition, answers: Iterator[Answer], known: Doubts) -> Said:
    answer = next(answers)
    parts = tuple(_said(of, part, answers, known) for part in condition.parts)
    return Said(condition, answer, "" if parts else known.about(of, condition.sql, answer), parts)
