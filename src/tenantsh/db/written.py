"""Whether something would be lost if the open transaction were rolled back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.db.session import Session
from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking


@dataclass(frozen=True, slots=True)
class Written:
    """One transaction's answer."""

    written: bool


WRITTEN = Query("written", Written)


def has_written(session: Asking) -> bool:
    """Whether the open transaction has changes that a COMMIT would keep; asks the server only where there may be some.

    True where the server cannot tell.
    """
    if not session.connected or not session.in_transaction or session.failed:
        return False
    if isinstance(session, Session) and not session.tenant.write:
        return False
    try:
        return session.fetch(WRITTEN)[0].written
    except TenantshError:
        return True
