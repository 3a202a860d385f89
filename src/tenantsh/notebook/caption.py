"""The line that says whose data a session shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.render.frame.caption import html_line, whose

if TYPE_CHECKING:
    from tenantsh.db.session import Session

__all__ = ["html_line", "opened", "whose"]


def opened(name: str, session: Session) -> str:
    """What opening a session says: who am I, verified."""
    mode = "" if session.tenant.write else " · read only"
    return f"{name}: {whose(session.tenant)}{mode} · verified"
