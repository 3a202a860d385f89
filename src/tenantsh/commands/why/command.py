r"""The `\why` command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import command
from tenantsh.commands.why.answer import answer
from tenantsh.db.why.key import spaced
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.model.result import Result


@command(r"\why", "TABLE KEY...", group=Group.SAFETY, examples=[r"\why resources 1", r"\why users email=nobody@x.com"])
def why(ctx: Context, table: kinds.Rows, *key: kinds.Text) -> Result:
    r"""Say why this session sees the row with that key, or does not.

    KEY is the primary key's value, several in their order, or COLUMN=VALUE. Privileges, row security, each policy and
    each condition in it are asked of that row as this session's role, then the table itself, and both have to agree.
    Of a view whose rows are one table's, the view's own condition is asked, too.

    To tell a hidden row from one that is not there it needs a connection that may see every row: `--admin-profile
    NAME`, or `admin` of the profile. That one only reads the row and never runs what policies call. Of another
    organization's row only whose it is is said, and which condition hides it, and never its content. The log has it.
    """
    if not key:
        raise UsageError(r"\why: missing required argument", hint=r"\why TABLE KEY...")
    return answer(ctx.tenant_session, table, spaced(key), ctx.place.admin)
