"""A plan for people's eyes: the tree with its figures, and what is to be known of it beneath."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.headings import NUMBER, Heading, tabulate
from tenantsh.commands.partitions.figures import plural, pretty
from tenantsh.commands.plans.lines import PLAIN, TREE, cost, everything, lines
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.plans.groups import Branch
    from tenantsh.commands.plans.lines import Line
    from tenantsh.db.plans.looking import Looked

_BLOCK = 8192
_ON_DOCUMENTS = frozenset(("@>", "?", "?|", "?&", "@?", "@@"))
_BETWEEN = len(" | ")
_WIDTH = 100
"""Where nobody knows how much room there is."""
_ROOMY = 56
"""Characters that the tree should have before a column of figures has to give way."""
_LAST = ("Buffers", "Runs", "Expected", "Time", "Rows", "Share")
"""The columns in the order in which they give way."""


def page(found: Looked, *, width: int = 0, drawn: bool = True) -> Result:
    """The tree, within so many characters where that can be; 0 is unknown."""
    marks = TREE if drawn else PLAIN
    shown = lines(found.steps, 0, marks)
    figures = list(_figures(found, shown, drawn=drawn))
    taken = {heading.name: _taken(heading, shown) for heading in figures}
    for name in _LAST:
        if not width or width - sum(taken.values()) - 2 >= _ROOMY:
            break
        taken.pop(name, None)
    room = (width or _WIDTH + sum(taken.values())) - sum(taken.values()) - 2
    kept = [heading for heading in figures if heading.name in taken]
    mark = "" if "Share" in taken else marks.mark
    shown = lines(found.steps, room - len(mark), marks)
    whole: Heading[Line] = Heading("Plan", lambda line: line.text + mark * line.costliest)
    columns, cells = tabulate([whole, *kept], shown, absent="")
    return Result(columns=columns, cells=cells, footers=tuple(beneath(found, width)), expandable=False)


def tree(found: Looked) -> Iterator[str]:
    """The tree as lines of text, for where there is no room for a table."""
    for line in lines(found.steps, _WIDTH):
        yield line.text + (TREE.mark if line.costliest else "")


def beneath(found: Looked, width: int = 0) -> Iterator[str]:
    """What stands beneath, in lines."""
    room = max(width, _ROOMY) if width else _WIDTH
    for text in _sentences(found):
        yield from wrap(text, room, subsequent_indent="  ", break_on_hyphens=False)


def _taken(heading: Heading[Line], shown: Sequence[Line]) -> int:
    """How many characters a column needs, with what stands before it."""
    cells = (str(heading.cell(line) or "") for line in shown)
    return max(len(heading.name), *(len(cell) for cell in cells)) + _BETWEEN


# -- figures -------------------------------------------------------------------------------------------------------


def _figures(found: Looked, shown: Sequence[Line], *, drawn: bool) -> Iterator[Heading[Line]]:
    top = next(line.branch for line in shown if line.branch is not None)
    total = sum(cost(branch) for branch in everything(top))
    ran = found.execution is not None
    if not drawn:
        yield Heading("Level", lambda line: line.level if line.branch is not None else None, NUMBER)
    yield Heading("Expected", lambda line: _expected(line.branch), NUMBER)
    if ran:
        yield Heading("Rows", lambda line: _sum(line.branch, "rows"), NUMBER)
        yield Heading("Runs", lambda line: _runs(line.branch), NUMBER)
        yield Heading("Time", lambda line: _time(line.branch), NUMBER)
        yield Heading("Buffers", lambda line: _buffers(line.branch), NUMBER)
    mark = TREE.mark if drawn else PLAIN.mark
    yield Heading("Share", lambda line: _share(line, total) + (mark if line.costliest else ""))


def _expected(branch: Branch | None) -> str | None:
    return f"{sum(step.estimated for step in branch.steps):,.0f}" if branch is not None else None


def _sum(branch: Branch | None, name: str) -> str | None:
    if branch is None:
        return None
    return f"{sum(getattr(step, name) or 0 for step in branch.steps):,.0f}"


def _runs(branch: Branch | None) -> str | None:
    if branch is None:
        return None
    most = max(step.loops or 0 for step in branch.steps)
    return f"{most:,}" if most else "never"


def _time(branch: Branch | None) -> str | None:
    if branch is None:
        return None
    return f"{sum(step.milliseconds or 0 for step in branch.steps):,.1f} ms"


def _buffers(branch: Branch | None) -> str | None:
    """What was looked at in memory and on disk, in all of it beneath too."""
    if branch is None:
        return None
    return pretty(sum((step.hit or 0) + (step.read or 0) for step in branch.steps) * _BLOCK)


def _share(line: Line, total: float) -> str:
    if line.branch is None or not total:
        return ""
    return f"{cost(line.branch) / total:.0%}"


# -- what is said beneath ------------------------------------------------------------------------------------------


def _sentences(found: Looked) -> Iterator[str]:
    """What is to be known of a plan, the most important first."""
    yield from _security(found)
    yield from _unused(found)
    for each in found.parted:
        out = each.partitions - each.scanned
        read = f"Partitions of {each.table}: {each.scanned:,} of {each.partitions:,} are in the plan"
        ran = f", {each.ran:,} were read" if each.ran is not None and each.ran != each.scanned else ""
        yield (
            f"{read}{ran}; {plural(out, 'partition')} left out." if out else rf"{read}{ran}; \prune says why not fewer."
        )
    yield from _times(found)


def _security(found: Looked) -> Iterator[str]:
    if found.unsure is not None:
        yield f"What is row security's is not marked: {found.unsure}."
    for seen in (True, False):
        of: dict[tuple[str, ...], list[str]] = {}
        for each in found.protected:
            if each.seen is seen:
                of.setdefault(each.policies, []).append(each.table)
        for policies, tables in of.items():
            told = f"Row security of {', '.join(tables)}: {', '.join(policies) or 'no policy lets rows through'}"
            yield f"{told}." if seen else f"{told}; what it asks is not told from the rest for sure."
    if found.changes:
        yield "What policies check of new rows (WITH CHECK) is in no plan."


def _unused(found: Looked) -> Iterator[str]:
    leaky = {
        each.leaky: each.index for step in found.steps for condition in step.conditions for each in condition.unused
    }
    if leaky:
        helps = r" \filter+ has what would help." if _ON_DOCUMENTS.intersection(leaky) else ""
        yield (
            f"Not leakproof: {', '.join(leaky)}. No index may answer what is not, before policies have: it is tested "
            f"of each row that they leave.{helps}"
        )


def _times(found: Looked) -> Iterator[str]:
    if found.execution is None:
        yield r"Nothing was run; shares are of the planner's cost. \plan+ runs it, read only, and rolls it back."
    else:
        planning = f"planned in {found.planning:,.1f} ms, " if found.planning is not None else ""
        yield f"It was {planning}run in {found.execution:,.1f} ms, read only, and rolled back."
