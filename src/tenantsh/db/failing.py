"""What a tenant's statement failed of, in words: the reasons that lie in its session, where SQLSTATE tells of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError

if TYPE_CHECKING:
    from tenantsh.db.link import Link

CONFLICT = "40001"
"""What a standby says that cancels a statement."""


def explain(error: StatementError, link: Link, *, alone: bool) -> None:
    """Add the reasons to the server's error; `alone` is whether the statement was in no transaction of the person's."""
    tenant, identity = link.tenant, link.identity
    if identity.citus is not None:
        from tenantsh.db import citus  # few have it, and start-up counts

        citus.explain(error, identity, tenant, link.tenant_column)
    if error.sqlstate == "25006" and not tenant.write:
        error.why = "this session is read only, and the server keeps it so"
        error.hint = "a session that may write is opened with --write"
    elif error.sqlstate == CONFLICT and identity.standby:
        explain_conflict(error)
    elif error.sqlstate == "42601" and error.statement.lstrip().startswith("\\"):
        error.why = "commands that begin with a backslash belong to the shell and to notebooks; they are not SQL"
        error.hint = (
            "in Python a session has methods: describe(name), partitions(name), row_security(name), why(table, key)"
            " (docs/python.md lists them)"
        )
    elif error.sqlstate in ("25001", "2D000") and alone:  # 2D000: a procedure that commits
        error.why = "every statement of this session runs in a transaction that verifies the organization"
        error.hint = "what runs only outside of one is a DBA's affair, in a plain session (--unscoped)"


def explain_conflict(error: StatementError) -> None:
    """Say what it means that a standby cancelled a statement."""
    error.why = "a standby cancels what keeps it from replaying its primary's changes"
    error.hint = (
        "ask again, for less at a time, or ask the primary; a DBA can set hot_standby_feedback = on,"
        " or max_standby_streaming_delay higher, on the standby"
    )


def ended(error: StatementError) -> ConnectionLost:
    """What to say of a connection that the server ended with an error."""
    lost = ConnectionLost(error.what)
    lost.sqlstate, lost.detail = error.sqlstate, error.detail
    return lost


def unkept(failure: Exception, outcome: str) -> TenantshError:
    """What to say of rows that could not be kept; `outcome` is what became of the statement."""
    if isinstance(failure, TenantshError):  # says itself why
        return failure
    return TenantshError(
        f"the result could not be kept: {failure}",
        why=f"long results wait in a temporary file until they are verified; {outcome}",
        hint="TMPDIR names the folder for it; or ask for fewer rows",
    )
