"""With an editor, line by line, or in plain words: what decides."""

from __future__ import annotations

import pytest

from tenantsh.repl.arguments import parse
from tenantsh.repl.manner import Manner, manner
from tenantsh.shell.config import Prompt

XTERM = {"TERM": "xterm-256color"}
PLAIN = Prompt(plain=True)


@pytest.mark.parametrize(
    ("arguments", "prompt", "environment", "wanted"),
    [
        ([], Prompt(), XTERM, Manner.EDITOR),
        (["-n"], Prompt(), XTERM, Manner.LINES),
        (["--plain"], Prompt(), XTERM, Manner.PLAIN),
        (["--plain", "-n"], Prompt(), XTERM, Manner.PLAIN),
        ([], PLAIN, XTERM, Manner.PLAIN),
        ([], Prompt(), {**XTERM, "TENANTSH_PLAIN": "1"}, Manner.PLAIN),
        ([], PLAIN, {**XTERM, "TENANTSH_PLAIN": "0"}, Manner.EDITOR),
        ([], Prompt(), {"TERM": "dumb"}, Manner.PLAIN),
        ([], Prompt(), {}, Manner.PLAIN),
        (["--unscoped"], Prompt(), {"TERM": "dumb"}, Manner.LINES),
        (["--unscoped", "--plain"], Prompt(), {"TERM": "dumb"}, Manner.PLAIN),
    ],
)
def test_the_manner(arguments: list[str], prompt: Prompt, environment: dict[str, str], wanted: Manner) -> None:
    assert manner(parse(arguments), prompt, environment) is wanted
