"""Which system a primary is, and which timeline it writes: one that comes back is on an older one.

A server's system identifier is made with its first files, and kept by its standbys and copies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

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


@dataclass(frozen=True, slots=True)
class System:
    """The system that a server is of."""

    system: str


class Lineage(NamedTuple):
    """Where a primary's data come from, as far as it says so."""

    timeline: str | None
    system: str | None


TIMELINE = Query("timeline", Timeline)
SYSTEM = Query("system", System)


def lineage(wire: Wire) -> Lineage:
    """Ask a new connection's server. Raises ConnectionLost."""
    asked = [question(wire.connection, each.ask(), wire.pgconn.server_version // 10000) for each in (TIMELINE, SYSTEM)]
    answers = wire.exchange([Step(b"BEGIN READ ONLY"), Step(OUR_PATH), *asked, Step(b"COMMIT")])
    if wire.interrupted:
        raise KeyboardInterrupt
    if any(answer.failed for answer in answers):  # not everybody may ask; what only looks like PostgreSQL cannot say
        wire.exchange([Step(b"ROLLBACK")])
    timeline, system = (None if each.failed or each.skipped else final(each) for each in answers[2:4])
    return Lineage(
        None if timeline is None else rows_of(wire.connection, timeline, Timeline)[0].timeline,
        None if system is None else rows_of(wire.connection, system, System)[0].system,
    )


def refuse_another(before: Link, after: Link, *, then: str = "") -> None:
    """Refuse a primary of another system than the one before, or behind it in promotions. Raises ConnectError.

    `then`: what becomes of the session, for the end of the hint.
    """
    was, now = before.lineage, after.lineage
    if was is None or now is None:
        return
    if was.system and now.system and was.system != now.system:
        raise ConnectError(
            f"{after.place} says that it is the primary, and it is another system than {before.place}",
            why=f"its data are not those that this session wrote to: it is system {now.system}, and was {was.system}",
            hint=f"a new session takes it for what it is; leave it out of the hosts if it is not meant{then}",
        )
    if was.timeline and now.timeline and now.timeline < was.timeline:
        raise ConnectError(
            f"{after.place} says that it is the primary, and it is an older one than {before.place}",
            why=f"it is on timeline {int(now.timeline, 16)}, and this session was on {int(was.timeline, 16)}:"
            " what is written there would be lost, or be in the way",
            hint=f"stop the old primary, or have it follow the new one{then}",
        )
