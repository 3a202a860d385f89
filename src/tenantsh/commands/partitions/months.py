"""Some partitions of a table in few words: the months that they are for, others by their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands.partitions.axis import axis_of, is_infinite
from tenantsh.lang.bounds import Range, bound
from tenantsh.lang.quote import spell_identifier
from tenantsh.model.periods import between, usual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.pruning.leaves import Leaf
    from tenantsh.model.periods import Point

_MOST = 5
"""More names, or runs of months, than these are not told."""


def told(chosen: Sequence[Leaf], whole: Sequence[Leaf]) -> str:
    """What some of a table's partitions are for; the default, foreign ones and those further below apart."""
    plain = [leaf for leaf in chosen if kind(leaf) == "plain"]
    parts = [_periods(plain, whole)] if plain else []
    for word in ("below", "default", "foreign"):
        names = [spell_identifier(leaf.name) for leaf in chosen if kind(leaf) == word]
        if names:
            parts.append(f"{_WORDS[word]} {_few(names)}")
    return "; ".join(parts)


_WORDS = {"below": "sub-partitions", "default": "default", "foreign": "foreign"}


def kind(leaf: Leaf) -> str:
    """`plain`, `default`, `foreign`, or `below` for what is a partition of a partition."""
    if leaf.kind == "f":
        return "foreign"
    if leaf.is_default:
        return "default"
    return "below" if leaf.level > 1 else "plain"


def _periods(plain: Sequence[Leaf], whole: Sequence[Leaf]) -> str:
    try:
        order = _order(whole)
    except (ValueError, OverflowError):
        order = None
    names = [spell_identifier(leaf.name) for leaf in plain]
    if not order or any((leaf.schema, leaf.name) not in order for leaf in plain):
        return _few(names)
    places = sorted(order[leaf.schema, leaf.name] for leaf in plain)
    return _few([_run(labels) for labels in _runs(places)])


def _order(whole: Sequence[Leaf]) -> dict[tuple[str, str], tuple[int, str]]:
    """The place of each partition on the key's axis, those that touch each other one apart, and what it is called."""
    ranged = [(leaf, found) for leaf in whole if leaf.level == 1 and isinstance(found := bound(leaf.bound), Range)]
    ends = [end for _, found in ranged for end in (*found.lower, *found.upper) if isinstance(end, str)]
    axis = axis_of(whole[0].type or "", ends) if whole[0].type else None
    if axis is None:
        return {}

    def point(end: object) -> Point | None:
        return axis.point(end) if isinstance(end, str) and not is_infinite(end) else None

    spans = [(leaf, point(found.lower[0]), point(found.upper[0])) for leaf, found in ranged]
    step = usual([between(lower, upper) for _, lower, upper in spans if lower is not None and upper is not None])
    if step is None:
        return {}
    places: dict[tuple[str, str], tuple[int, str]] = {}
    at, last = 0, None
    for leaf, lower, upper in sorted(spans, key=lambda span: (span[1] is not None, span[1])):
        at += 1 if lower is not None and lower == last else 2
        label = step.label(lower) if lower is not None else f"up to {step.label(upper)}" if upper is not None else "all"
        places[leaf.schema, leaf.name] = (at, label)
        last = upper
    return places


def _runs(places: Sequence[tuple[int, str]]) -> list[list[str]]:
    runs: list[list[str]] = []
    before = None
    for at, label in places:
        if before is None or at > before + 1:
            runs.append([])
        runs[-1].append(label)
        before = at
    return runs


def _run(labels: Sequence[str]) -> str:
    return labels[0] if len(labels) == 1 else f"{labels[0]} … {labels[-1]}"


def _few(names: Sequence[str]) -> str:
    if len(names) <= _MOST:
        return ", ".join(names)
    return f"{', '.join(names[: _MOST - 1])} and {len(names) - _MOST + 1:,} more"
