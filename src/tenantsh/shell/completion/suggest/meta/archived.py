r"""What is wanted behind the table of `\cold`: a month, then clauses as in a query on that table."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion import wanted
from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.shell.completion.suggest.meta.line import Line

_CLAUSE = re.compile(r"(?:where|order|limit)\s", re.IGNORECASE)
_CLAUSES = ("WHERE", "ORDER BY", "LIMIT")


def suggest(line: Line) -> Wish | None:
    """A month or the clauses, and what is wanted in these."""
    from tenantsh.shell.completion.suggest import suggest as in_statement  # which asks for meta-commands

    clause = _CLAUSE.search(line.rest)
    if clause is None:
        words, lower = line.typed.words, line.word.raw.islower()
        kinds: tuple[wanted.Wanted, ...] = (wanted.Words(_CLAUSES),)
        if len(words) == 1:
            kinds = (wanted.Months(words[0].raw), *kinds)
        return Wish(kinds, line.start + line.word.start, line.word.raw, lower=lower)
    begin = line.begin + clause.start()
    query = f"select * from {line.typed.words[0].raw} "
    found = in_statement(query + line.text[begin : line.end], len(query) + line.cursor - begin, line.commands)
    return found and replace(found, start=found.start - len(query) + begin)
