"""How long tables keep their rows, and what happens to those that are older."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


class Then(Enum):
    """What happens to a partition that is past its time."""

    COLD = "cold"
    """It moves to cold storage."""
    PURGE = "purge"


@dataclass(frozen=True, slots=True)
class Rule:
    """One table's rule: a partition is past its time when its upper bound is `months` ago or more."""

    table: str
    """As a person names it: `audit_logs`, or `archive.audit_logs`."""
    months: int
    then: Then

    def limit(self, today: date) -> date:
        """The first day that is kept: a partition whose upper bound is not after it is due."""
        months = today.year * 12 + today.month - 1 - self.months
        return today.replace(year=months // 12, month=months % 12 + 1, day=1)


@dataclass(frozen=True, slots=True)
class Retention:
    """All rules, and where cold storage is."""

    rules: tuple[Rule, ...] = ()
    storage: str | None = None
    """A directory, or an object store's URL; None where none is configured."""


KEEP_ALL = Retention()

PLATFORM_RULES = (Rule("audit_logs", 12, Then.COLD), Rule("events", 24, Then.PURGE))
"""PLATFORM.md's: audit logs move to cold storage after a year, events are purged after two."""
