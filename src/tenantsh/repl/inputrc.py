"""What readline's inputrc says that an editor of ours can obey: whether keys are vi's or emacs'."""

from __future__ import annotations

import os
from pathlib import Path

_APPLICATIONS = ("psql", "tenantsh")


def vi_keys() -> bool:
    """Whether the person's inputrc asks for vi's keys."""
    given = os.environ.get("INPUTRC")
    for path in [Path(given)] if given else [Path("~/.inputrc").expanduser(), Path("/etc/inputrc")]:
        try:
            return asks_for_vi(path.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
    return False


def asks_for_vi(text: str) -> bool:
    r"""Whether an inputrc asks for vi's keys, in the parts that are for psql or for everybody.

    >>> asks_for_vi("$if Bash\nset editing-mode vi\n$else\nset editing-mode emacs\n$endif")
    False
    """
    found = False
    live: list[bool] = []
    for line in text.splitlines():
        words = line.lower().split()
        if not words:
            continue
        if words[0] == "$if":
            live.append(words[-1] in _APPLICATIONS)
        elif words[0] == "$else" and live:
            live[-1] = not live[-1]
        elif words[0] == "$endif" and live:
            live.pop()
        elif words[:2] == ["set", "editing-mode"] and all(live):
            found = words[2:] == ["vi"]
    return found
