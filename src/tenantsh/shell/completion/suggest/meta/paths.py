"""Files and folders as arguments: what of a path is typed, and how it is quoted."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.shell.completion.wish import Wish

if TYPE_CHECKING:
    from tenantsh.lang.unfinished import Word
    from tenantsh.shell.completion.suggest.meta.line import Line
    from tenantsh.shell.completion.wanted import Files


def suggest(line: Line, files: Files) -> Wish | None:
    """A wish for the last part of the path that is typed."""
    return wish(line.word, line.start, files)


def wish(word: Word, start: int, files: Files) -> Wish | None:
    """The same for a word of a text that begins at `start`."""
    if word.open not in ("", "'"):
        return None
    folder, slash, last = word.text.rpartition("/")
    at = word.raw.rfind("/") + 1
    typed = word.raw[at:]
    quote = word.open if "'" not in typed[1:] else ""  # of what is quoted in the middle the candidate brings the quotes
    at += bool(quote) and typed.startswith("'")
    return Wish((replace(files, path=folder + slash, quote=quote),), start + word.start + at, last, exact=True)
