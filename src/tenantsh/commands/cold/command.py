r"""`\cold`: what cold storage has of this organization."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.cold.storage import open_storage
from tenantsh.commands import kinds
from tenantsh.commands.cold import listing
from tenantsh.commands.cold.asked import read
from tenantsh.commands.cold.rows import rows
from tenantsh.commands.cold.tables import find_table
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(
    r"\cold",
    "[TABLE [MONTH] [WHERE …]]",
    group=Group.PARTITIONS,
    reads=Reads.LINE,
    examples=[r"\cold", r"\cold audit_logs", r"\cold audit_logs 2024-01..2024-06 where action = 'delete' limit 5"],
)
def cold(ctx: Context, line: kinds.Archived = "") -> Result:
    """List what is archived of this organization, or show the archived rows of a month.

    A month is `2024-03`, or a range `2024-03..2024-06`, `2024-03..`, or a year `2024`; a condition alone looks at all
    months. PostgreSQL evaluates the condition in this session, so that it means what it means in a query; ORDER BY
    and LIMIT may follow it. Only this organization's files are opened, each is first compared with what its manifest
    says, and columns are those that the table had then.
    """
    asked = read(line)
    session = ctx.tenant_session
    location = ctx.place.retention.storage
    if location is None:
        raise UsageError(
            "no cold storage is configured",
            hint='[retention] storage = "/a/directory" in the configuration file',
        )
    storage = open_storage(location)
    if not asked.names:
        return listing.tables(session, storage)
    found = find_table(session, storage, asked.names)
    rule = ctx.place.retention.rule(found.table.name, f"{found.table.schema}.{found.table.name}")
    if asked.months is None:
        return listing.months(session, storage, found, rule)
    return rows(session, storage, found, asked, rule)
