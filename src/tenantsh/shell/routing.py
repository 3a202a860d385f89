r"""`\route on`: the organization is written into what is sent, and the person is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.ask import How
from tenantsh.db.route import Router
from tenantsh.db.session import Session
from tenantsh.lang.bound import written_anew

if TYPE_CHECKING:
    from tenantsh.shell.shell import Shell


def routed(shell: Shell, text: str, how: How) -> str:
    """The text that is sent in the stead of this one. Raises what a session's questions raise."""
    session = shell.session
    if how not in (How.SIMPLE, How.BOUND) or not isinstance(session, Session) or session.link.identity.citus is None:
        return text
    if shell.router is None or shell.router.session is not session:
        shell.router = Router(session, shell.place.convention)
    found = shell.router.route(text)
    for reason in found.left:
        shell.note(f"not routed: {reason}")
    if not found.added:
        return text
    shell.note(f"routed: {found.text}")
    return written_anew(found.text, text)
