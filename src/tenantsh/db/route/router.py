"""A session's statements with its organization written into them, where that says what row security says anyway."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.plans.explaining import bounds
from tenantsh.db.route.binding import bindings
from tenantsh.db.route.facts import POLICIES, TABLES
from tenantsh.db.route.reading import read
from tenantsh.db.route.writing import write
from tenantsh.lang.quote import quote_literal, spell_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.route.facts import Policy, Table
    from tenantsh.db.route.spots import Spot
    from tenantsh.db.session import Session
    from tenantsh.model.convention import Convention

_SECONDS = 1.0
"""How long the catalog may take."""


@dataclass(frozen=True, slots=True)
class Routed:
    """A text as it is to be sent."""

    text: str
    added: tuple[str, ...] = ()
    """The conditions that are new in it."""
    left: tuple[str, ...] = ()
    """Which tables got none, though their rows are spread by organization, and why."""


class Router:
    """Writes one session's organization into its statements."""

    def __init__(self, session: Session, convention: Convention) -> None:
        self.session = session
        self._column = convention.tenant_column
        self._functions = frozenset(
            name for full in convention.context_functions for name in (full, full.rpartition(".")[2])
        )
        self._true: set[str] = set()
        """Conditions that the server has said hold for this session's organization; its context never changes."""

    def route(self, text: str) -> Routed:
        """The text with the organization in it, wherever it is shown to mean the same.

        The catalog is asked anew each time: a policy may have changed. Raises what `fetch_apart` of a session raises,
        but for an error of the questions themselves, which leaves the text as it is.
        """
        reading = read(text)
        if reading is None or not reading.spots or self.session.failed:
            return Routed(text)
        try:
            return self._route(text, reading.spots)
        except StatementError as error:
            return Routed(text, left=(f"the catalog could not be asked: {error.sqlstate} {error.primary}",))

    def _route(self, text: str, spots: Sequence[Spot]) -> Routed:
        names = [spot.name for spot in spots]
        _, tables, policies = self.session.fetch_apart(
            bounds(_SECONDS), TABLES.ask(names=names), POLICIES.ask(names=names)
        )
        conditions: dict[int, str] = {}
        left: dict[str, None] = {}
        for table in tables:
            spot = spots[table.at - 1]
            if table.manner != "distributed" or table.column != self._column or spot.says(self._column):
                continue
            reason = self._reason(spot, table, [each for each in policies if each.at == table.at])
            if reason is None:
                conditions[table.at - 1] = self._condition(spot)
            else:
                left[f"{spot.qualifier}: {reason}"] = None
        return self._written(text, conditions, tuple(left))

    def _written(self, text: str, conditions: dict[int, str], left: tuple[str, ...]) -> Routed:
        if not conditions:
            return Routed(text, left=left)
        written = write(text, conditions)
        if written is None:
            return Routed(text, left=(*left, "the statement's text could not be edited for certain"))
        return Routed(written, tuple(dict.fromkeys(conditions.values())), left)

    def _condition(self, spot: Spot) -> str:
        value = quote_literal(self.session.tenant.org).lstrip()
        return f"{spot.qualifier}.{spell_identifier(self._column)} = {value}"

    # -- what has to be shown ----------------------------------------------------------------------------------

    def _reason(self, spot: Spot, table: Table, policies: Sequence[Policy]) -> str | None:
        """Why a table gets no condition; None where one says nothing new."""
        if spot.obstacle is not None:
            return spot.obstacle
        if not table.readable:
            return f"this role may not read {self._column}, and a condition on it would be refused"
        if table.planted:
            return f"= on {self._column} is another operator here than the type's own"
        if not table.secured:
            return "row security does not choose its rows for this role, so that a condition would leave some out"
        reads, writes = _of(policies, "SELECT"), _of(policies, spot.changed or "SELECT")
        if _asked(reads) != _asked(writes) and not spot.reads:
            return "its policies for SELECT, which a condition brings in, are not those of what the statement does"
        if not (self._bound(reads, table) or self._bound(writes, table)):
            return f"its policies do not say that {self._column} is this organization's in every row that they let pass"
        return None

    def _bound(self, policies: Sequence[Policy], table: Table) -> bool:
        """Whether all rows that policies let pass together are this organization's."""
        permissive = [self._binds(each, table) for each in policies if each.permissive]
        restrictive = [self._binds(each, table) for each in policies if not each.permissive]
        return all(permissive) or any(restrictive)

    def _binds(self, policy: Policy, table: Table) -> bool:
        if policy.using is None:
            return False
        value = f"CAST({quote_literal(self.session.tenant.org)} AS {table.type})"
        found = bindings(policy.using, self._column, self._functions)
        return any(self._holds(condition.format(value)) for condition in found)

    def _holds(self, condition: str) -> bool:
        """Whether a condition without columns is true in this session."""
        if condition not in self._true:
            (answer,) = self.session.ask_apart([(f"SELECT ({condition}) AS value", ())])
            if answer.value is not True:
                return False
            self._true.add(condition)
        return True


def _of(policies: Sequence[Policy], command: str) -> list[Policy]:
    return [each for each in policies if each.command in ("ALL", command)]


def _asked(policies: Sequence[Policy]) -> set[tuple[bool, str | None]]:
    return {(each.permissive, each.using) for each in policies}
