"""Findings for people's eyes: the gravest first, those of one kind together."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING

from tenantsh.commands.partitions.figures import plural
from tenantsh.model.finding import Level
from tenantsh.model.tenant import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.finding import Finding

_ALIKE = 3
"""So many findings of one kind are told; of more, how many there are."""
_FIX_LINES = 4
_NARROWEST = 40
_INDENT = "          "
NOT_A_PROOF = "These are the ways around row security that were found for these roles; no finding is not a proof."


def lines(findings: Sequence[Finding], notes: Sequence[str], *, verbose: bool, width: int = 0) -> Iterator[str]:
    """Findings as lines; `verbose` tells all of a kind, and all of their SQL."""
    yield counted(findings)
    for _, group in groupby(findings, key=lambda finding: (finding.level, finding.check)):
        alike = list(group)
        shown = alike if verbose or len(alike) <= _ALIKE + 1 else alike[:_ALIKE]
        for finding in shown:
            yield from _finding(finding, verbose=verbose, width=width)
        if len(alike) > len(shown):
            yield from _more(alike[len(shown) :], width)
    for note in notes:
        yield from _broken(harmless(note), "", width)
    yield from _broken(NOT_A_PROOF, "", width)


def counted(findings: Sequence[Finding]) -> str:
    """How many there are of each level."""
    found = Counter(finding.level for finding in findings)
    words = [
        f"{n} critical" if level is Level.CRITICAL else plural(n, level.value) for level in Level if (n := found[level])
    ]
    return f"Findings: {', '.join(words)}" if words else "No findings."


def _finding(finding: Finding, *, verbose: bool, width: int) -> Iterator[str]:
    sure = "" if finding.sure else " (as far as can be told)"
    named = finding.what.startswith(f"{finding.object}: ")  # roles, and tables with partitions, say their name
    what = finding.what if named else f"{finding.object}: {finding.what}"
    head = f"{finding.level.value:<9} {harmless(what)}{sure}  [{finding.check}]"
    yield from _broken(head, _INDENT, width)
    yield from _broken(f"{_INDENT}why: {finding.why}", f"{_INDENT}     ", width)
    sql = finding.fix.splitlines()
    cut = len(sql) > _FIX_LINES and not verbose
    for at, line in enumerate(sql[:_FIX_LINES] if cut else sql):
        yield f"{_INDENT}{'fix: ' if at == 0 else '     '}{harmless(line)}"
    if cut:
        yield rf"{_INDENT}     … {len(sql) - _FIX_LINES} more lines: \doctor+ shows them"


def _more(alike: Sequence[Finding], width: int) -> Iterator[str]:
    names = ", ".join(harmless(finding.object) for finding in alike[:_ALIKE])
    rest = "" if len(alike) <= _ALIKE else ", …"
    line = rf"{alike[0].level.value:<9} and {len(alike)} more of this kind ({names}{rest}): \doctor+ tells them"
    yield from _broken(line, _INDENT, width)


def _broken(line: str, indent: str, width: int) -> Iterator[str]:
    if not width or len(line) <= width:
        yield line
    else:
        yield from wrap(line, max(width, _NARROWEST), subsequent_indent=indent, break_on_hyphens=False)
