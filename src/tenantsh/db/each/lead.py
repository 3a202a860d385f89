"""The first connection: what it learns of the database holds for all others, and its snapshot is lent to them."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tenantsh.db import guard
from tenantsh.db.answers import placed_error, statement_error
from tenantsh.db.beside import explicit
from tenantsh.db.connect import Target, resolved, spelled
from tenantsh.db.endpoint import Endpoint
from tenantsh.db.environment import UNTOUCHED
from tenantsh.db.link import dial
from tenantsh.db.masking.masking import Masking
from tenantsh.db.params import bound, encoded, question
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.scope import Modes
from tenantsh.db.statements import unread
from tenantsh.db.steps import Step, final
from tenantsh.lang.lead import keywords
from tenantsh.model.errors import ConnectionLost, NeedsReason, Refused, WantsReason
from tenantsh.model.evidence import Server

if TYPE_CHECKING:
    from tenantsh.db.each.inquiry import Inquiry
    from tenantsh.db.guard import Reading
    from tenantsh.db.link import Link
    from tenantsh.db.opening import Place
    from tenantsh.model.tenant import Tenant

CANCELLED = "57014"
MOMENT = Modes(isolation="repeatable read", read_only=True)
"""What imports a snapshot, and what lends one."""
_READS = frozenset({"select", "with", "values", "table", "explain", "show"})
_STAYS = (Step(b"SET LOCAL idle_in_transaction_session_timeout = 0"),)
_STAYS_17 = (*_STAYS, Step(b"SET LOCAL transaction_timeout = 0"))
"""It lasts as long as all the others take, and does nothing meanwhile."""
_EXPORT = Step(b"SELECT pg_catalog.pg_export_snapshot()")
_COMMIT, _ROLLBACK = Step(b"COMMIT"), Step(b"ROLLBACK")


@dataclass(slots=True)
class Lead:
    """A verified connection of whoever asks, in her own organization: no row is read on it."""

    link: Link
    target: Target
    """Leads to just this server, and asks nobody for a password."""
    server: Server
    step: Step
    """The statement, with its values."""
    reading: Reading
    snapshot: str | None = None
    alone: str | None = None
    """Why there is no snapshot that all can share."""

    def close(self) -> None:
        """Let the snapshot go."""
        self.link.wire.close()


def open_lead(place: Place, present: Tenant, inquiry: Inquiry) -> Lead:
    """Connect, have the guard and the server read the statement, and export a snapshot.

    Raises Refused, StatementError for what is wrong with the statement anywhere, UsageError, ConnectError, and
    KeyboardInterrupt.
    """
    here = replace(present, name=None, write=False, reason=inquiry.reason or present.reason)
    link = dial(
        place.target,
        place.convention,
        here,
        i_know=place.i_know,
        session_id=inquiry.session_id,
        masking=place.masking,
    )
    try:
        _refuse_unreasoned(link, inquiry)
        reading = read(inquiry.sql, link.surroundings)
        step = _step(link, inquiry)
        lead = Lead(link, _same_server(place.target, link), _server(link), step, reading)
        _parsed(lead, place, inquiry)
        lead.alone = _why_alone(link, inquiry)
        if lead.alone is None:
            _export(lead)
    except BaseException:
        link.wire.close()
        raise
    if lead.snapshot is None:
        lead.close()
    return lead


def _refuse_unreasoned(link: Link, inquiry: Inquiry) -> None:
    if link.seal is not None and not inquiry.reason:
        raise WantsReason(
            "this login is sealed: each organization's session needs a reason",
            why="the session's own was said for its organization, and is not carried to others",
            hint="--reason TEXT, before the organizations",
        )


def read(sql: str, around: guard.Surroundings) -> Reading:
    """Have the guard read the statement, once for all organizations. Raises Refused for what is no question.

    What the guard asks about is refused, whatever `--allow` says: a session shows what was let through as one
    organization's, and here it would stand under another one's name.
    """
    try:
        reading = guard.inspect(sql, replace(around, allowed=frozenset()))
    except NeedsReason as need:
        raise _for_one(need) from None
    plain = reading.control is None and reading.copies is None and reading.inside is None
    if not reading.readable or (plain and _READS.intersection(keywords(sql, 1))):
        return reading
    raise Refused(
        "many organizations are asked, and nothing is done to them",
        rule="each-reads",
        why="the statement has to be a query: SELECT, WITH, VALUES, TABLE, EXPLAIN or SHOW",
        hint=r"\org opens one organization's session for everything else",
    )


def _for_one(need: NeedsReason) -> Refused:
    """What may be let through in a session, and is not where many organizations are asked."""
    return Refused(
        need.what,
        rule=need.rule,
        why=need.why,
        hint=r"where several are asked nothing is let through; \org opens that organization's own session",
    )


def _step(link: Link, inquiry: Inquiry) -> Step:
    sql = encoded(inquiry.sql)
    step = bound(link.wire.connection, sql, inquiry.params) if inquiry.params else Step(sql)
    return step._replace(whole=inquiry.sql)


def _same_server(target: Target, link: Link) -> Target:
    """How to get to the server of this connection again, and to no other one that the connection string may mean."""
    options, given = explicit(Endpoint(link.wire.pgconn)), resolved(target)
    # without this tenant's own; a blank, which a pooler may refuse, keeps the environment of this moment out
    options["options"] = given.get("options") or (" " if "PGOPTIONS" in os.environ else "")
    options["application_name"] = given.get("application_name", "")
    options |= {"target_session_attrs": "any", "load_balance_hosts": ""}
    return Target(spelled(options), environment=UNTOUCHED)


def _server(link: Link) -> Server:
    end, identity = Endpoint(link.wire.pgconn), link.identity
    return Server(end.host, end.port, identity.database, identity.login, link.server_version)


def _parsed(lead: Lead, place: Place, inquiry: Inquiry) -> None:
    """Have the server read the statement: what it does not understand here it understands nowhere."""
    if lead.reading.readable and "{org}" in (place.convention.role or ""):  # each one's role may have its own tables
        return
    link = lead.link
    before = [Step(link.scope.begin()), *map(Step, link.scope.opening)]
    if inquiry.seconds:  # relations are locked already by whoever reads a statement
        bounded = bounds(inquiry.seconds, lock_seconds=inquiry.seconds)
        before.append(question(link.wire.connection, bounded, link.major))
    steps = [*before, lead.step.only_parsed(), Step(link.scope.assertion), _COMMIT]
    answers = link.wire.exchange(steps)
    if link.wire.interrupted:
        raise KeyboardInterrupt
    failed = next((at for at, answer in enumerate(answers) if answer.failed), None)
    if failed is not None:
        link.wire.exchange([_ROLLBACK])
        error = Masking(lambda: link.marks).error(placed_error(answers[failed], steps[failed]))
        if error.sqlstate == CANCELLED:
            error.hint = "another session holds a lock on what it reads"
        raise error
    if not lead.reading.readable:
        raise _for_one(unread(inquiry.sql))


def _why_alone(link: Link, inquiry: Inquiry) -> str | None:
    if not inquiry.shared:
        return "one moment for all was not wanted"
    if link.pooled:
        return "a pooler is in between, which may have no second connection to lend a snapshot to"
    if link.identity.citus is not None:
        return "on Citus, every node has snapshots of its own"
    if link.seal is not None:
        return "this login is sealed, and its seal is opened after any moment that could be shared"
    return None


def _export(lead: Lead) -> None:
    link = lead.link
    stays = _STAYS_17 if link.major >= 17 else _STAYS
    before = [Step(link.scope.begin(MOMENT)), *map(Step, link.scope.opening), *stays]
    answers = link.wire.exchange([*before, _EXPORT, Step(link.scope.assertion)])
    if link.wire.interrupted:
        raise KeyboardInterrupt
    if any(answer.failed for answer in answers):
        failed = next(answer for answer in answers if answer.failed)
        lead.alone = f"the server lends no snapshot: {statement_error(final(failed)).what}"
        if not link.wire.alive:
            raise ConnectionLost(lead.alone)
        return
    lead.snapshot = (final(answers[len(before)]).get_value(0, 0) or b"").decode()
