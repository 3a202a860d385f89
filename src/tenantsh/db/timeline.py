"""Which timeline a primary writes: an old one that came back as if nothing had happened is still on the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.params import question, rows_of
from tenantsh.db.query import Query
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from tenantsh.db.link import Link
    from tenantsh.db.wire import Wire


@dataclass(frozen=True, slots=True)
class Timeline:
    """The timeline of a server."""

    timeline: str | None
    """Eight digits; None on a standby."""


TIMELINE = Query("timeline", Timeline)


def timeline(wire: Wire) -> str | None:
    """Ask a new connection's server; None where it does not say. Raises ConnectionLost."""
    asked = question(wire.connection, TIMELINE.ask(), wire.pgconn.server_version // 10000)
    answers = wire.exchange([Step(b"BEGIN READ ONLY"), Step(OUR_PATH), asked, Step(b"COMMIT")])
    if wire.interrupted:
        raise KeyboardInterrupt
    if any(answer.failed for answer in answers):  # servers that only look like PostgreSQL have no such function
        wire.exchange([Step(b"ROLLBACK")])
        return None
    return rows_of(wire.connection, final(answers[2]), Timeline)[0].timeline


def refuse_older(before: Link, after: Link, *, then: str = "") -> None:
    """Refuse a primary that is behind the one before in the order of promotions. Raises ConnectError.

    `then`: what becomes of the session, for the end of the hint.
    """
    if before.timeline and after.timeline and after.timeline < before.timeline:
        raise ConnectError(
            f"{after.place} says that it is the primary, and it is an older one than {before.place}",
            why=f"it is on timeline {int(after.timeline, 16)}, and this session was on {int(before.timeline, 16)}:"
            " what is written there would be lost, or be in the way",
            hint=f"stop the old primary, or have it follow the new one{then}",
        )
