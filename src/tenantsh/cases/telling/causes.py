"""What several statements of a replay have met alike: written out once, and at the end with all that it has hit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.cases import words
from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.cases.replaying import Replayed
    from tenantsh.model.case import Difference

_CAUSES = (
    Verdict.CONTEXT_DIFFERS,
    Verdict.RLS_OFF,
    Verdict.POLICY_CHANGED,
    Verdict.SCHEMA_CHANGED,
    Verdict.SERVER_DIFFERS,
)
_WRITTEN_OUT = (Verdict.DATA_CHANGED, Verdict.SAME_ROWS_OTHER_ORDER, Verdict.CANNOT_TELL)
"""What is of one statement alone, also where another one has the same words for it."""
_NAMED = 20
"""So many statements are named of a cause; of more, how many there are."""


class Causes:
    """The differences of a replay so far."""

    def __init__(self) -> None:
        self._first: dict[Difference, int] = {}
        self._hit: dict[tuple[Verdict, str], list[int]] = {}

    def take(self, replayed: Replayed) -> None:
        """Note which causes have hit a statement."""
        compared = replayed.compared
        for each in compared.differences if compared is not None else ():
            if each.verdict in _CAUSES:
                self._hit.setdefault((each.verdict, each.what), []).append(replayed.recorded.n)

    def first(self, difference: Difference, n: int) -> int | None:
        """The statement before this one with which the same was told; None where it is told with this one."""
        if difference.verdict in _WRITTEN_OUT:
            return None
        first = self._first.setdefault(difference, n)
        return None if first == n else first

    def lines(self) -> Iterator[str]:
        """A line for each cause."""
        for (_, what), hit in self._hit.items():
            more = f" and {len(hit) - _NAMED:,} more" if len(hit) > _NAMED else ""
            numbers = ", ".join(map(str, hit[:_NAMED]))
            yield f"{words.short(what)}: statement{'' if len(hit) == 1 else 's'} {numbers}{more}"

    def data(self) -> list[dict[str, Any]]:
        """The same for programs."""
        return [{"verdict": verdict, "what": what, "statements": hit} for (verdict, what), hit in self._hit.items()]
