"""What `Session.partitions` and `Session.describe` open: the commands' answers, for Python."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.describe.assemble import describe
from tenantsh.commands.partitions import columns, page
from tenantsh.commands.partitions.looking import look, nothing
from tenantsh.model.errors import UsageError
from tenantsh.model.finding import table
from tenantsh.model.result import Result, Table

if TYPE_CHECKING:
    from tenantsh.db.session import Session


def partitions_of(session: Session, name: str | None) -> Result:
    r"""The answer of `\partitions`. Raises UsageError where a name names no partitioned table."""
    looks = look(session, name, session.retention)
    if name is not None and not looks:
        raise nothing(session, name)
    if name is None:
        found = columns.overview(looks)
        return replace(found, tenant=session.tenant, seen=page.overview(looks, verbose=False) if looks else None)
    results = [columns.partitions(each) for each in looks]
    if len(results) > 1:
        findings = table(finding for each in looks for finding in each.findings)
        rows = Table(row for result in results for row in result.rows)
        return replace(results[0], title="Partitions", cells=rows, parts=(findings,), tenant=session.tenant)
    return replace(results[0], tenant=session.tenant, seen=page.partitions(looks[0], whole=True, verbose=False))


def description_of(session: Session, name: str) -> Result:
    r"""The answer of `\d NAME`. Raises UsageError where it names no relation, or several."""
    found = describe(session, name)
    if not found:
        raise UsageError(f'Did not find any relation named "{name}".')
    if len(found) > 1:
        several = ", ".join((result.title or "").partition(" ")[2] for result in found[:5])
        raise UsageError(f'"{name}" names {len(found)} relations: {several}', hint="give one name, with its schema")
    return replace(found[0], tenant=session.tenant)
