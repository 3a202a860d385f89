"""How PostgreSQL combines policies: which ones decide about a command, and what they say together.

A row counts where one of the permissive ones says true and all the restrictive ones do; with no permissive one, never.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.policies.rows import Policy


class Command(StrEnum):
    """What policies are made for."""

    SELECT = "SELECT"
    INSERT = "INSERT"
    UPDATE = "UPDATE"
    DELETE = "DELETE"


@dataclass(frozen=True, slots=True)
class Clause:
    """A policy, and the one of its conditions that is asked."""

    policy: Policy
    sql: str | None
    """None where it has none, which lets every row pass, or where it was not told."""

    @property
    def passes(self) -> bool:
        """Whether it lets every row pass because there is nothing to ask."""
        return self.sql is None and self.policy.told


@dataclass(frozen=True, slots=True)
class Combined:
    """What policies say together about the rows of a command."""

    command: Command
    new: bool
    """Whether it is about rows that are written (WITH CHECK), and not those that are there (USING)."""
    permissive: tuple[Clause, ...]
    restrictive: tuple[Clause, ...]

    @property
    def sql(self) -> str:
        """One condition that says the same; `false` where nothing permits."""
        if not self.permissive:
            return "false"
        allowed = " OR ".join(f"({clause.sql or 'true'})" for clause in self.permissive)
        return " AND ".join([f"({allowed})", *(f"({clause.sql or 'true'})" for clause in self.restrictive)])

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """All of them, the permissive ones first."""
        return self.permissive + self.restrictive


def combined(policies: Iterable[Policy], command: Command, *, new: bool = False) -> Combined:
    """What the subject's policies say about a command's rows; `new`: about those that it writes.

    Policies for SELECT decide as well about rows that UPDATE, DELETE and RETURNING read: ask for them apart.
    """
    found = [Clause(each, _asked(each, new=new)) for each in policies if each.mine and each.command in ("ALL", command)]
    return Combined(
        command,
        new,
        tuple(clause for clause in found if clause.policy.permissive),
        tuple(clause for clause in found if not clause.policy.permissive),
    )


def _asked(policy: Policy, *, new: bool) -> str | None:
    """USING stands in for a WITH CHECK that was not written."""
    return policy.check if new and policy.check is not None else policy.using
