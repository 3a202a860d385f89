"""The columns of an archived table, as the server described them when it was archived."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ColdColumn:
    """One column: its name and its type, as `format_type` writes it with the settings of `digest.PINNED`."""

    name: str
    type: str
