r"""`\\?`: the manual, which the shell makes of its own tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import Reads, command
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments

_COMMAND = re.compile(r"[ \t]+\\([^\s\\;]+);*")


@command(
    r"\?",
    "[commands|keys|options|variables|COMMAND]",
    group=Group.HELP,
    reads=Reads.ITSELF,
    examples=[r"\?", r"\? keys", r"\? options", r"\? variables", r"\? filter"],
    direct=True,
)
def help_on_shell(ctx: Context, arguments: kinds.Paging) -> Result:
    r"""Show help on commands, on the prompt's keys, on the command line's options, on variables, or on one command.

    A command is named with its backslash or without it: `\? filter`.
    """
    return Result(data=[ctx.manual(_topic(arguments)).encode()])


def _topic(arguments: Arguments) -> str:
    r"""What help is wanted on. psql takes `\? \org` for two commands: all of the help, and then `\org` is run."""
    if named := _COMMAND.match(arguments.text, arguments.at):
        arguments.at = named.end()
        return named[1]
    argument = arguments.next()
    return argument.without_semicolons().text or "commands" if argument else "commands"
