"""What decides about the rows of a relation: for each command which policies, how they are combined, what they ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.commands.policies import words
from tenantsh.db.policies import Command, Standing
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.policies.looking import Look
    from tenantsh.db.policies import Clause, Combined, Table

EXISTING, NEW = "existing", "new"
"""Rows that are there (USING), and rows as they are written (WITH CHECK): PostgreSQL's own words."""
ALWAYS, NEVER = "always", "never"
ASKED = (
    (Command.SELECT, EXISTING),
    (Command.INSERT, NEW),
    (Command.UPDATE, EXISTING),
    (Command.UPDATE, NEW),
    (Command.DELETE, EXISTING),
)
"""What policies are asked about, command by command."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One policy's part in what a command may do, or that none has a part in it."""

    relation: str
    table: str
    """Whose policy it is: the relation itself, or a table that a view reads."""
    role: str
    """The role that row security sees there."""
    command: str
    granted: bool
    """Whether the privilege for the command is there."""
    rows: str
    """`existing` or `new`."""
    counts: str
    """`if`, `or if`, `and if`; `always` or `never` where no policy is asked."""
    policy: str | None
    permissive: bool | None
    to: str | None
    """The roles that the policy is for."""
    condition: str | None
    """As the server has it, every name with its schema; None where another session has the table locked."""
    why: str | None
    """Why no policy is asked, or its condition was not looked at."""


def decisions(look: Look) -> Iterator[Decision]:
    """All that decides about a relation's rows, in the order in which people ask."""
    for table in look.beneath or (look.table,):
        for command, rows in ASKED:
            yield from decided(look, table, command, rows)


def decided(look: Look, table: Table, command: Command, rows: str) -> Iterator[Decision]:
    """What decides about the rows of one command."""
    if table.standing in (Standing.APPLIES, Standing.NO_POLICY):
        yield from _clauses(look, table, table.combined(command, new=rows == NEW), rows)
    else:
        counts = "unknown" if table.standing is Standing.FOREIGN else ALWAYS
        yield _plain(look, table, command, rows, counts, words.why(table))


def result(look: Look) -> Result:
    """The decisions as data: a row for each policy and command."""
    title = f"Row security of {look.table.relation.label} for {look.table.subject.role}"
    return Result.of(Decision, decisions(look), title=title)


def _clauses(look: Look, table: Table, found: Combined, rows: str) -> Iterator[Decision]:
    if not found.permissive:
        yield _plain(look, table, found.command, rows, NEVER, f"no policy for {table.subject.role} permits it")
        return
    for at, clause in enumerate(found.clauses):
        counts = "and if" if not clause.policy.permissive else "or if" if at else "if"
        yield _clause(look, table, found.command, rows, counts, clause)


def _clause(look: Look, table: Table, command: Command, rows: str, counts: str, clause: Clause) -> Decision:
    policy = clause.policy
    return Decision(
        look.table.relation.sql,
        table.relation.sql,
        table.subject.role,
        command.value,
        command.value in words.granted(look.table.relation),
        rows,
        counts,
        policy.name,
        policy.permissive,
        words.roles(policy.roles),
        "true" if clause.passes else clause.sql,
        None if policy.told else "not looked at: another session has the table locked",
    )


def _plain(look: Look, table: Table, command: Command, rows: str, counts: str, why: str) -> Decision:
    granted = command.value in words.granted(look.table.relation)
    mine = (look.table.relation.sql, table.relation.sql, table.subject.role)
    return Decision(*mine, command.value, granted, rows, counts, None, None, None, None, why)
