"""Why the server refused rows, in words: which policy's check they fail, and the first of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.inserting.batch import Batch
    from tenantsh.db.inserting.target import Target, TargetColumn
    from tenantsh.db.session import Session
    from tenantsh.model.errors import StatementError


def explained(
    session: Session, target: Target, batch: Batch, org: tuple[TargetColumn, str] | None, error: StatementError
) -> StatementError:
    """The error, with what this session knows of it."""
    last = batch.first + batch.rows - 1
    where = f"in rows {batch.first} to {last} of the frame" if last > batch.first else f"in row {batch.first}"
    error.why = error.why or f"{where}; nothing was inserted"
    return error
