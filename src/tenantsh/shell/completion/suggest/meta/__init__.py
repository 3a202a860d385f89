r"""What is wanted in a meta-command: its name, or an argument by the annotation of its handler's parameter."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Kind
from tenantsh.commands.registry import Reads
from tenantsh.lang.unfinished import typed
from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest.meta.line import Line
from tenantsh.shell.completion.suggest.meta.wishes import wish
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.commands.registry import Registry

_LINES = {Kind.SQL_COMMAND, Kind.SHELL_COMMAND, Kind.COPY, Kind.STATEMENT, Kind.FILTER, Kind.ARCHIVED_ROWS}
"""These take all that is left of the line."""
_OPTION = re.compile(r"-\w")
_REUSE = tuple((f"-reuse-previous={word}", "keep the other parts of the connection") for word in ("on", "off"))
_SETTERS = re.compile(r"\\(?:set|getenv|prompt(?:\s+'[^'\n]*')?)\s+(\w+)")


def suggest(text: str, cursor: int, start: int, commands: Registry) -> Wish | None:
    """What is wanted at a cursor in the command whose backslash stands at `start`."""
    written = typed(text[start:cursor])
    if written.word is None:
        return Wish((wanted.Commands(_follows_statement(text, start)),), start, written.name, exact=True)
    found = commands.meant(written.name)
    if found is None:
        return None
    line = Line(text, cursor, start, start, written, *found, commands)
    if line.command.reads is not Reads.LINE and line.word.reference is not None:
        return _reference(line, *line.word.reference)
    return _argument(line)


def _follows_statement(text: str, start: int) -> bool:
    """Whether a statement stands in front of a command that has not been ended, as far as the last line says it."""
    before = text[:start].rstrip()
    line = before[before.rfind("\n") + 1 :].lstrip()
    return bool(line) and not line.startswith(("\\", "--")) and not line.endswith((";", "*/"))


def _reference(line: Line, form: str, at: int) -> Wish:
    """A variable is being named."""
    name = line.word.raw[at - line.word.start :].lstrip(":'\"{?")
    return Wish((wanted.Variables(form),), line.start + at, name, exact=True)


def _argument(line: Line) -> Wish | None:
    """The argument at the cursor, or that which takes all of the line from an earlier place on."""
    command = line.command
    if command.name in (r"\c", r"\connect") and line.word.raw.startswith("-"):
        return line.word_wish(wanted.Texts(_REUSE, "option"))
    if command.reads is Reads.FILE and line.typed.line.startswith("|"):
        return wish(Kind.SHELL_COMMAND, line)
    given = [word for word in line.typed.words if not _OPTION.match(word.raw)]
    kinds = (*command.arguments, command.endless)
    first = next((at for at, kind in enumerate(kinds) if kind in _LINES), len(given))
    at = min(first, len(given))
    return wish(command.argument(at), replace(line, begin=line.start + (*given, line.word)[at].start))


def variables_in(text: str, wish: Wish) -> Wish:
    r"""The same wish, where variables are wanted with those that this text itself sets: a script, a cell."""
    if not any(isinstance(kind, wanted.Variables) for kind in wish.wanted):
        return wish
    here = tuple(dict.fromkeys(_SETTERS.findall(text, 0, wish.start)))
    return replace(
        wish,
        wanted=tuple(replace(kind, here=here) if isinstance(kind, wanted.Variables) else kind for kind in wish.wanted),
    )
