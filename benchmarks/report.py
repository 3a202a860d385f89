"""A run as lines for the terminal and as the page RESULTS.md: what missed its bar comes first, each with its reason."""

from __future__ import annotations

import os
import platform
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.ratios import TOLERANCE, changes

from benchmarks import plots

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from benchmarks.figures import Figure
    from benchmarks.outcome import Outcome
    from benchmarks.ratios import Change, Kept

_NO_REASON = "none is known yet"
_HEAD = """\
# Benchmarks

Made by `{command}`; [docs/benchmarks.md](../docs/benchmarks.md) says how each figure is taken. Ratios are medians of
pairs that ran side by side; in brackets is each program's ratio to the same yardstick.
"""


def line(figure: Figure) -> str:
    """One figure for the terminal."""
    told = f"{figure.verdict:>12}  {figure.shown:>14}  (bar {figure.bar:g})  {figure.what}\n{'':>14}{figure.beside}"
    return f"{told}\n{'':>14}why: {figure.reason or _NO_REASON}" if figure.missed else told


def summary(outcome: Outcome) -> str:
    """How a run went, in a sentence."""
    figures = outcome.figures
    counts = {
        "missed": sum(figure.missed for figure in figures),
        "met": sum(figure.met and not isinf(figure.bar) for figure in figures),
        "without a bar": sum(figure.met and isinf(figure.bar) for figure in figures),
        "not measured": sum(figure.value is None for figure in figures),
    }
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    failed = f"; {len(outcome.failed)} of {len(outcome.told)} benchmarks failed" if outcome.failed else ""
    return f"{len(figures)} figures in {outcome.seconds / 60:.0f} minutes: {said}{failed}."


def regression(outcome: Outcome, before: Mapping[str, Kept]) -> str:
    """What is worse than in the last committed run, and what is better, for the terminal."""
    if not before:
        return "No earlier ratios to compare with."
    found = changes(outcome, before)
    worse, better = _moved(found)
    lines = [f"{len(found)} figures stand beside the last committed ratios: {len(worse)} worse, {len(better)} better."]
    for word, moved in (("worse", worse), ("better", better)):
        lines += [f"{word:>8}  {c.times:6.2f} x  {c.before.shown} before, {c.now.shown} now  {c.what}" for c in moved]
    return "\n".join(lines)


def page(outcome: Outcome, before: Mapping[str, Kept]) -> str:
    """RESULTS.md."""
    sections = [_intro(outcome), _missed(outcome), _since(outcome, before), _parts(outcome), _took(outcome)]
    return "\n".join("\n".join(section) for section in sections)


def _intro(outcome: Outcome) -> list[str]:
    first, last = outcome.loads
    return [
        _HEAD.format(command=outcome.command),
        f"{outcome.began:%Y-%m-%d}, {hardware()}; load {first:.1f} at first, {last:.1f} at the end:",
        ", ".join(f"{name} {version}" for name, version in outcome.versions.items()) + ".",
        "",
        f"**{summary(outcome)}**",
        "",
        f"![What was measured, as a share of its bar]({plots.FROM_RESULTS}/{plots.OVERVIEW})",
        "",
    ]


def _missed(outcome: Outcome) -> list[str]:
    missed = [(told, figure) for told, figure in outcome.each() if figure.missed]
    failed = [f"- `{told.name}` ended early: {told.error}" for told in outcome.failed]
    rows = [
        f"| {f.what} | **{f.shown}** | {f.bound} | {f.reason or _NO_REASON} | {f.beside} | {f.rounds} |"
        for _, f in missed
    ]
    table = ["| what | measured | bar | why | medians | pairs |", "|---|---|---|---|---|---|", *rows] if rows else []
    return ["## Missed, and why", "", *(table or ["Nothing."]), "", *failed, *([""] if failed else [])]


def _since(outcome: Outcome, before: Mapping[str, Kept]) -> list[str]:
    head = ["## Since the last committed ratios", ""]
    if not before:
        return [*head, "There are none to compare with.", ""]
    found = changes(outcome, before)
    worse, better = _moved(found)
    said = f"{len(found)} figures are in both runs: {len(worse)} are worse, {len(better)} better, by more than "
    said += "what runs of the same code differ by (" + ", ".join(
        f"{(times - 1) * 100:.0f} % of {unit}" for unit, times in TOLERANCE.items() if times > 1
    )
    said += "; times as multiples of the run's yardstick)."
    rows = [
        f"| {word} | {c.what} | {c.before.shown} | {c.now.shown} | {c.times:.2f} |"
        for word, moved in (("**worse**", worse), ("better", better))
        for c in moved
    ]
    table = ["", "| | what | before | now | times |", "|---|---|--:|--:|--:|", *rows] if rows else []
    return [*head, said, *table, ""]


def _moved(found: list[Change]) -> tuple[list[Change], list[Change]]:
    return [change for change in found if change.worse], [change for change in reversed(found) if change.better]


def _parts(outcome: Outcome) -> Iterator[str]:
    for part in dict.fromkeys(told.part for told in outcome.told):
        benchmarks = [told for told in outcome.told if told.part == part]
        rows = [_row(figure) for told in benchmarks for figure in told.figures if not figure.missed]
        yield f"## {part}\n"
        if rows:
            yield "\n".join(["| | what | measured | bar | medians | pairs |", "|---|---|---|---|---|---|", *rows, ""])
        for told in benchmarks:
            if plots.comparisons(told):
                yield f"![{told.name}: side by side]({plots.FROM_RESULTS}/{told.name}.svg)\n"


def _row(figure: Figure) -> str:
    bar = figure.bound
    return f"| {figure.verdict} | {figure.what} | **{figure.shown}** | {bar} | {figure.beside} | {figure.rounds} |"


def _took(outcome: Outcome) -> list[str]:
    longest = sorted(outcome.told, key=lambda told: -told.seconds)
    said = ", ".join(f"`{told.name}` {told.seconds:.0f} s" for told in longest)
    yardsticks = [told.yardstick * 1000 for told in outcome.told]
    return [
        "## What the run took",
        "",
        f"{said}. The yardstick took {min(yardsticks):.1f} to {max(yardsticks):.1f} ms.",
        "",
    ]


def hardware() -> str:
    """The machine in words."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text(encoding="utf-8")
    except FileNotFoundError:
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
