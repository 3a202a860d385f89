"""Files and folders, in the one folder whose path is typed."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING

from tenantsh.commands.paths import at_home
from tenantsh.lang.quote import quote_shell
from tenantsh.shell.completion.resolve.found import Found
from tenantsh.shell.completion.resolve.quoting import argument, in_quotes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.shell.completion.resolve.found import Looking
    from tenantsh.shell.completion.wanted import Files

_MOST = 5000
"""Entries of a folder that are looked at: what a key press can wait for."""
_MADE = ("__pycache__", "node_modules")
_DERIVED = (".pyc", "~", ".bak", ".swp")
"""What nobody writes by hand comes last."""


def files(wanted: Files, looking: Looking) -> Iterator[Found]:
    """Files and folders in the folder that has been typed so far; nothing where it cannot be read."""
    for name, folder in (*_up(looking), *_entries(wanted, looking)):
        match = _match(name, looking.wish.word)
        if match is None or (wanted.folders and not folder):
            continue
        text = _spelled(f"{name}/" if folder else name, wanted)
        if text is not None:
            yield _found(name, text, wanted, match, folder=folder)


def _up(looking: Looking) -> Iterator[tuple[str, bool]]:
    """The folders that no folder lists."""
    word = looking.wish.word
    return ((name, True) for name in ("~", "..") if word == name)


def _entries(wanted: Files, looking: Looking) -> Iterable[tuple[str, bool]]:
    """Names, and whether each is a folder."""
    word = looking.wish.word
    hidden = word.startswith(".")
    folder = looking.person.folder / at_home(wanted.path)
    with suppress(OSError, ValueError), os.scandir(folder) as entries:
        fitting = (entry for entry in islice(entries, _MOST) if _match(entry.name, word) is not None)
        return [(entry.name, _is_folder(entry)) for entry in fitting if entry.name.startswith(".") == hidden]
    return []


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _match(name: str, word: str) -> int | None:
    """How a word is found in a file's name; its case counts, but is forgiven."""
    if name.startswith(word):
        return 0
    lowered, part = name.lower(), word.lower()
    if lowered.startswith(part):
        return 1
    return 2 if len(part) > 1 and part in lowered else None


def _spelled(name: str, wanted: Files) -> str | None:
    """A name as it is typed; None where it cannot be."""
    if not name.isprintable() or any("\ud800" <= sign <= "\udfff" for sign in name):
        return None
    bare, slash = name.removesuffix("/"), "/" if name.endswith("/") else ""
    if wanted.style == "shell":
        if wanted.quote:
            return None if "'" in name else name
        return name if bare == "~" else quote_shell(bare) + slash
    if wanted.quote:
        return in_quotes(name) if wanted.style == "argument" else name.replace("'", "''")
    if wanted.style == "copy":
        plain = not any(sign.isspace() or sign in "'\"();," for sign in name)
        return name if plain else None if wanted.path else "'" + name.replace("'", "''") + ("" if slash else "'")
    return argument(bare) + slash


def _found(name: str, text: str, wanted: Files, match: int, *, folder: bool) -> Found:
    likely = not wanted.endings or folder or name.lower().endswith(wanted.endings)
    late = 3 if name in _MADE or name.endswith(_DERIVED) else 1 if folder and wanted.endings else 0
    kind = "folder" if folder else "file"
    after = "" if folder else wanted.quote
    return Found(name, text, kind, wanted.fit + (not likely), match, kind, after=after, late=late)
