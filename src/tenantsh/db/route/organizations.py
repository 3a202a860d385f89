"""Where organizations' rows lie, and what Citus counted of them; asked as the login, as the list of them is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tenantsh.db.answers import message_of, statement_error
from tenantsh.db.connect import open_plain
from tenantsh.db.params import question, rows_of
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.route.facts import ENGINE, GROUPS, PLACES, SIZES, USES
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.opening import Place
    from tenantsh.db.query import Request
    from tenantsh.db.route.facts import Group, Lies, Use
    from tenantsh.model.errors import StatementError

_SECONDS = 10.0
"""How long each question may take: sizes and counts are asked of every node."""


@dataclass(slots=True)
class Placed:
    """Where the rows of organizations are; what could not be known of it is in `remarks`."""

    citus: str | None
    """The version; None for a database without it."""
    groups: list[Group] = field(default_factory=list)
    """The tables that lie together, the largest group first: the shards are its."""
    lies: dict[str, Lies] = field(default_factory=dict)
    """By the organization's id."""
    bytes: dict[int, int] = field(default_factory=dict)
    """By the shard."""
    uses: dict[str, Use] = field(default_factory=dict)
    """By the organization's id."""
    remarks: list[str] = field(default_factory=list)


def placed(place: Place, orgs: Sequence[str]) -> Placed:
    """Find out where these organizations' rows are. Raises ConnectError, KeyboardInterrupt."""
    wire = Wire(open_plain(place.target).connection)
    try:
        return _Finding(wire, place.convention.tenant_column, list(orgs)).found()
    finally:
        wire.close()


class _Finding:
    """One connection of the login's own, which has no tenant."""

    def __init__(self, wire: Wire, column: str, orgs: list[str]) -> None:
        self._wire = wire
        self._column = column
        self._orgs = orgs
        self._warned: list[str] = []
        wire.on_notice = lambda notice: self._warned.append(message_of(notice).primary)

    def found(self) -> Placed:
        """Everything, question by question: each that fails costs itself alone."""
        engines = self._ask(ENGINE.ask(), None, "")
        made = Placed(engines[0].version if engines else None)
        if made.citus is None:
            return made
        made.groups = self._ask(GROUPS.ask(column=self._column), made, "where rows lie is not known")
        if made.groups:
            self._fill(made, made.groups[0])
        return made

    def _fill(self, made: Placed, first: Group) -> None:
        asked = PLACES.ask(orgs=self._orgs, relation=first.relation)
        made.lies = {each.org: each for each in self._ask(asked, made, "where rows lie is not known")}
        shards = sorted({each.shard for each in made.lies.values()})
        sizes = self._ask(SIZES.ask(shards=shards), made, "sizes are not known")
        made.bytes = {each.shard: each.bytes for each in sizes}
        if self._warned and not sizes:  # citus_shard_sizes() leaves out a node where any table is out of reach
            made.remarks.append(f"sizes are not known: {self._warned[0]}")
        groups = [each.group for each in made.groups]
        uses = self._ask(USES.ask(orgs=self._orgs, groups=groups), made, "what Citus counted is not shown")
        made.uses = {each.org: each for each in uses}

    def _ask(self, request: Request, made: Placed | None, otherwise: str) -> list[Any]:
        major = self._wire.pgconn.server_version // 10000
        connection = self._wire.connection
        asked = [question(connection, each, major) for each in (bounds(_SECONDS), request)]
        answers = self._wire.exchange([Step(b"BEGIN READ ONLY"), Step(OUR_PATH), *asked, Step(b"COMMIT")])
        if self._wire.interrupted:
            raise KeyboardInterrupt
        failed = next((each for each in answers if each.failed), None)
        if failed is None:
            return rows_of(connection, final(answers[3]), request.query.row)
        self._wire.exchange([Step(b"ROLLBACK")])
        if made is not None:
            made.remarks.append(f"{otherwise}: {_why(statement_error(final(failed)))}")
        return []


def _why(error: StatementError) -> str:
    if error.sqlstate == "42501":
        return f"{error.primary} (a member of pg_monitor may see it)"
    return f"{error.sqlstate} {error.primary}"
