"""Write the reference from the shell's own tables: `python docs/make_commands.py`.

docs/commands.md has the commands, docs/options.md the command line, docs/variables.md what can be set.
"""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands.registry import REGISTRY, Command
from tenantsh.shell.command_line import FLAGS
from tenantsh.shell.manual import groups, note, synopsis
from tenantsh.shell.settings import ENVIRONMENT, Setting, display
from tenantsh.shell.special import SPECIAL, Special

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.shell.getopt import Flag

_HERE = Path(__file__).parent


def pages() -> dict[Path, str]:
    """The text of each page of the reference."""
    return {
        _HERE / "commands.md": _page(
            "Commands", r"`\?` shows the same in short, and `\h` helps with SQL.", _commands()
        ),
        _HERE / "options.md": _page("The command line", "`tenantsh --help` shows the same.", _options()),
        _HERE / "variables.md": _page("Variables", r"`\? variables` shows the same.", _variables()),
    }


def _page(title: str, also: str, parts: Iterable[str]) -> str:
    made = "Made from the shell's own tables by `python docs/make_commands.py`"
    return "\n\n".join([f"# {title}", f"{made}; {also}", *parts]) + "\n"


def _commands() -> Iterable[str]:
    for group, entries in groups():
        yield f"## {group}"
        yield from map(_command, entries)


def _command(entry: Command) -> str:
    said = synopsis(entry)
    parts = [f"### `{entry.name}`", *([f"`{said}`"] if said != entry.name else []), inspect.getdoc(entry.handler) or ""]
    aliases = [f"`{other.name}`" for other in REGISTRY if other.alias_of == entry.name]
    if aliases:
        parts.append(f"Also: {', '.join(aliases)}.")
    if entry.since:
        parts.append(f"In {note(entry.since)}; with older servers it is an invalid command, as there.")
    if entry.examples:
        parts.append("```\n" + "\n".join(entry.examples) + "\n```")
    return "\n\n".join(parts)


def _options() -> Iterable[str]:
    for group in dict.fromkeys(flag.group for flag in FLAGS):
        rows = [_flag(flag) for flag in FLAGS if flag.group == group and flag.help]
        yield from (f"## {group}", _table(("option", "meaning"), rows))


def _flag(flag: Flag) -> tuple[str, ...]:
    names = [f"`-{flag.letter}`"] if flag.letter else []
    return ", ".join([*names, f"`--{flag.name}{flag.argument}`"]), flag.help


def _variables() -> Iterable[str]:
    heading = ("name", "meaning", "values", "default", "")
    yield from (r"## Of the shell: `\set NAME VALUE`", _table(heading, map(_special, SPECIAL.values())))
    yield from (r"## Output: `\pset NAME VALUE`", _table(heading, map(_setting, display())))
    yield from (r"## Environment: `\setenv NAME VALUE`", _table(heading, map(_setting, ENVIRONMENT)))


def _special(special: Special) -> tuple[str, ...]:
    start = special.start if special.obeyed and special.start else ""
    return _row(special.name, special.help, special.values, start, note(special.since, ours=special.ours))


def _setting(setting: Setting) -> tuple[str, ...]:
    return _row(setting.name, setting.help, setting.values, setting.default, note(setting.since))


def _row(name: str, text: str, values: tuple[str, ...], start: str, remark: str) -> tuple[str, ...]:
    return f"`{name}`", text, ", ".join(values), f"`{start}`" if start else "", remark


def _table(heading: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    cells = [heading, ("---",) * len(heading), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells)


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
