"""The corpus: which scripts there are, and what their first lines ask for."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.psql.stage import Piece

SCRIPTS = Path(__file__).parent / "scripts"
"""One folder per area, one file per script."""

_HOW = ("-X", "-a", "-q")
"""How PostgreSQL's own regression scripts are run."""

_HEAD = re.compile(rb"--(?: since: (?P<since>\d+))?(?: options: (?P<options>.*))?\s*$")


def names() -> list[str]:
    """Every script as `area/name`, in order."""
    return sorted(str(file.relative_to(SCRIPTS).with_suffix("")) for file in SCRIPTS.glob("*/*.sql"))


def piece(name: str) -> Piece:
    """The script of this name."""
    return from_file(SCRIPTS / f"{name}.sql")


def from_file(file: Path) -> Piece:
    r"""A script with what its first line asks for: `-- since: 16`, `-- options: -v who=me`, or both in this order."""
    text = file.read_bytes()
    found = _HEAD.match(text.partition(b"\n")[0])
    if not found:
        return Piece(_HOW, text)
    options = shlex.split((found["options"] or b"").decode())
    return Piece((*_HOW, *options), text, int(found["since"] or 0))
