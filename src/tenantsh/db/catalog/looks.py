"""Two cheap looks at a server: has its catalog changed, and how far is it behind."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a catalog looked like at one moment."""

    mark: str


@dataclass(frozen=True, slots=True)
class Lag:
    """How far a standby is behind."""

    seconds: float | None
    """None on a server that is none."""


FINGERPRINT = Query("catalog/fingerprint", Fingerprint)
LAG = Query("catalog/lag", Lag)


def fingerprint(session: Asking) -> str:
    """A text that is another one after something in the catalog was made, altered, granted or dropped."""
    return session.fetch(FINGERPRINT)[0].mark


def lag(session: Asking) -> float | None:
    """Seconds that a standby is behind; None where it is none, or cannot tell. Raises StatementError."""
    return session.fetch(LAG)[0].seconds
