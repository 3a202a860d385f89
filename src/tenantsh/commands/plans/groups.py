"""A plan's steps as a tree, in which partitions that are read alike are one branch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.plans.spelling import without_alias

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from tenantsh.db.plans.step import Condition, Step

_GATHERING = ("Append", "Merge Append")


@dataclass(frozen=True, slots=True)
class Branch:
    """One step, or the same one on several partitions."""

    steps: tuple[Step, ...]
    below: tuple[Branch, ...]

    @property
    def first(self) -> Step:
        """The one that stands for all of them."""
        return self.steps[0]


def branches(steps: Sequence[Step]) -> Branch:
    """The tree of a plan."""
    of: dict[int | None, list[Step]] = {}
    for step in steps:
        of.setdefault(step.above, []).append(step)
    return _branch((steps[0],), of)


def _branch(alike: tuple[Step, ...], of: dict[int | None, list[Step]]) -> Branch:
    """A branch of steps that are alike, and so is what is beneath them."""
    beneath = [of.get(step.number, []) for step in alike]
    if len(alike) > 1:
        return Branch(alike, tuple(_branch(tuple(each), of) for each in zip(*beneath, strict=True)))
    folds = any(word in alike[0].label for word in _GATHERING)
    groups: dict[Hashable, list[Step]] = {}
    for step in beneath[0]:
        groups.setdefault(_same(step) or (_alike(step, of) if folds else step.number), []).append(step)
    return Branch(alike, tuple(_branch(tuple(group), of) for group in groups.values()))


def _same(step: Step) -> Hashable:
    """What policies compare with is the same for each table."""
    return step.given if step.secured else ""


def _alike(step: Step, of: dict[int | None, list[Step]]) -> Hashable:
    """What is the same of steps that are alike; of others than scans of partitions nothing is."""
    if step.relation is None and not step.label.startswith("Bitmap"):
        return step.number
    table = step.relation.root if step.relation is not None else None
    if step.relation is not None and step.relation.oid == table:
        return step.number
    asked = tuple((each.kind, shown(each, step), each.origin, each.unused) for each in step.conditions)
    return (
        step.label,
        step.role,
        table,
        bool(step.index),
        asked,
        tuple(_alike(each, of) for each in of.get(step.number, [])),
    )


def shown(condition: Condition, step: Step) -> str:
    """A condition without the alias of what is scanned, and without parentheses around all of it."""
    text = without_alias(condition.text, step.alias)
    inner = text[1:-1]
    return inner if text == f"({inner})" and _closed(inner) else text


def _closed(text: str) -> bool:
    """Whether no parenthesis is closed that was not opened."""
    depth = 0
    for sign in re.sub(r"'(?:[^']|'')*'", "", text):
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            return False
    return depth == 0
