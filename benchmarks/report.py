"""Figures as a table for people, and as the page RESULTS.md."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.figures import Figure

_HEAD = """\
# Benchmarks

Made by `python benchmarks/run.py`; [docs/benchmarks.md](../docs/benchmarks.md) says how each figure is taken.
Ratios are medians of pairs that ran side by side; in brackets is each program's ratio to the same yardstick.
"""


def line(figure: Figure) -> str:
    """One figure for the terminal."""
    return f"{figure.verdict:>12}  {figure.shown:>14}  (bar {figure.bar:g})  {figure.what}\n{'':>14}{figure.beside}"


def page(figures: Sequence[Figure], versions: dict[str, str], loads: Sequence[float]) -> str:
    """RESULTS.md: what missed its bar comes first."""
    rows = [
        f"| {f.verdict} | {f.what} | **{f.shown}** | ≤ {f.bar:g} | {f.beside} | {f.rounds} |"
        for f in sorted(figures, key=lambda figure: figure.met)
    ]
    return "\n".join(
        [
            _HEAD,
            f"{datetime.now(UTC):%Y-%m-%d}, {hardware()}; load {loads[0]:.1f} at first, {loads[-1]:.1f} at the end:",
            ", ".join(f"{name} {number}" for name, number in versions.items()) + ".",
            "",
            "| | what | measured | bar | medians | pairs |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
        ]
    )


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
