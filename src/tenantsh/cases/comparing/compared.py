"""What a comparison finds, and which verdict is the first among its differences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from tenantsh.model.case import Difference

GRAVEST_FIRST = (
    Verdict.CONTEXT_DIFFERS,
    Verdict.RLS_OFF,
    Verdict.POLICY_CHANGED,
    Verdict.SCHEMA_CHANGED,
    Verdict.CANNOT_TELL,
    Verdict.DATA_CHANGED,
    Verdict.SERVER_DIFFERS,
    Verdict.PLAN_CHANGED,
    Verdict.SAME_ROWS_OTHER_ORDER,
)
"""The first of them that a statement has is its verdict; REPRODUCES where it has none.

A cause that is certain comes before rows that cannot be compared: row security that was switched off is the answer,
also where the statement asks for the time.
"""


class Change(StrEnum):
    """What became of one row."""

    CHANGED = "changed"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row, known by its key, that is not what it was."""

    change: Change
    key: tuple[str | None, ...]
    columns: tuple[str, ...] = ()
    """Those whose values are others; of a row that changed."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What is said of one statement that was run again."""

    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    key: tuple[str, ...] = ()
    """The columns that tell rows apart, where rows could be compared one by one."""
    changes: tuple[RowChange, ...] = ()
    notes: tuple[str, ...] = ()
    """What is to be known of it and is no difference."""


def first(found: Collection[Verdict]) -> Verdict:
    """The verdict of a statement with differences of these kinds."""
    return next((verdict for verdict in GRAVEST_FIRST if verdict in found), Verdict.REPRODUCES)


def overall(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict of a whole case: the gravest of what can be told, else that something cannot.

    >>> overall([Verdict.CANNOT_TELL, Verdict.POLICY_CHANGED, Verdict.REPRODUCES]).value
    'POLICY CHANGED'
    >>> overall([Verdict.REPRODUCES, Verdict.CANNOT_TELL]).value, overall([]).value
    ('CANNOT TELL', 'CANNOT TELL')
    """
    told = [verdict for verdict in verdicts if verdict is not Verdict.CANNOT_TELL]
    found = first(told)
    return found if found is not Verdict.REPRODUCES or len(told) == len(verdicts) > 0 else Verdict.CANNOT_TELL
