"""How a server stands: whether it follows another one, and how far it is behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking


@dataclass(frozen=True, slots=True)
class Standing:
    """What a server says of itself at one moment."""

    standby: bool
    seconds: float | None
    """How far it is behind; None on a server that follows none, and where it cannot tell."""


STANDING = Query("standing", Standing)


def standing(session: Asking) -> Standing:
    """Ask the server of a session. Raises StatementError."""
    return session.fetch(STANDING)[0]
