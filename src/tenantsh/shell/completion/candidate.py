"""What completion offers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may stand at the cursor."""

    text: str
    """What takes the place of the text from `start` to the cursor; names with quotes where they need them."""
    start: int
    kind: str
    """What it is, as people call it: table, view, column, key, keyword, function, type, role, setting, file, …"""
    detail: str = ""
    """A few words on it: its type, its comment, "RLS off"."""
    after: str = ""
    """What typing on would add, for an editor that wants to: `(` behind a function, a quote behind a key."""
