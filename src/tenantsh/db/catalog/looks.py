"""A cheap look at a server: has its catalog changed."""

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


FINGERPRINT = Query("catalog/fingerprint", Fingerprint)


def fingerprint(session: Asking) -> str:
    """A text that is another one after something in the catalog was made, altered, granted or dropped."""
    return session.fetch(FINGERPRINT)[0].mark
