"""Two ways to the rows: the steps that one of the plans has and the other has not."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tenantsh.model.case import Difference, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.case import Planned

_TOLD = 4
"""So many steps of each plan are told."""
_READ = 2_000
"""So many are compared: a plan of ten thousand partitions is not read to its end for a few lines."""


def compare_plans(was: Planned | None, now: Planned | None) -> Iterator[Difference]:
    """How the plans differ, where there are two."""
    if was is None or now is None or was.shape == now.shape:
        return
    before, after = differing(was.steps, now.steps)
    if not before and not after:
        yield Difference(Verdict.PLAN_CHANGED, "plan", "the same steps", "with other conditions")
    else:
        yield Difference(Verdict.PLAN_CHANGED, "plan", _told(before), _told(after))
    gone, come = set(was.relations) - set(now.relations), set(now.relations) - set(was.relations)
    if gone or come:
        yield Difference(Verdict.PLAN_CHANGED, "relations that are read", _told(sorted(gone)), _told(sorted(come)))


def differing(was: Sequence[str], now: Sequence[str]) -> tuple[list[str], list[str]]:
    """The steps that only one of two plans has at its place.

    >>> differing(["Sort", "  Seq Scan on t"], ["Sort", "  Index Scan on t"])
    (['Seq Scan on t'], ['Index Scan on t'])
    """
    before, after = list(was[:_READ]), list(now[:_READ])
    gone: list[str] = []
    come: list[str] = []
    for kind, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            gone += before[first:last]
            come += after[start:end]
    return [step.strip() for step in gone], [step.strip() for step in come]


def _told(steps: Sequence[str]) -> str:
    more = f"; and {len(steps) - _TOLD:,} more" if len(steps) > _TOLD else ""
    return "; ".join(steps[:_TOLD]) + more if steps else "(none)"
