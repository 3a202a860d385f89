r"""`\\?`: the manual, which the shell makes of its own tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import command
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context


@command(
    r"\?",
    "[commands|keys|options|variables|COMMAND]",
    group=Group.HELP,
    examples=[r"\?", r"\? keys", r"\? options", r"\? variables", r"\? filter"],
    direct=True,
)
def help_on_shell(ctx: Context, topic: kinds.Page = "commands") -> Result:
    r"""Show help on commands, on the prompt's keys, on the command line's options, on variables, or on one command.

    A command is named without its backslash: `\? filter`.
    """
    return Result(data=[ctx.manual(topic).encode()])
