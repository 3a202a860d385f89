"""A run's figures in a form that can be compared with another run's, and what has become worse since.

Ratios, memory and counts are compared as they are; times as multiples of the yardstick that was taken beside them.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.figures import number

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from benchmarks.figures import Figure
    from benchmarks.outcome import Outcome, Told

TIMES = {"s": 1.0, "ms": 0.001}
"""Units of time, in seconds."""
TOLERANCE = {"x": 1.15, "MiB": 1.10, "trips": 1.0, "cases": 1.0, **dict.fromkeys(TIMES, 1.4)}
"""How many times its last value a figure may be before it counts as worse: what two runs of the same code differ by."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One figure of a run, as it is kept."""

    value: float
    unit: str
    compared: float
    """What is compared with another run's."""

    @property
    def shown(self) -> str:
        return f"{number(self.value, self.unit)} {self.unit}"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that is not what it was."""

    what: str
    before: Kept
    now: Kept
    missed: bool

    @property
    def times(self) -> float:
        """How many times the last value it is now."""
        if self.before.compared:
            return self.now.compared / self.before.compared
        return float("inf") if self.now.compared else 1.0

    @property
    def worse(self) -> bool:
        return self.times > TOLERANCE[self.now.unit]

    @property
    def better(self) -> bool:
        return self.times < 1 / TOLERANCE[self.now.unit]


def kept(told: Told, figure: Figure) -> Kept | None:
    """A figure in comparable form; None for one that was not measured."""
    if figure.value is None:
        return None
    seconds = TIMES.get(figure.unit)
    compared = figure.value if seconds is None else figure.value * seconds / told.yardstick
    return Kept(figure.value, figure.unit, compared)


def document(outcome: Outcome) -> dict[str, Any]:
    """The run as JSON has it."""
    return {
        "made": f"{outcome.began:%Y-%m-%d}",
        "command": outcome.command,
        "versions": outcome.versions,
        "figures": {figure.what: _entry(told, figure) for told, figure in outcome.each() if figure.value is not None},
    }


def _entry(told: Told, figure: Figure) -> dict[str, Any]:
    found = kept(told, figure)
    assert found is not None
    entry = {"value": _short(found.value), "unit": found.unit, "compared": _short(found.compared), "of": told.name}
    if figure.bound != "none":
        entry["bar"] = figure.bar
    if figure.compared:
        entry["beside"] = {name: _short(value) for name, value in figure.compared.values.items()}
    return entry


def _short(value: float) -> float:
    return float(f"{value:.4g}")


def read(text: str) -> dict[str, Kept]:
    """The figures of a kept run. Raises ValueError or KeyError where it is none."""
    figures: Mapping[str, Any] = json.loads(text)["figures"]
    return {what: Kept(entry["value"], entry["unit"], entry["compared"]) for what, entry in figures.items()}


def committed(path: Path) -> dict[str, Kept]:
    """The last run that was committed, or the one that is there where git is not; nothing where there is none."""
    shown = subprocess.run(
        ["git", "show", f"HEAD:./{path.name}"], cwd=path.parent, capture_output=True, text=True, check=False
    )
    if shown.returncode == 0:
        return read(shown.stdout)
    return read(path.read_text(encoding="utf-8")) if path.exists() else {}


def changes(outcome: Outcome, before: Mapping[str, Kept]) -> list[Change]:
    """The figures that are in both runs, the one that has become worst first."""
    found = []
    for told, figure in outcome.each():
        now, last = kept(told, figure), before.get(figure.what)
        if now and last and now.unit == last.unit:
            found.append(Change(figure.what, last, now, figure.missed))
    return sorted(found, key=lambda change: -change.times)
