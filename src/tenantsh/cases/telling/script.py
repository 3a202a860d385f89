r"""A case as a script for psql: the same context, the recorded questions, each by itself; it reads and changes nothing.

All questions of one context are asked in one read-only transaction, of one snapshot; a savepoint around each has the
next one asked where one fails.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tenantsh.cases import words
from tenantsh.cases.telling.page import facts
from tenantsh.cases.telling.queries import asked, in_dollars, is_plain
from tenantsh.db.looks.settings import settable
from tenantsh.db.scope import identifier, literal, setting
from tenantsh.model.case import Commanded, Note, Recorded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.cases.lines import Mark
    from tenantsh.model.case import Entry, Opening, Surroundings

_ENDS = "\\set ON_ERROR_ROLLBACK off\n"
"""From here on, what fails ends the transaction: nothing is asked without its role and context."""
_GOES_ON = "\\set ON_ERROR_ROLLBACK on\n"
"""From here on it does not: a setting that another server does not have."""
_CUSTOM = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)+")

_START = rf"""\set ON_ERROR_STOP off
{_ENDS}\set AUTOCOMMIT on
\set QUIET on
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
"""


def script(opening: Opening, mark: Mark, entries: Iterable[Entry]) -> Iterator[str]:
    """A case, piece by piece."""
    yield f"-- {words.line(opening.title)}\n"
    yield from (f"--   {name}: {text}\n" for name, text in facts(opening, mark))
    yield "-- It reads, and changes nothing. The statements are somebody else's: run it with psql -X -f FILE, as\n"
    yield "-- a login that may take the role below and is no superuser.\n\n"
    yield _START
    within: Surroundings | None = None
    for entry in entries:
        match entry:
            case Note():
                yield "\n" + _comment(f"note: {entry.text}")
            case Commanded():
                yield "\n" + _comment(f"{entry.n}. {entry.line}")
                said = {"as": words.eyes(entry), "said:": entry.said}
                yield from (_comment(f"{name} {text}") for name, text in said.items() if text)
            case Recorded():
                if entry.look is not None and entry.look.surroundings != within:
                    yield from _end(within)
                    within = entry.look.surroundings
                    yield from _context(within)
                yield from _statement(entry, within)
    yield from _end(within)


def _end(within: Surroundings | None) -> Iterator[str]:
    if within is not None:
        yield "\nROLLBACK;\n"


def _context(of: Surroundings) -> Iterator[str]:
    yield f"\n-- {words.whose(of)}\n"
    yield "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;\n"
    if of.role:
        yield f"SET LOCAL ROLE {identifier(words.line(of.role))};\n"
    for name, value in of.context:
        yield _set(name, value) if _CUSTOM.fullmatch(name) else _comment(f"not set here: {name} = {value}")
    known = settable(of.settings)
    known.pop("search_path", None)
    if known:
        yield from (_GOES_ON, *(_set(name, value) for name, value in known.items()), _ENDS)
    left = sorted(set(of.settings) - set(known) - {"search_path"})
    if left:
        yield _comment("as they were, and not set here: " + ", ".join(f"{each} = {of.settings[each]}" for each in left))
    # a list of schemas is no literal to SET; and behind a query, nothing lifts READ ONLY any more
    path = of.settings.get("search_path")
    what = "" if path is None else f"pg_catalog.set_config('search_path', {_value(path)}, true) AS search_path "
    yield f"SELECT {what}\\gset\n"


def _set(name: str, value: str) -> str:
    return f"SET LOCAL {setting(name)} = {_value(value)};\n"


def _value(text: str) -> str:
    return literal(text.replace("\0", ""))


def _statement(entry: Recorded, within: Surroundings | None) -> Iterator[str]:
    yield f"\n-- {entry.n}. {words.took(entry)}: {words.outcome(entry)}\n"
    if entry.origin:
        yield _comment(f"made by {entry.origin}")
    queries = None if within is None else asked(entry)
    if queries is None:
        why = "as whom is not known" if within is None else "not a query, so it is not run here"
        yield _comment(f"{why}:\n{entry.sql}")
        return
    yield f"\\echo '-- {entry.n}.'\n"
    for query in queries:
        yield f"SAVEPOINT recorded;\n{_asked(query)}ROLLBACK TO SAVEPOINT recorded;\n"


def _asked(query: str) -> str:
    as_it_is = is_plain(query) and not _comments(query)
    return f"{query};\n" if as_it_is else f"SELECT {in_dollars(query)} \\gexec\n"


def _comments(query: str) -> bool:
    """Whether a semicolon behind it might be a comment's."""
    return "--" in query.rsplit("\n", 1)[-1]


def _comment(text: str) -> str:
    return "".join(f"-- {words.line(each)}\n" for each in text.split("\n"))
