"""What completion knows of the person beside the text: variables, folder, what was used before."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Person:
    """The one who types."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """psql's variables that are set, COMP_KEYWORD_CASE among them."""
    used: Mapping[str, float] = field(default_factory=dict)
    """How much each name was used before in this organization's sessions, as names are known to the server."""
    folder: Path = field(default_factory=Path)
    """What relative file names are relative to."""
    storage: str | None = None
    """Where cold storage is, for the months that lie there."""


NOBODY = Person()
"""When nothing is known."""
