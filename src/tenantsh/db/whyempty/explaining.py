"""From a person's query to why it has no rows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import postgast

from tenantsh.db.policies import Standing
from tenantsh.db.whyempty.counting import SECONDS, Clock
from tenantsh.db.whyempty.findings import Explanation, Loss
from tenantsh.db.whyempty.hidden import Hidden, hidden
from tenantsh.db.whyempty.look import Look
from tenantsh.db.whyempty.retained import old
from tenantsh.db.whyempty.trees import check, read
from tenantsh.db.whyempty.views import opened
from tenantsh.db.whyempty.walking import Walk
from tenantsh.db.whyempty.withs import Withs
from tenantsh.model.errors import ConnectError, ConnectionLost, StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.connect import Target
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.whyempty.findings import Found
    from tenantsh.model.retention import Retention

_ITS_OWN = (Loss.NONE, Loss.LIMIT, Loss.OFFSET, Loss.SELECT_LIST)
"""What row security has nothing to do with."""

_UNTOLD = "whether it hides rows that this asks for cannot be told"


def explain(
    session: Session,
    sql: str,
    *,
    bound: Sequence[Any] = (),
    admin: Target | None = None,
    retention: Retention | None = None,
    tenant_column: str = "",
    seconds: float = SECONDS,
) -> Explanation:
    """Why a query has no rows. Raises UsageError for what is no query, and what `plan` of a session raises."""
    with session.telling(sql, "why-empty"):
        read_first = read(sql)
        session.plan(sql, bound=bound)  # its errors are the query's own, and the guard reads it
        tree, known = opened(session, check(read_first), tenant_column)
        clock = Clock(seconds)
        walk = Walk(lambda asked: session.counts_apart(asked, clock), bound, session.tenant.org, tenant_column)
        found = _walked(walk, tree)
    made = Explanation(found.loss, found.why, tuple(walk.steps))
    if found.loss in _ITS_OWN or found.failed:
        return made
    look = Look(session, clock, bound, known)
    made = _with_time(made, look, found, retention) if retention is not None else made
    return _with_row_security(made, look, found, tree, admin)


def _walked(walk: Walk, tree: Any) -> Found:
    try:
        return walk.query(tree, Withs())
    except postgast.PgQueryError as error:
        raise UsageError("this query cannot be taken apart", why=str(error)) from error


def _with_time(made: Explanation, look: Look, found: Found, retention: Retention) -> Explanation:
    for each in old(look, found, retention):
        if each.only and each.loses and made.loss is Loss.PREDICATE:
            made = replace(made, loss=Loss.RETENTION, why=each.words)
        else:
            made = replace(made, notes=(*made.notes, each.words))
    return made


def _with_row_security(made: Explanation, look: Look, found: Found, tree: Any, admin: Target | None) -> Explanation:
    made = replace(made, notes=(*made.notes, *_views(look)))
    nothing = next((each for each in look.tables.values() if _permits_nothing(each, found)), None)
    if nothing is not None:
        why = f"{made.why}: no policy permits this role any row of {nothing.relation.label}"
        return replace(made, loss=Loss.POLICY, why=why)
    filtered = sorted({table.relation.label for table in look.tables.values() if _hides(table)})
    if not filtered:
        return made
    if admin is None:
        sees = f"row security decides which rows of {', '.join(filtered)} this session sees"
        return _noted(made, f"{sees}; {_UNTOLD} without a connection that may see every row (--admin-profile NAME)")
    try:
        beyond = hidden(look, admin, tree, found.inner)
    except (ConnectError, ConnectionLost, StatementError, UsageError) as error:  # what was found without it is true
        beyond = error.what
    return _noted(made, f"row security: {_UNTOLD}: {beyond}") if isinstance(beyond, str) else _with_hidden(made, beyond)


def _noted(made: Explanation, note: str) -> Explanation:
    return replace(made, notes=(*made.notes, note))


def _with_hidden(made: Explanation, beyond: Hidden) -> Explanation:
    if beyond.rows.none:
        return _noted(made, "without row security it has no rows either")
    if not beyond.rows.some:
        return _noted(made, f"row security: {_UNTOLD}: {beyond.rows.reason}")
    if made.loss is Loss.HAVING:
        return _noted(made, "without row security there are rows that it does not see")
    why = f"row security hides {beyond.rows.of('row')} that it asks for" + (f": {beyond.why}" if beyond.why else "")
    noted = _noted(made, f"as this session: {made.why}")
    return replace(noted, loss=Loss.POLICY, why=why, steps=(*made.steps, *beyond.steps))


def _permits_nothing(table: Table, found: Found) -> bool:
    names = (table.relation.label, table.relation.sql)
    empty = found.loss is Loss.EMPTY and any(part.named in names for part in found.inner)
    return empty and table.standing is Standing.NO_POLICY


def _hides(table: Table) -> bool:
    return table.standing in (Standing.APPLIES, Standing.NO_POLICY) or any(each.applies for each in table.beneath)


def _views(look: Look) -> Iterator[str]:
    for table in look.tables.values():
        if table.standing is Standing.VIEW:
            yield f"{table.relation.label} is a view; its own conditions are not taken apart"
