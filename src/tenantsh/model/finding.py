"""What a finding is: something that is wrong with a database, with its reason and what puts it right."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from tenantsh.model.result import Result

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


@dataclass(frozen=True, slots=True)
class _Row:
    level: str
    check: str
    object: str
    what: str
    why: str
    fix: str
    sure: bool


def table(findings: Iterable[Finding], **about: Any) -> Result:
    """Findings as data: a row for each, in their order, and a column for each field but the remarks."""
    rows = [_Row(f.level.value, f.check, f.object, f.what, f.why, f.fix, f.sure) for f in findings]
    return Result.of(_Row, rows, title="Findings", **about)


def ranked(findings: Iterable[Finding]) -> list[Finding]:
    """Findings, the gravest first; those of one level stay in their order."""
    return sorted(findings, key=lambda finding: RANK[finding.level])
