"""What `Session.each` opens: many organizations asked by a program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.commands.each.asked import MOST_SECONDS, reasoned, refuse_closed, within
from tenantsh.commands.each.going import Going
from tenantsh.commands.each.meant import given
from tenantsh.db.each import Inquiry
from tenantsh.db.each.inquiry import MOST_WORKERS
from tenantsh.db.params import named_in, numbered_of
from tenantsh.lang import organizations as written
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.message import Message
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.db.params import Params
    from tenantsh.db.session import Session


def of_session(
    session: Session,
    organizations: Any,
    sql: str,
    params: Params | None,
    *,
    workers: int,
    timeout: float,
    reason: str | None,
    snapshot: bool,
) -> Result:
    """Ask them; who has no answer is in the result, and told as a notice. Raises where nobody has one."""
    refuse_closed(session)
    if session.opened is None:
        raise UsageError("this session does not know how it was opened", hint="tenantsh.connect(…)")
    place = session.opened.place
    asked, values = numbered_of(session.link.wire.connection, sql, params)
    inquiry = Inquiry(
        asked.rstrip().rstrip(";"),
        tuple(values),
        within("timeout", timeout, 0, MOST_SECONDS),
        int(within("workers", workers, 1, MOST_WORKERS)),
        shared=snapshot,
        reason=reasoned((reason or "").strip(), place.keeping.least_reason, "each(…, reason=…)"),
        session_id=session.id,
    )
    notes: list[str] = []
    wanted = given(session, place, organizations, notes)
    if not wanted:
        raise UsageError("no organization is meant", why="; ".join(notes) or "the list is empty", hint=written.FORMS)
    told: list[str] = []
    going = Going(
        session, place, wanted, inquiry, named_in(sql, params) or (), framed=True, tell=told.append, notes=notes
    )
    (outcome,) = going.outcomes()
    if isinstance(outcome, Result):
        if outcome.parts:  # a program that does not look into the notes has not asked all that it means to have asked
            for note in outcome.notes:
                session.on_notice(Message(text=note))
        return outcome
    if isinstance(outcome, TenantshError) and told:
        outcome.why = "; ".join(note.removeprefix("note: ") for note in told[:_TOLD])
    raise outcome


_TOLD = 3
"""So many organizations say what was wrong, where nobody has an answer."""
