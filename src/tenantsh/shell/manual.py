r"""The manual, made of the shell's own tables: what `\?` and `--help` print."""

from __future__ import annotations

import inspect
import textwrap
from itertools import groupby
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.registry import Command
    from tenantsh.shell.settings import Setting
    from tenantsh.shell.special import Special

TOPICS = ("commands", "keys", "options", "variables")

_WIDTH = 80
_LAST = "Sx+"
"""Modifiers that stand behind a command's own ones."""

_INDENT = 25
"""Where the descriptions of commands begin."""


def page(topic: str) -> str:
    r"""A page of the manual: one of `TOPICS`, or a command's own one. Raises UsageError for another one."""
    topic = topic.removeprefix("\\")
    if topic == "commands":
        return commands()
    if topic == "variables":
        return variables()
    if topic == "keys":  # which is a command too
        return f"{keys()}\n{command(topic)}"
    if topic == "options":
        from tenantsh.shell.command_line import help_text

        return help_text()
    told = command(topic)
    if told is not None:
        return told
    from tenantsh.commands.registry import REGISTRY

    raise UsageError(f'no command "{topic}"', hint=REGISTRY.suggestion(f"\\{topic}"))


def commands() -> str:
    """All commands by group, each with its first sentence."""
    parts = []
    for group, entries in groups():
        note = ["  (S = system objects too, x = as records, + = more detail)"] if group == "Informational" else []
        parts.append("\n".join([group, *note, *map(_command, entries)]))
    return "\n\n".join(parts) + "\n"


def command(name: str) -> str | None:
    r"""All that is told of one command, which is named without its backslash; None where there is none."""
    from tenantsh.commands.registry import REGISTRY

    found = REGISTRY.meant(f"\\{name}")
    if found is None:
        return None
    entry = found[0]
    paragraphs = (inspect.getdoc(entry.handler) or "").replace("`", "").split("\n\n")
    examples = "\n".join(f"  {example}" for example in entry.examples)
    return "\n\n".join(filter(None, [synopsis(entry), *map(_filled, paragraphs), examples])) + "\n"


def _filled(paragraph: str) -> str:
    """A paragraph in lines of the manual's width; one that is indented stays as it is."""
    return paragraph if paragraph.startswith(" ") else textwrap.fill(paragraph, _WIDTH, break_on_hyphens=False)


def groups() -> Iterator[tuple[str, list[Command]]]:
    """The groups of commands in their order, each with its commands in theirs; aliases are left out."""
    from tenantsh.commands import load_all
    from tenantsh.commands.registry import REGISTRY

    load_all()
    entries = sorted((entry for entry in REGISTRY if entry.alias_of is None), key=_order)
    for group, found in groupby(entries, key=lambda entry: entry.group):
        yield group, list(found)


def _order(entry: Command) -> tuple[int, bool, str, str]:
    from tenantsh.commands.groups import Group

    rank = list(Group).index(Group(entry.group))
    return rank, entry.name != r"\if", entry.name.lower(), entry.name.swapcase()


def synopsis(entry: Command) -> str:
    r"""A command as it is typed: `\dt[Sx+] [PATTERN]`."""
    letters = f"[{''.join(sorted(entry.modifiers, key=_LAST.find))}]" if entry.modifiers else ""
    return f"{entry.name}{letters} {entry.usage}".rstrip()


def _command(entry: Command) -> str:
    head = f"  {synopsis(entry)}"
    lines = textwrap.wrap(entry.summary.replace("`", ""), _WIDTH - _INDENT)
    if len(head) < _INDENT:
        head, lines = f"{head:<{_INDENT}}{lines[0]}", lines[1:]
    return "\n".join([head, *(" " * _INDENT + line for line in lines)])


def keys() -> str:
    """The keys of the prompt."""
    from tenantsh.shell.keyboard import KEYS

    lines = ["Keys of the prompt (those of emacs, or of vi, beside them)"]
    for key in KEYS:
        first, *more = textwrap.wrap(key.help, _WIDTH - _INDENT)
        lines += [f"  {key.name}".ljust(_INDENT) + first, *(" " * _INDENT + line for line in more)]
    return "\n".join(lines) + "\n"


def variables() -> str:
    """The variables that mean something, the output options, and the environment."""
    from tenantsh.shell.settings import ENVIRONMENT, display
    from tenantsh.shell.special import SPECIAL

    parts = [
        "Variables of the shell: \\set NAME VALUE, or tenantsh -v NAME=VALUE",
        *map(_special, SPECIAL.values()),
        "\nOutput options: \\pset NAME VALUE, or tenantsh -P NAME=VALUE",
        *map(_setting, display()),
        "\nEnvironment: \\setenv NAME VALUE, or NAME=VALUE tenantsh ...",
        *map(_setting, ENVIRONMENT),
    ]
    return "\n".join(parts) + "\n"


def _special(special: Special) -> str:
    start = special.start if special.obeyed and special.start else ""
    return _entry(special.name, special.help, special.values, start, note(special.since, ours=special.ours))


def note(since: int, *, ours: bool = False) -> str:
    """What else is to be said of something that can be set: since when psql has it, or that it does not."""
    if ours:
        return "not in psql"
    return f"psql {since} and later" if since else ""


def _setting(setting: Setting) -> str:
    return _entry(setting.name, setting.help, setting.values, setting.default, note(setting.since))


def _entry(name: str, text: str, values: tuple[str, ...], default: str, remark: str) -> str:
    choice = f" [{', '.join(values)}]" if values else ""
    about = "; ".join(filter(None, (f"default: {default}" if default else "", remark)))
    lines = textwrap.wrap(text + choice + (f" ({about})" if about else ""), _WIDTH - 4, break_on_hyphens=False)
    return "\n".join([f"  {name}", *(f"    {line}" for line in lines)])
