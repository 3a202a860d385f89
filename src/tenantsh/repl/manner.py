"""How a person is met at the terminal: with an editor, line by line as psql -n does, or in plain words."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING

from tenantsh.render.options import Options as Display

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenantsh.repl.arguments import Invocation
    from tenantsh.shell.config import Prompt

_DUMB = ("dumb", "unknown", "")
_NO = ("", "0", "off", "no", "false")


class Manner(Enum):
    """The ways to type."""

    EDITOR = "an editor, colours, a toolbar"
    LINES = "lines as the terminal gives them, and psql's prompts"
    PLAIN = "the same, with prompts and messages in words"


def manner(asked: Invocation, prompt: Prompt, environment: Mapping[str, str] = os.environ) -> Manner:
    """The way for these options, this configuration and this terminal.

    A dumb terminal of a plain connection gets psql's own prompts: programs that talk to psql look for them.
    """
    wished = environment.get("TENANTSH_PLAIN")
    if asks_for_words(asked, environment) or (wished is None and prompt.plain):
        return Manner.PLAIN
    if asked.has("no-readline"):
        return Manner.LINES
    if environment.get("TERM", "").lower() in _DUMB:
        return Manner.LINES if asked.has("unscoped") else Manner.PLAIN
    return Manner.EDITOR


def asks_for_words(asked: Invocation, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the command line or the environment asks for plain words, in scripts too."""
    return asked.has("plain") or environment.get("TENANTSH_PLAIN", "").lower() not in _NO


def display(asked: Invocation) -> Display:
    """The output options that the command line starts with."""
    return Display(status=not asked.has("quiet"), drawn=not asks_for_words(asked))
