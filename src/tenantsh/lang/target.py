r"""The table or column that a line begins with, and what stands behind it: `\filter TABLE[.COLUMN] EXPR`."""

from __future__ import annotations

import re

from tenantsh.lang.quote import fold_case
from tenantsh.model.errors import UsageError

_PART = re.compile(r'"(?P<quoted>(?:[^"]|"")*)"|(?P<plain>[^\s".]+)')


def split_target(line: str) -> tuple[tuple[str, ...], str]:
    """The names before the first blank, folded as SQL folds them, and the rest of the line without blanks around it.

    Raises UsageError for what is no name, or several with dots between them.

    >>> split_target('public."My docs".Data tier=premium ')
    (('public', 'My docs', 'data'), 'tier=premium')
    """
    at, names = 0, list[str]()
    while True:
        part = _PART.match(line, at)
        if part is None or part[0] == '""':
            raise UsageError(_wrong(line, at))
        names.append(fold_case(part["plain"]) if part["plain"] else part["quoted"].replace('""', '"'))
        at = part.end()
        if not line.startswith(".", at):
            break
        at += 1
    if line[at:] and not line[at].isspace():
        raise UsageError(f"a blank is missing behind {line[:at]}")
    return tuple(names), line[at:].strip()


def _wrong(line: str, at: int) -> str:
    if line.startswith('"', at) and not line.startswith('""', at):
        return f"the quotes of {line[at:]} are not closed"
    return f"{line.split(maxsplit=1)[0] if line.strip() else 'nothing'} is no name of a table"
