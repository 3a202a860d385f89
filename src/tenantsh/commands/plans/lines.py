"""A plan's tree as lines: what is done, beneath it whose each condition is, and what no index could do."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.plans.groups import Branch, branches, shown
from tenantsh.lang.quote import spell_identifier

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.plans.step import Condition, Step

_KINDS = {
    "Index Cond": "index",
    "TID Cond": "place",
    "Order By": "order",
    "Hash Cond": "join",
    "Merge Cond": "join",
    "One-Time Filter": "once",
}
_WHOSE = {"policy": "policy, ", "value": "policy's value, ", "": ""}
_OFF, _MANY = 10, 100
"""An estimate is told to be wrong from this factor on, and where so many rows are in question."""
_NARROWEST = 24
_LONGEST = 300
"""Characters of a condition that people are shown."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a tree is drawn with."""

    branch: str = "├ "
    last: str = "└ "
    beside: str = "│ "
    mark: str = " ◄"


TREE, PLAIN = Drawn(), Drawn("", "", "", " costliest")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the tree; those with figures have the branch that they are of."""

    text: str
    level: int
    branch: Branch | None = None
    costliest: bool = False


def lines(steps: Sequence[Step], room: int, drawn: Drawn = TREE) -> list[Line]:
    """The tree in so many characters; 0 is without a bound."""
    top = branches(steps)
    return list(_branch(top, "", "", room, drawn, 1, _costliest(top)))


def cost(branch: Branch) -> float:
    """What a branch's own steps cost: milliseconds where they were run, else the planner's units."""
    return sum(step.own_cost if step.own_milliseconds is None else step.own_milliseconds for step in branch.steps)


def everything(branch: Branch) -> Iterator[Branch]:
    """A branch and all beneath it."""
    yield branch
    for each in branch.below:
        yield from everything(each)


def _costliest(top: Branch) -> Branch | None:
    """The branch whose own steps cost most; None where one is as good as another."""
    found = list(everything(top))
    most = max(found, key=cost)
    return most if len(found) > 1 and cost(most) > 0 else None


def _branch(
    branch: Branch, first: str, rest: str, room: int, drawn: Drawn, level: int, costliest: Branch | None
) -> Iterator[Line]:
    beneath = rest + (drawn.beside if branch.below else "  " * bool(drawn.beside))
    heading = _folded(heading_of(branch), room, first, beneath)
    yield Line(heading[0], level, branch, branch is costliest)
    for text in heading[1:]:
        yield Line(text, level)
    for said in _said(branch):
        for text in _folded(said, room, beneath, beneath + "  "):
            yield Line(text, level)
    for at, each in enumerate(branch.below):
        last = at == len(branch.below) - 1
        inner = rest + ("  " * bool(drawn.beside) if last else drawn.beside)
        yield from _branch(
            each, rest + (drawn.last if last else drawn.branch), inner, room, drawn, level + 1, costliest
        )


def _folded(text: str, room: int, first: str, rest: str) -> list[str]:
    """A text in lines; blanks and signs in constants are what they are."""
    width = max(_NARROWEST, room) if room else 10_000
    return wrap(
        clean(text),
        width,
        initial_indent=first,
        subsequent_indent=rest,
        replace_whitespace=False,
        drop_whitespace=True,
        break_on_hyphens=False,
    ) or [first]


def clean(text: str) -> str:
    r"""A text without signs that a terminal would obey.

    >>> print(clean("a\x1b[31m\nb"))
    a\x1b[31m\nb
    """
    return "".join(sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text)


def heading_of(branch: Branch) -> str:
    """What a branch does: `Index Scan using users_pkey on users u`."""
    step = branch.first
    before = f"{', '.join(each.role for each in branch.steps)}: " if step.role else ""
    if step.given and step.secured:
        return f"{before}policy's value, {step.given}"
    using = f" using {spell_identifier(step.index)}" if step.index and len(branch.steps) == 1 else ""
    using = " using their indexes" if step.index and not using else using
    return f"{before}{step.label}{using}{_on(branch)}"


def _on(branch: Branch) -> str:
    step, relation = branch.first, branch.first.relation
    if relation is None:
        named = step.scanned or (step.alias if step.label.endswith("Scan") and not step.index else "")
        return f" on {named}" if named else ""
    if len(branch.steps) > 1:
        return f" on {len(branch.steps):,} partitions of {relation.root_spelled}"
    same = step.alias in (relation.name, "") or relation.oid != relation.root
    return f" on {relation.spelled}" + ("" if same else f" {spell_identifier(step.alias)}")


def _said(branch: Branch) -> Iterator[str]:
    """What is said beneath a branch."""
    step = branch.first
    for condition in step.conditions:
        yield f"{_WHOSE[condition.origin]}{_KINDS.get(condition.kind, 'filter')}: {_short(shown(condition, step))}"
        yield from _not_used(condition)
    if thrown := sum(each.filtered for each in branch.steps):
        yield f"thrown away: {thrown:,} row{'' if thrown == 1 else 's'}"
    if removed := sum(each.removed for each in branch.steps):
        yield f"left out when it started: {removed:,} partition{'' if removed == 1 else 's'}"
    if told := _estimate(branch):
        yield told


def _short(text: str) -> str:
    """A condition, or its beginning where nobody would read all of it."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"


def _not_used(condition: Condition) -> Iterator[str]:
    for each in condition.unused:
        yield f"not by {spell_identifier(each.index)}: {each.leaky} is not leakproof, and policies come first"


def _estimate(branch: Branch) -> str | None:
    """That the planner expected much more or less, where a step ran."""
    ran = [step for step in branch.steps if step.loops]
    had = sum(step.rows or 0 for step in ran)
    expected = sum(step.estimated * (step.loops or 0) for step in ran)
    if not ran or max(had, expected) < _MANY:
        return None
    factor = max(had, 1) / max(expected, 1)
    if 1 / _OFF < factor < _OFF:
        return None
    return f"expected: {expected:,.0f} rows, and there were {had:,.0f}"
