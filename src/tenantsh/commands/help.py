r"""`\\?`: the commands, from the registry itself."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tenantsh.commands.registry import REGISTRY, Command, command
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context


@command(r"\?", group="General", examples=[r"\?"])
def help_on_commands(_ctx: Context) -> Result:
    """Show help on backslash commands."""
    groups: dict[str, list[Command]] = defaultdict(list)
    for entry in REGISTRY:
        groups[entry.group].append(entry)
    lines: list[str] = []
    for group in sorted(groups, key=_rank):
        lines += [group, *(_line(entry) for entry in sorted(groups[group], key=lambda entry: entry.name)), ""]
    return Result(data=[("\n".join(lines)).encode()])


def _line(entry: Command) -> str:
    letters = f"[{entry.modifiers}]" if entry.modifiers else ""
    return f"  {f'{entry.name}{letters} {entry.usage}':<28}{entry.summary}"


def _rank(group: str) -> tuple[bool, str]:
    return group != "Tenant", group
