r"""The stack of `\if`, `\elif`, `\else` and `\endif`: which branch is live, and what a dead one leaves behind."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.lang.scan import Mark


class Branch(Enum):
    r"""Where in an `\if` reading is."""

    LIVE = auto()
    WAITING = auto()
    """Dead, and a later branch may be live."""
    DONE = auto()
    r"""Dead, as are all that follow: a branch was live before, or the whole `\if` stands in a dead one."""
    LAST_LIVE = auto()
    r"""A live `\else`."""
    LAST_DEAD = auto()
    r"""A dead `\else`."""


_LIVE = frozenset({Branch.LIVE, Branch.LAST_LIVE})
_LAST = frozenset({Branch.LAST_LIVE, Branch.LAST_DEAD})


@dataclass(slots=True)
class _Level:
    branch: Branch
    mark: Mark
    """The query buffer as it was before this branch: what a dead branch adds to it is forgotten."""


class Conditions:
    r"""The open `\if`s of one script."""

    def __init__(self) -> None:
        self._levels: list[_Level] = []

    def __len__(self) -> int:
        return len(self._levels)

    @property
    def live(self) -> bool:
        """Whether statements and commands are to be run."""
        return not self._levels or self._levels[-1].branch in _LIVE

    def open(self, condition: Callable[[], bool], mark: Mark) -> None:
        r"""`\if`: `condition` is asked only where its answer matters."""
        branch = Branch.DONE
        if self.live:
            branch = Branch.LIVE if condition() else Branch.WAITING
        self._levels.append(_Level(branch, mark))

    def otherwise(self, condition: Callable[[], bool], mark: Callable[[], Mark]) -> Mark | None:
        r"""`\elif`: what the buffer goes back to, None where it stays. Raises UsageError out of place."""
        level = self._level(r"\elif")
        if level.branch in _LAST:
            raise UsageError(r"\elif: cannot occur after \else")
        if level.branch is Branch.LIVE:
            level.branch, level.mark = Branch.DONE, mark()
            return None
        if level.branch is Branch.WAITING:
            level.branch = Branch.LIVE  # already: its own expression is read as in a live branch
            level.branch = Branch.LIVE if condition() else Branch.WAITING
        return level.mark

    def last(self, mark: Callable[[], Mark]) -> Mark | None:
        r"""`\else`: as `otherwise`."""
        level = self._level(r"\else")
        if level.branch in _LAST:
            raise UsageError(r"\else: cannot occur after \else")
        if level.branch is Branch.LIVE:
            level.branch, level.mark = Branch.LAST_DEAD, mark()
            return None
        level.branch = Branch.LAST_LIVE if level.branch is Branch.WAITING else Branch.LAST_DEAD
        return level.mark

    def close(self) -> Mark | None:
        r"""`\endif`: as `otherwise`."""
        level = self._level(r"\endif")
        self._levels.pop()
        return None if level.branch in _LIVE else level.mark

    def leave(self) -> None:
        """Leave the innermost one, whatever is open in it: what Ctrl-C does at the prompt."""
        if self._levels:
            self._levels.pop()

    def _level(self, name: str) -> _Level:
        if not self._levels:
            raise UsageError(f"{name}: no matching \\if")
        return self._levels[-1]
