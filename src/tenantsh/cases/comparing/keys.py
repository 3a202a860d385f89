"""Rows by their keys: which changed, and in which columns, which are gone, which are new."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from tenantsh.cases.comparing.compared import Change, RowChange

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.case import Answer, KeyedRow

_Key = tuple[str | None, ...]
_Cells = tuple[str, ...]


def changes(was: Answer, now: Answer) -> tuple[RowChange, ...]:
    """The rows that are others, as far as both answers tell them apart by the same columns.

    Of rows beyond those that are kept by key nothing is said: one may be gone, or only come later.
    """
    if not was.key or was.key != now.key:
        return ()
    before, after = _by_key(was.keyed), _by_key(now.keyed)
    names = [name for name, _ in was.columns]
    return (
        *_changed(before, after, names),
        *(RowChange(Change.GONE, key) for key in _missing(before, after) if _all_kept(now)),
        *(RowChange(Change.NEW, key) for key in _missing(after, before) if _all_kept(was)),
    )


def _by_key(rows: Sequence[KeyedRow]) -> dict[_Key, list[_Cells]]:
    found: defaultdict[_Key, list[_Cells]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row.cells)
    return found


def _all_kept(answer: Answer) -> bool:
    return answer.complete and len(answer.keyed) == answer.rows


def _missing(here: dict[_Key, list[_Cells]], there: dict[_Key, list[_Cells]]) -> Iterator[_Key]:
    return (key for key in here if key not in there)


def _changed(
    before: dict[_Key, list[_Cells]], after: dict[_Key, list[_Cells]], names: Sequence[str]
) -> Iterator[RowChange]:
    for key, cells in before.items():
        if key in after and _differ(cells, after[key]):
            yield RowChange(Change.CHANGED, key, _others(cells, after[key], names))


def _differ(was: list[_Cells], now: list[_Cells]) -> bool:
    """Whether cells are others; of one that was, or is, marked nobody can tell."""
    if len(was) == len(now) == 1:
        return any(before != after and before and after for before, after in zip(was[0], now[0], strict=False))
    return sorted(was) != sorted(now)


def _others(was: list[_Cells], now: list[_Cells], names: Sequence[str]) -> tuple[str, ...]:
    """The columns whose values are others; none are named where several rows have one key."""
    if len(was) != 1 or len(now) != 1:
        return ()
    return tuple([name for name, a, b in zip(names, was[0], now[0], strict=False) if a != b and a and b])
