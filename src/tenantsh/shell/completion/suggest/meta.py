r"""What is wanted in a meta-command: its name, or an argument by the annotation of its handler's parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.completion.wanted import Commands
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.commands.registry import Registry


def suggest(text: str, start: int, commands: Registry) -> Wish | None:
    r"""What is wanted at the end of `text`, a command from its backslash on, which begins at `start` of the whole."""
    if not any(character.isspace() for character in text):
        return Wish((Commands(),), start, text, exact=True)
    return None
