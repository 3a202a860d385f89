"""From what conditions say of a row to what becomes of it, and to the smallest of them that explains it.

PostgreSQL asks restrictive policies, permissive ones and parts of an AND in an order that it chooses by their cost, and
stops at the first that decides. So where one of them raises an error, and another one decides without it, either may
happen: what is possible is kept, and not guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.why.outcome import Blame, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Condition
    from tenantsh.db.why.asking import Answer


@dataclass(frozen=True, slots=True)
class Can:
    """What a condition can be when the table is read."""

    true: bool
    false: bool
    """Or NULL, which lets no row pass either."""
    fails: bool


@dataclass(frozen=True, slots=True)
class Said:
    """A condition, what it says of the row, and what its parts say."""

    condition: Condition
    answer: Answer
    unsure: str = ""
    """Of a leaf: why what it says of the row as a literal need not be what it says in the table."""
    parts: tuple[Said, ...] = ()

    @property
    def can(self) -> Can:
        """What it can be when the table is read."""
        if self.condition.joined == "AND":
            return _all([part.can for part in self.parts])
        if self.condition.joined == "OR":
            return _first([part.can for part in self.parts])
        if self.unsure:
            return Can(true=True, false=True, fails=bool(self.answer.sqlstate))
        fails = bool(self.answer.sqlstate)
        return Can(self.answer.value is True, not fails and self.answer.value is not True, fails)

    @property
    def leaves(self) -> Iterator[Said]:
        """What has no parts, from the left."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves

    @property
    def culprit(self) -> Said:
        """The smallest part that explains why it is not true: of an OR all are, and so it is the OR."""
        if self.condition.joined == "AND":
            return next((part.culprit for part in self.parts if not part.can.true), self)
        return self


@dataclass(frozen=True, slots=True)
class Part:
    """A policy's condition, or a view's own, as it was asked."""

    of: str | None
    """The policy's name; None for a view's own condition."""
    permissive: bool
    said: Said

    @property
    def blame(self) -> Blame:
        """It, as what does not let the row pass."""
        culprit = self.said.culprit
        return Blame(self.of, culprit.condition.sql, culprit.answer.word, self.permissive)


def decide(parts: Sequence[Part], *, by_policy: bool) -> Can:
    """What all of them together can be; `by_policy`: whether one of the permissive ones has to be true."""
    groups = [part.said.can for part in parts if not part.permissive]
    if by_policy:
        groups.append(_any([part.said.can for part in parts if part.permissive]))
    return _all(groups)


def outcomes(can: Can) -> tuple[Outcome, ...]:
    """What becomes of the row, as far as it is decided."""
    pairs = ((can.true, Outcome.SEEN), (can.false, Outcome.HIDDEN), (can.fails, Outcome.FAILS))
    return tuple(outcome for possible, outcome in pairs if possible)


def against(parts: Sequence[Part]) -> tuple[Blame, ...]:
    """What does not let the row pass: each restrictive one, and the permissive ones where none of them permits."""
    permits = any(part.said.can.true for part in parts if part.permissive)
    return tuple(part.blame for part in parts if not part.said.can.true and not (part.permissive and permits))


def failing(parts: Sequence[Part]) -> tuple[Blame, ...]:
    """The conditions that raise an error, for certain."""
    return tuple(
        Blame(part.of, leaf.condition.sql, leaf.answer.word, part.permissive)
        for part in parts
        for leaf in part.said.leaves
        if leaf.can.fails and not leaf.unsure
    )


def unsure(parts: Sequence[Part]) -> str:
    """Why it cannot be told what one of them says; empty where it can."""
    return next((leaf.unsure for part in parts for leaf in part.said.leaves if leaf.unsure), "")


def _all(asked: Sequence[Can]) -> Can:
    """Joined by AND, asked in any order."""
    return Can(all(c.true for c in asked), any(c.false for c in asked), any(c.fails for c in asked))


def _any(asked: Sequence[Can]) -> Can:
    """Joined by OR, asked in any order."""
    return Can(any(c.true for c in asked), all(c.false for c in asked), any(c.fails for c in asked))


def _first(asked: Sequence[Can]) -> Can:
    """Joined by OR within one condition, asked from the left until one is true."""
    true = fails = False
    for each in asked:
        true, fails = true or each.true, fails or each.fails
        if not each.false:
            return Can(true, false=False, fails=fails)
    return Can(true, false=True, fails=fails)
