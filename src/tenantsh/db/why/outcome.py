"""What becomes of a row, and what was asked to say so."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

VIEWS = "the view's condition"
"""What the condition of a view is called."""


class Outcome(StrEnum):
    """What becomes of the row."""

    SEEN = "seen"
    HIDDEN = "hidden"
    DENIED = "denied"
    """The role may not read the table, or not by this key."""
    FAILS = "fails"
    """Reading it raises an error."""
    ABSENT = "absent"
    """There is no such row."""
    UNKNOWN = "unknown"
    """It cannot be told, or what was found does not fit what the table says."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was asked."""

    asked: str
    answer: str
    detail: str = ""
    depth: int = 0

    @property
    def conditional(self) -> bool:
        """Whether its detail is a condition, as SQL."""
        return self.asked.startswith("policy ") or self.asked == VIEWS


@dataclass(frozen=True, slots=True)
class Blame:
    """A condition that does not let the row pass."""

    of: str | None
    """The policy whose it is; None for a view's own."""
    sql: str
    """The smallest part of it that explains it."""
    answer: str
    permissive: bool = False

    def __str__(self) -> str:
        said = "" if self.answer in ("false", "NULL") else f" ({self.answer})"
        return f"{self.of or 'the view'}: {self.sql}{said}"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a role sees a row, or does not."""

    outcome: Outcome
    why: str
    lines: tuple[Line, ...] = ()
    possible: tuple[Outcome, ...] = ()
    """What privileges and conditions leave open; one of them, unless it depends on what is asked first."""
    real: Outcome | None = None
    """By the table itself."""
    against: tuple[Blame, ...] = ()
    """What keeps a row from being seen that is there."""

    @property
    def disagrees(self) -> bool:
        """Whether the table says something else than what was predicted."""
        return bool(self.possible) and self.real not in self.possible
