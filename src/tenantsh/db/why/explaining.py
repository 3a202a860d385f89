"""From a table and a key to why its row is seen or not, step by step, and whether the table itself agrees."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tenantsh.db.policies import Command, Standing, split
from tenantsh.db.why import finding
from tenantsh.db.why.key import read
from tenantsh.db.why.rows import COLUMNS, VOLATILE
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Clause, Condition, Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.asking import Answer
    from tenantsh.db.why.key import Key
    from tenantsh.db.why.rows import KeyColumn, Row

_SYSTEM = re.compile(r"\b(tableoid|ctid|xmin|xmax|cmin|cmax)\b")
_CALLED = re.compile(r"\b([a-z_]\w*)\s*\(")
_NAMED = ":tenantsh_row"


class Outcome(StrEnum):
    """What becomes of the row."""

    SEEN = "seen"
    HIDDEN = "hidden"
    DENIED = "denied"
    """The role may not read the table at all."""
    FAILS = "fails"
    """Reading it raises an error."""
    ABSENT = "absent"
    """There is no such row."""
    UNKNOWN = "unknown"
    """It cannot be told, or what was found does not fit what the table says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was asked."""

    asked: str
    answer: str
    detail: str = ""
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a role sees a row, or does not."""

    outcome: Outcome
    why: str
    lines: tuple[Line, ...] = ()
    predicted: Outcome | None = None
    """By policies and privileges; None where it could not be said."""
    real: Outcome | None = None
    """By the table itself."""


def explain(session: Session, table: Table, typed: Sequence[str], admin: Target | None) -> Explanation:
    """Why this session sees the row of a key, or does not. Raises UsageError, StatementError, ConnectError.

    Without an admin's connection a row that is not seen cannot be told from one that is not there.
    """
    if table.relation.kind not in "rp":
        raise UsageError(
            f"{table.relation.label} is no table", why="a view or foreign table shows rows of tables", hint=r"see \rls"
        )
    columns: list[KeyColumn] = session.fetch_apart(COLUMNS.ask(relation=table.relation.relation))[0]
    key = read(typed, columns)
    real = _reality(session, table, key)
    standing = tuple(_standing(table, key))
    denied = next((line for line in standing if line.answer == "no"), None)
    if denied is not None:
        return Explanation(Outcome.DENIED, f"{denied.asked}: not granted", standing, Outcome.DENIED, real)
    if admin is None:
        return _blind(table, standing, real)
    soft = any(column.name == "deleted_at" for column in columns)
    with finding.looking(admin) as connection:
        finding.check_same(connection, table)
        found = finding.rows(connection, table, key, soft=soft)
        elsewhere = [] if found else finding.alike(connection, table, key)
    session.witness("why", f"SELECT FROM {table.relation.sql} WHERE {_spelled(key)}", len(found))
    if not found:
        return _absent(standing, elsewhere, real)
    if len(found) > 1:
        raise UsageError("more than one row has that key", hint="name more columns: COLUMN=VALUE")
    return _explained(session, table, found[0], standing, real)


def _spelled(key: Key) -> str:
    return " AND ".join(f"{quote_identifier(name)} = '?'" for name in key.names)


def _reality(session: Session, table: Table, key: Key) -> Outcome:
    """What the table itself says, in the tenant's own session."""
    names: dict[str, object] = {f"key{at}": value for at, value in enumerate(key.values, 1)}
    condition = re.sub(r"\$(\d+)", r":key\1", key.condition("t"))
    answer = session.ask_apart(
        [(f"SELECT EXISTS (SELECT FROM {table.relation.quoted} AS t WHERE {condition}) AS value", names)]
    )[0]
    if answer.sqlstate.startswith("22") and table.standing is not Standing.APPLIES:
        raise UsageError("that is no value for the key", why=f"SQLSTATE {answer.sqlstate}", hint=", ".join(key.names))
    return _outcome(answer)


def _outcome(answer: Answer) -> Outcome:
    if answer.sqlstate == "42501":
        return Outcome.DENIED
    if answer.sqlstate:
        return Outcome.FAILS
    return Outcome.SEEN if answer.value else Outcome.HIDDEN


def _standing(table: Table, key: Key) -> Iterator[Line]:
    row, who = table.relation, table.subject
    yield Line(f"USAGE on schema {row.schema}", "yes" if row.usage else "no")
    unread = [column.name for column in key.columns if not column.readable]
    may = row.selects and not unread
    yield Line(f"SELECT on {row.sql}", "yes" if may else "no", f"not on {', '.join(unread)}" if unread else "")
    yield Line(f"row security for {who.role}", str(table.standing))


def _blind(table: Table, standing: tuple[Line, ...], real: Outcome) -> Explanation:
    if real is Outcome.SEEN:
        return Explanation(Outcome.SEEN, "the table shows it to this session", standing, None, real)
    if real is Outcome.FAILS:
        return Explanation(Outcome.FAILS, "reading the table is an error", standing, None, real)
    if table.standing is Standing.NO_POLICY:
        return Explanation(Outcome.HIDDEN, "no policy permits this role any row", standing, Outcome.HIDDEN, real)
    if table.open:
        return Explanation(Outcome.ABSENT, "row security hides nothing here: no such row", standing, None, real)
    why = (
        "not seen; whether a policy hides it, it is another organization's, archived, or never was, cannot be told"
        " apart without a connection that may see every row (--admin-profile NAME)"
    )
    return Explanation(Outcome.UNKNOWN, why, standing, None, real)


def _absent(standing: tuple[Line, ...], elsewhere: Sequence[str], real: Outcome) -> Explanation:
    if real is Outcome.SEEN:  # of her own transaction, or written this moment
        why = "this session sees it and the admin's does not: it was written in an open transaction, or just now"
        return Explanation(Outcome.SEEN, why, standing, None, real)
    lines = (*standing, Line("the row", "absent"), *(Line("a row of that key", "exists", each) for each in elsewhere))
    where = f"; {', '.join(elsewhere)} has one, and is no partition of it" if elsewhere else ""
    return Explanation(Outcome.ABSENT, f"there is no such row{where}", lines, Outcome.HIDDEN, real)


def _explained(session: Session, table: Table, row: Row, standing: tuple[Line, ...], real: Outcome) -> Explanation:
    lines = [*standing, Line("the row", "exists", f"in {row.lies_in}")]
    other = row.org is not None and row.org != session.tenant.org
    if row.org is not None:
        lines.append(Line("its organization", "another" if other else "this", row.org))
    if row.deleted:
        lines.append(Line("soft delete", "marked", "deleted_at is set: applications may leave it out"))
    if table.standing is not Standing.APPLIES:
        predicted = Outcome.HIDDEN if table.standing is Standing.NO_POLICY else Outcome.SEEN
        why = (
            "no policy permits this role any row" if predicted is Outcome.HIDDEN else "row security hides nothing here"
        )
        return _compared(predicted, why, lines, real, unsure="")
    combined = table.combined(Command.SELECT)
    asked = [combined.sql, *(sql for clause in combined.clauses for sql, _ in _parts(clause))]
    answers = session.ask_apart([(_about(table, sql), {_NAMED[1:]: row.content}) for sql in asked])
    together, each = answers[0], iter(answers[1:])
    against: list[str] = []
    for clause in combined.clauses:
        said = [(sql, depth, next(each)) for sql, depth in _parts(clause)]
        kind = "permissive" if clause.policy.permissive else "restrictive"
        lines += [Line(f"policy {clause.policy.name} ({kind})" if not d else sql, a.word, sql, d) for sql, d, a in said]
        if said[0][2].value is not True:
            failing = [sql for sql, depth, answer in said if depth and answer.value is not True] or [said[0][0]]
            against.append(f"{clause.policy.name}: {failing[0]}")
    predicted = _outcome(together)
    why = "its policies permit it" if predicted is Outcome.SEEN else f"not permitted by {'; '.join(against)}"
    if other and predicted is Outcome.HIDDEN:
        why = f"it is organization {row.org}'s; {why}"
    return _compared(predicted, why, lines, real, unsure=_unsure(session, table, combined.sql))


def _compared(predicted: Outcome, why: str, lines: list[Line], real: Outcome, *, unsure: str) -> Explanation:
    agrees = predicted is real
    lines.append(Line("the table itself", str(real), "as predicted" if agrees else f"predicted: {predicted}"))
    if unsure:
        return Explanation(
            Outcome.UNKNOWN, f"the table says {real}; why cannot be told: {unsure}", tuple(lines), None, real
        )
    if not agrees:
        why = f"policies say {predicted}, and the table {real}: it may have changed meanwhile"
        return Explanation(Outcome.UNKNOWN, why, tuple(lines), predicted, real)
    return Explanation(real, why, tuple(lines), predicted, real)


def _parts(clause: Clause) -> list[tuple[str, int]]:
    """A policy's condition and those that it is made of, each with its depth."""
    sql = clause.sql or "true"
    return [(sql, 0), *((each.sql, depth) for each, depth in _within(split(sql), 1))]


def _within(condition: Condition, depth: int) -> Iterator[tuple[Condition, int]]:
    for part in condition.parts:
        yield part, depth
        yield from _within(part, depth + 1)


def _about(table: Table, sql: str) -> str:
    row = table.relation
    alias = quote_identifier(row.name)
    return f"SELECT ({sql})::pg_catalog.bool AS value FROM pg_catalog.unnest(ARRAY[{_NAMED}::{row.quoted}]) AS {alias}"


def _unsure(session: Session, table: Table, sql: str) -> str:
    """Why what a policy says of this row now need not be what it says of the table's."""
    if system := _SYSTEM.search(sql):
        return f"a policy asks {system[1]}, which only the table's own row has"
    request = VOLATILE.ask(relation=table.relation.relation, names=_CALLED.findall(sql))
    applied = {clause.policy.name for clause in table.combined(Command.SELECT).clauses}
    found = [each.function for each in session.fetch_apart(request)[0] if each.policy is None or each.policy in applied]
    return f"a policy calls {found[0]}(), which is volatile" if found else ""
