"""What one organization's error means for the others."""

from __future__ import annotations

from tenantsh.db.each.lead import CANCELLED
from tenantsh.model.errors import (
    ConnectError,
    ConnectionLost,
    StatementError,
    TenantshError,
    UnknownOrganization,
    UnknownPerson,
)

_WRITES = "25006"


def writing(error: TenantshError | None) -> StatementError | None:
    """The server's words for a statement that writes, with what is to be done; None for anything else."""
    if not isinstance(error, StatementError) or error.sqlstate != _WRITES:
        return None
    error.why = "organizations are asked read only, and the server keeps it so"
    error.hint = r"\org opens one organization's own session"
    return error


def unreached(error: TenantshError | None) -> bool:
    """Whether there was no connection, or it was lost."""
    known = (UnknownOrganization, UnknownPerson)
    return isinstance(error, (ConnectError, ConnectionLost)) and not isinstance(error, known)


def cancelled(error: TenantshError | None) -> bool:
    """Whether somebody ended it who stops the whole."""
    return isinstance(error, ConnectionLost) or (isinstance(error, StatementError) and error.sqlstate == CANCELLED)
