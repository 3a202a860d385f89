"""Which policies keep rows from a role: asked of the rows, which travel as literals, in the tenant's own session."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.policies import Command, Standing, split
from tenantsh.db.whyempty.counting import Count, Question
from tenantsh.db.whyempty.findings import Step
from tenantsh.db.whyempty.trees import tidy
from tenantsh.lang.quote import quote_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Combined, Condition, Policy, Table
    from tenantsh.db.whyempty.look import Look


@dataclass(frozen=True, slots=True)
class Row:
    """A row that a query asks for. Its content goes nowhere but back to the server."""

    content: str = field(repr=False)
    org: str | None


@dataclass(frozen=True, slots=True)
class Denied:
    """Rows of a table that row security keeps from a role."""

    why: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A condition of a policy's, or one of the conditions that it is made of."""

    policy: Policy
    sql: str
    depth: int = 0
    small: bool = True
    """Whether it can be named by itself: no AND, and within nothing but ANDs. Of an OR no side has to be true."""


def denied(look: Look, table: Table, rows: Sequence[Row]) -> Denied | None:
    """What keeps these rows from the session's role; None where all are permitted."""
    label, whose = table.relation.label, _whose(rows, look.session.tenant.org)
    if table.standing is Standing.NO_POLICY:
        return Denied(f"of {label}{whose}, of which no policy permits this role any row")
    combined = table.combined(Command.SELECT)
    asked = list(_asked(combined))
    questions = [_question(table, rows, sql) for sql in (combined.sql, *(each.sql for each in asked))]
    together, *counts = look.session.counts_apart(questions, look.clock, ours=True)
    if together.rows == len(rows):
        return None
    if together.rows is None:
        return Denied(f"of {label}{whose}, whose policies cannot be asked of a row by itself ({together.reason})")
    hidden = len(rows) - (together.rows or 0)
    share = f" ({hidden:,} of {len(rows):,} looked at)" if len(rows) > 1 else ""
    against = (
        "; ".join(_against(list(zip(asked, counts, strict=True)), len(rows))) or "a condition that fails by itself"
    )
    steps = (_step(each, count, table, len(rows)) for each, count in zip(asked, counts, strict=True))
    return Denied(f"of {label}{share}{whose}, not permitted by {against}", tuple(steps))


def _asked(combined: Combined) -> Iterator[_Asked]:
    for clause in combined.clauses:
        yield from _within(clause.policy, split(clause.sql or "true"))


def _within(policy: Policy, condition: Condition, depth: int = 0, *, alone: bool = True) -> Iterator[_Asked]:
    """A condition and all that it is made of; `alone`: whether nothing but ANDs are around it."""
    both = condition.joined == "AND"
    yield _Asked(policy, condition.sql, depth, alone and not both)
    for part in condition.parts:
        yield from _within(policy, part, depth + 1, alone=alone and both)


def _against(asked: Sequence[tuple[_Asked, Count]], rows: int) -> Iterator[str]:
    """The conditions that are not true of all rows, as small as they are known; none of a policy that is true."""
    true = {each.policy.name for each, count in asked if not each.depth and count.rows == rows}
    permitted = any(each.policy.permissive and each.policy.name in true for each, _ in asked)
    for each, count in asked:
        decides = each.policy.name not in true and not (permitted and each.policy.permissive)
        if decides and each.small and count.rows not in (None, rows):
            yield f"{each.policy.name}: {tidy(each.sql)}"


def _step(asked: _Asked, count: Count, table: Table, rows: int) -> Step:
    part = "of it" if asked.depth else f"policy {asked.policy.name} on {table.relation.label}"
    remark = count.reason if count.rows is None else f"of {rows:,} that it asks for"
    return Step(part, tidy(asked.sql), count.rows, remark=remark, depth=1 + asked.depth)


def _whose(rows: Sequence[Row], own: str) -> str:
    owners = Counter(row.org for row in rows if row.org is not None and row.org != own)
    if not owners:
        return ""
    if len(owners) == 1:
        return f", organization {next(iter(owners))}'s"
    return f", of {len(owners):,} other organizations ({', '.join(str(org) for org, _ in owners.most_common(3))}, …)"


def _question(table: Table, rows: Sequence[Row], sql: str) -> Question:
    row = table.relation
    held = ", ".join(f"${at}::{row.quoted}" for at in range(1, len(rows) + 1))
    source = f"pg_catalog.unnest(ARRAY[{held}]) AS {quote_identifier(row.name)}"
    counted = f"SELECT pg_catalog.count(*) FROM {source} WHERE ({sql}) IS TRUE"
    return Question(counted, tuple(each.content for each in rows))
