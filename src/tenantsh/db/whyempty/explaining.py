"""From a person's query to why it has no rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.whyempty.counting import Clock
from tenantsh.db.whyempty.findings import Explanation, Loss
from tenantsh.db.whyempty.trees import read
from tenantsh.db.whyempty.walking import Walk
from tenantsh.db.whyempty.withs import Withs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.connect import Target
    from tenantsh.db.session import Session
    from tenantsh.model.retention import Retention


def explain(
    session: Session,
    sql: str,
    *,
    bound: Sequence[Any] = (),
    admin: Target | None = None,
    retention: Retention | None = None,
    tenant_column: str = "",
) -> Explanation:
    """Why a query has no rows. Raises UsageError for what is no query, Refused, StatementError, ConnectError."""
    session.plan(sql, bound=bound)  # its errors are the query's own, and the guard reads it
    tree = read(sql)
    clock = Clock()
    walk = Walk(lambda asked: session.counts_apart(asked, clock), bound, session.tenant.org, tenant_column)
    found = walk.query(tree, Withs())
    session.witness("why-empty", sql, 0 if found.loss is not Loss.NONE else None)
    return Explanation(found.loss, found.why, tuple(walk.steps))
