"""What was typed before, offered as one types: the rest of an entry, from this organization's own history."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.auto_suggest import AutoSuggest, Suggestion

from tenantsh.repl.history import is_secret

if TYPE_CHECKING:
    from prompt_toolkit.buffer import Buffer
    from prompt_toolkit.document import Document

    from tenantsh.repl.history import Kept

_LOOKED_AT = 10_000
"""Entries that are looked through: a history without an end must not be felt in the keys."""
_LONGEST_ENTRY = 20_000
"""Characters; longer ones were pasted, and nobody types them again."""
_LONGEST = 2_000
"""Characters of a text that is still typed by hand."""


class FromHistory(AutoSuggest):
    """Suggests the newest entry that begins like the text; else the newest line like the one that is typed."""

    def __init__(self, kept: Kept) -> None:
        self._kept = kept

    def get_suggestion(self, buffer: Buffer, document: Document) -> Suggestion | None:
        """What could follow; nothing in the midst of a text."""
        text = document.text
        if not document.is_cursor_at_the_end or not text.strip() or len(text) > _LONGEST:
            return None
        rest = rest_of(text, self._kept.entries)
        return Suggestion(rest) if rest else None


def rest_of(text: str, entries: list[str]) -> str:
    r"""What follows a text in the newest entry that begins with it, to the end of its line.

    >>> rest_of("select c", ["select count(*)\nfrom users;", "select 1;"])
    'ount(*)'
    >>> rest_of("alter role r", ["alter role r password 'secret';"])  # nobody who looks over a shoulder shall see it
    ''
    >>> rest_of("select 2\nfrom us", ["select count(*)\nfrom users;"])
    'ers;'
    """
    newest = [entry for entry in islice(reversed(entries), _LOOKED_AT) if len(entry) <= _LONGEST_ENTRY]
    for entry in newest:
        if entry.startswith(text) and (rest := entry[len(text) :].partition("\n")[0]) and not is_secret(entry):
            return rest
    line = text.rpartition("\n")[2]
    if not line.strip():
        return ""
    alike = (entry for entry in newest if line in entry and not is_secret(entry))
    lines = (known for entry in alike for known in entry.split("\n"))
    return next((known[len(line) :] for known in lines if known.startswith(line) and known != line), "")
