"""Command lines, as the file of mixes has them."""

from __future__ import annotations

import re
from pathlib import Path

from tests.psql.stage import FILES, Piece

_MIXES = Path(__file__).parent / "mixes" / "mixes.txt"
_SINCE = re.compile(r"@(\d+) ")
_WORD = re.compile(r"""(?:[^\s"']|"[^"]*"|'[^']*')+""")
_QUOTED = re.compile(r"""(["'])(.*?)\1""")


def mixes() -> dict[str, Piece]:
    """Every command line with what is to be played; `-X` is put before its options."""
    lines = _MIXES.read_text(encoding="utf-8").splitlines()
    return {line: _piece(line) for line in lines if line and not line.startswith("#")}


def _piece(line: str) -> Piece:
    since = _SINCE.match(line)
    words = _words(line[since.end() :] if since else line)
    stdin = b""
    if len(words) > 1 and words[-2] in ("<", "<<<"):
        stdin = (FILES / words[-1]).read_bytes() if words[-2] == "<" else words[-1].replace("⏎", "\n").encode()
        words = words[:-2]
    return Piece(("-X", *words), stdin, int(since[1]) if since else 0)


def _words(line: str) -> list[str]:
    """Words as a shell splits them, but a backslash is always itself."""
    return [_QUOTED.sub(r"\2", word) for word in _WORD.findall(line)]
