r"""What the letters behind a list command's name leave of its kinds, or add to them: `\dti`, `\dPi`, `\dfa`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.kinds import Relations
from tenantsh.shell.completion import wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.shell.completion.suggest.meta.line import Line

_LEAVE = {
    r"\dP": {"t": "p", "i": "I"},
    r"\df": {"a": "a", "n": "f", "t": "f", "w": "w", "p": "p"},
}
"""Their letters leave these relkinds and prokinds."""
_ADD = (r"\dt", r"\dv", r"\dm", r"\di", r"\ds", r"\dE")
"""Their letters add what the command of that letter lists."""


def narrowed(kinds: str, line: Line) -> str:
    """What is left of the kinds that a command lists."""
    leave = _LEAVE.get(line.command.name, {})
    return "".join(leave.get(letter, "") for letter in line.letters) or kinds


def relations(relkinds: str, line: Line) -> Iterator[wanted.Relations]:
    """The relations that a command lists: what has rows comes first, where others are wanted too."""
    every = narrowed(relkinds, line) + _more(line)
    with_rows = "".join(kind for kind in every if kind in wanted.TABLES)
    others = "".join(kind for kind in every if kind not in wanted.TABLES)
    if with_rows:
        yield wanted.Relations(with_rows)
    if others:
        yield wanted.Relations(others, fit=1 if with_rows else 0)


def _more(line: Line) -> str:
    if line.command.name not in _ADD:
        return ""
    beside = (line.commands.meant(rf"\d{letter}") for letter in line.letters)
    kinds = (found[0].argument(0) for found in beside if found is not None and found[0].name in _ADD)
    return "".join(kind.relkinds for kind in kinds if isinstance(kind, Relations))
