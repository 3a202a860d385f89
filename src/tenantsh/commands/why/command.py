r"""The `\why` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.patterns import named
from tenantsh.commands.registry import command
from tenantsh.db.policies import read
from tenantsh.db.why import Line, explain
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.db.policies import Table


@command(r"\why", "TABLE KEY...", group=Group.TENANT, examples=[r"\why resources 1"])
def why(ctx: Context, table: kinds.Table, *key: kinds.Text) -> Result:
    r"""Say why this session sees the row with that key, or does not.

    KEY is the primary key's value, several in their order, or COLUMN=VALUE. Privileges, row security, each policy and
    each condition in it are asked of that row as this session's role, then the table itself. To tell a hidden row from
    one that is not there it needs a connection that may see every row: `--admin-profile NAME`, or `admin` of the
    profile. Of another organization's row only whose it is is said, and never its content.
    """
    if not key:
        raise UsageError(r"\why: missing required argument", hint=r"\why TABLE KEY...")
    session = ctx.tenant_session
    found = explain(session, _table(ctx, table), key, ctx.place.admin)
    verdict = Line("verdict", str(found.outcome), found.why)
    return Result.of(Line, [*found.lines, verdict], title=f"Why {session.tenant} sees {table} {' '.join(key)}, or not")


def _table(ctx: Context, name: str) -> Table:
    session = ctx.tenant_session
    found = read(session, named(session, name), tenant_column=ctx.place.convention.tenant_column).tables
    if len(found) != 1:
        raise UsageError(f'{len(found)} relations are called "{name}"', hint=r"say one table: \why TABLE KEY")
    return found[0]
