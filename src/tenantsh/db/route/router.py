"""A session's statements with its organization written into them, where that says what row security says anyway."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.route.binding import bindings
from tenantsh.db.route.facts import PATIENCE, STANDING
from tenantsh.db.route.reading import read
from tenantsh.db.route.writing import write
from tenantsh.lang.lead import keywords
from tenantsh.lang.quote import quote_literal, spell_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.route.facts import Standing
    from tenantsh.db.route.spots import Spot
    from tenantsh.db.session import Session
    from tenantsh.model.convention import Convention

_LONGEST = 100_000
"""Characters of a statement that is still read so closely: half a second."""
_SEVERAL = "several statements are sent at once: one could change what the names of the next ones mean"
_SETTING = re.compile(r"\bcurrent_setting\((?:'([^']+)')?")
_LETTERS = {"SELECT": "r", "UPDATE": "w", "DELETE": "d"}


@dataclass(frozen=True, slots=True)
class Routed:
    """A text as it is to be sent."""

    text: str
    added: tuple[str, ...] = ()
    """The conditions that are new in it."""
    left: tuple[str, ...] = ()
    """Which tables got none, though their rows are spread by organization, and why."""


@dataclass(frozen=True, slots=True)
class _Policy:
    """A policy that is for this role."""

    permissive: bool
    command: str
    using: str

    @classmethod
    def of(cls, line: str) -> _Policy:
        permissive, command, using = line.split("|", 2)
        return cls(permissive == "true", command, using)


class Router:
    """Writes one session's organization into its statements."""

    def __init__(self, session: Session, convention: Convention) -> None:
        self.session = session
        self._column = convention.tenant_column
        self._key = spell_identifier(convention.tenant_column)
        self._functions = frozenset(
            name for full in convention.context_functions for name in (full, full.rpartition(".")[2])
        )
        self._true: set[str] = set()
        """Conditions that the server has said hold for this session's organization; its context never changes."""

    def route(self, text: str) -> Routed:
        """The text with the organization in it, wherever it is shown to mean the same.

        The policies are asked for anew each time: they may have changed. Raises what `fetch_apart` of a session raises,
        but for an error of the questions themselves, which leaves the text as it is.
        """
        if len(text) > _LONGEST and keywords(text, 1) != ("insert",):
            return Routed(text, left=(f"a statement of more than {_LONGEST:,} characters is not read so closely",))
        reading = read(text)
        if reading is None or not reading.spots or self.session.failed:
            return Routed(text)
        if len(reading.trees) > 1:
            return Routed(text, left=(_SEVERAL,))
        try:
            return self._route(text, reading.spots)
        except StatementError as error:
            return Routed(text, left=(f"the catalog could not be asked: {error.sqlstate} {error.primary}",))

    def _route(self, text: str, spots: Sequence[Spot]) -> Routed:
        conditions: dict[int, str] = {}
        left: dict[str, None] = {}
        asked = STANDING.ask(names=[spot.name for spot in spots], column=self._column)
        found: list[Standing] = self.session.fetch_apart(PATIENCE.ask(), asked)[1]
        for standing in found:
            spot = spots[standing.at - 1]
            if spot.says(self._column):
                continue
            reason = self._reason(spot, standing)
            if reason is None:
                conditions[standing.at - 1] = self._condition(spot)
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
        return f"{spot.qualifier}.{self._key} = {value}"

    # -- what has to be shown ----------------------------------------------------------------------------------

    def _reason(self, spot: Spot, standing: Standing) -> str | None:
        """Why a table gets no condition; None where one says nothing new."""
        if spot.obstacle is not None:
            return spot.obstacle
        if not standing.readable:
            return f"this role may not read {self._key}, and a condition on it would be refused"
        if standing.planted:
            return f"= on {self._key} is another operator here than the type's own"
        if not standing.secured:
            return "row security does not choose its rows for this role, so that a condition would leave some out"
        policies = [_Policy.of(line) for line in standing.policies]
        reads, writes = _for(policies, "SELECT"), _for(policies, spot.changed or "SELECT")
        if _asked(reads) != _asked(writes) and not spot.reads:
            return "its policies for SELECT, which a condition brings in, are not those of what the statement does"
        if not (self._bound(reads, standing.type) or self._bound(writes, standing.type)):
            return f"its policies do not say that {self._key} is this organization's in every row that they let pass"
        return None

    def _bound(self, policies: Sequence[_Policy], kind: str) -> bool:
        """Whether all rows that policies let pass are this organization's; on shards, Citus has no restrictive ones."""
        return all(self._binds(each, kind) for each in policies)

    def _binds(self, policy: _Policy, kind: str) -> bool:
        value = f"CAST({quote_literal(self.session.tenant.org)} AS {kind})"
        found = bindings(policy.using, self._column, self._functions, kind)
        return any(self._holds(condition.format(value)) for condition in found)

    def _holds(self, condition: str) -> bool:
        """Whether a condition without columns is true in this session."""
        if condition not in self._true:
            (answer,) = self.session.ask_apart([(f"SELECT ({condition}) AS value", ())])
            if answer.value is not True:
                return False
            if self._lasts(condition):
                self._true.add(condition)
        return True

    def _lasts(self, condition: str) -> bool:
        """Whether a condition asks for no setting that a person may change."""
        kept = {name.lower() for name, _ in self.session.tenant.settings}
        return all(name.lower() in kept for name in _SETTING.findall(condition))


def _for(policies: Sequence[_Policy], command: str) -> list[_Policy]:
    return [each for each in policies if each.command in ("*", _LETTERS[command])]


def _asked(policies: Sequence[_Policy]) -> set[tuple[bool, str]]:
    return {(each.permissive, each.using) for each in policies}
