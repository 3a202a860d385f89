r"""What people type who look for the way out: `exit`, `quit` and `help`, as psql understands them."""

from __future__ import annotations

import re

_WORD = re.compile(r"(help|exit|quit)[ \t]*;?[ \t]*", re.IGNORECASE)

HELP = r"""You are using tenantsh, a psql that cannot forget whose data it is looking at.
Type:  \copyright for distribution terms
       \h for help with SQL commands
       \? for help with tenantsh commands
       \g or terminate with semicolon to execute query
       \q to quit
"""


def meant(line: str) -> str | None:
    """The word that a line is, if it is one of these.

    >>> meant("Exit ;"), meant(" exit"), meant("exit x")
    ('exit', None, None)
    """
    found = _WORD.fullmatch(line)
    return found[1].lower() if found else None


def hint(line: str, state: str) -> str | None:
    r"""What to say to somebody who types such a word where it is part of a statement; `state` is what is open.

    >>> hint("exit", "-"), hint("exit", "'")
    ('Use \\q to quit.', 'Use control-D to quit.')
    """
    word = meant(line)
    if word is None:
        return None
    if word == "help":
        return r"Use \? for help or press control-C to clear the input buffer."
    return r"Use \q to quit." if state in "-(" else "Use control-D to quit."
