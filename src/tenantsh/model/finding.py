"""What a finding is: something that is wrong with a database, with its reason and what puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class Level(StrEnum):
    """How grave a finding is."""

    CRITICAL = "critical"
    WARNING = "warning"
    NOTE = "note"


RANK = {level: at for at, level in enumerate(Level)}
"""The gravest first."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is wrong, or soon will be."""

    level: Level
    check: str
    """What was looked for, as a word that stays the same."""
    object: str
    """What it is about, as SQL names it anywhere."""
    what: str
    why: str
    """Why it matters."""
    fix: str
    """SQL, for whoever owns the object."""
    sure: bool = True
    """Whether it is certain, and no guess."""
    remarks: tuple[tuple[int, str], ...] = ()
    """What is to be said beside single relations, by their OID."""


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Findings, the gravest first; those of one level stay in their order."""
    return sorted(findings, key=lambda finding: RANK[finding.level])
