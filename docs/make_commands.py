"""Write docs/commands.md from the table of commands and the table of options: `python docs/make_commands.py`."""

from __future__ import annotations

import inspect
from collections import defaultdict
from pathlib import Path

from tenantsh.commands import load_all
from tenantsh.commands.registry import REGISTRY, Command
from tenantsh.repl.arguments import help_text

PAGE = Path(__file__).with_name("commands.md")


def page() -> str:
    """The page's text."""
    load_all()
    groups: dict[str, list[Command]] = defaultdict(list)
    for command in REGISTRY:
        groups[command.group].append(command)
    parts = [
        "# Commands and options",
        "Made from the shell's own tables by `python docs/make_commands.py`; `\\?` and `--help` show the same.",
        *(_group(name, groups[name]) for name in sorted(groups, key=lambda name: (name != "Tenant", name))),
        f"## The command line\n\n```\n{help_text()}```",
    ]
    return "\n\n".join(parts) + "\n"


def _group(name: str, commands: list[Command]) -> str:
    return "\n\n".join([f"## {name}", *map(_entry, sorted(commands, key=lambda command: command.name))])


def _entry(command: Command) -> str:
    modifiers = f"[{command.modifiers}]" if command.modifiers else ""
    lines = [f"### `{command.name}{modifiers} {command.usage}".rstrip() + "`", inspect.getdoc(command.handler) or ""]
    if command.examples:
        lines.append("```\n" + "\n".join(command.examples) + "\n```")
    return "\n\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
