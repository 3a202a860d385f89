r"""The answer of `\rls`, for the command and for Python: data for programs, with a page for people's eyes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands.policies import decisions, overview, page
from tenantsh.commands.policies.looking import look, secured

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.session import Session
    from tenantsh.model.result import Result


def row_security_of(session: Session, table: str | None, role: str | None) -> Result:
    """What `Session.row_security` opens. Raises UsageError for names that nothing has."""
    return replace(answer(session, table, role, session.link.tenant_column), tenant=session.tenant)


def answer(
    session: Asking, table: str | None, role: str | None, tenant_column: str, *, verbose: bool = False
) -> Result:
    """Row security of one relation, where a name names one, or a line for each."""
    found = secured(session, table, role, tenant_column)
    if table is not None and len(found.tables) == 1:
        one = look(session, found.tables[0], tenant_column)
        return _seen(decisions.result(one), partial(page.page, one, verbose=verbose))
    tables = [each for each in found.tables if each.relation.reached or verbose or table is not None]
    return _seen(overview.result(found, tables), partial(overview.page, found, tables, whole=verbose))


def _seen(data: Result, shown: partial[Result]) -> Result:
    return replace(data, seen=lambda width: shown(width=width), footers=shown().footers)
