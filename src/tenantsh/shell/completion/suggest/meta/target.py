r"""What is wanted behind `\g`: output options in parentheses, then a file or a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Kind
from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.suggest.meta import paths
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.shell.completion.suggest.meta.line import Line


def suggest(line: Line) -> Wish | None:
    """An option, its value, or a file."""
    raws = [word.raw for word in line.typed.words]
    if not any(raw.endswith(")") for raw in raws) and (raws or [line.word.raw])[0].startswith("("):
        return _option(line)
    if "|" in (raw[:1] for raw in (*raws, line.word.raw)):
        return paths.suggest(line, wanted.Files(style="shell")) if "/" in line.word.raw else None
    return paths.suggest(line, wanted.Files())


def _option(line: Line) -> Wish:
    raw, at = line.word.raw, line.start + line.word.start
    name, given, value = raw.removeprefix("(").partition("=")
    if not given:
        return Wish((wanted.Own(Kind.OUTPUT_OPTION, "="),), at + raw.startswith("("), name, exact=True)
    return Wish((wanted.Own(Kind.OUTPUT_VALUE, name),), line.cursor - len(value), value, exact=True)
