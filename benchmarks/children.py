"""Whole programs measured from outside, in turn: A B C, A B C, …, so that a busy machine is busy for all of them."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_LAUNCHER = Path(__file__).with_name("child.py")


@dataclass(frozen=True, slots=True)
class Usage:
    """What one run of a program took, by the system's own account of it."""

    wall: float
    """Seconds."""
    cpu: float
    """User and system seconds of the whole process."""
    peak: float
    """The most memory that it held at a time, in MiB."""


@dataclass(frozen=True, slots=True)
class Series:
    """The runs of one program."""

    runs: tuple[Usage, ...]

    @property
    def wall(self) -> float:
        return median(run.wall for run in self.runs)

    @property
    def cpu(self) -> float:
        return median(run.cpu for run in self.runs)

    @property
    def peak(self) -> float:
        return median(run.peak for run in self.runs)

    def beyond(self, other: Series, what: Callable[[Usage], float]) -> float:
        """What these runs took more than those that stood beside them: the median of the differences."""
        return median(what(ours) - what(theirs) for ours, theirs in zip(self.runs, other.runs, strict=False))

    def against(self, other: Series, what: Callable[[Usage], float] = lambda run: run.cpu) -> float:
        """The median of the ratios of the runs that stood side by side."""
        return median(what(ours) / what(theirs) for ours, theirs in zip(self.runs, other.runs, strict=False))


@dataclass(frozen=True, slots=True)
class Program:
    """A program to be measured."""

    argv: tuple[str, ...]
    environment: Mapping[str, str]
    at_most: int | None = None
    """Runs, where the program takes minutes; its first run is then a measured one."""


def run(program: Program, out: Path) -> Usage:
    """Run a program once, its standard output going to a file. Raises RuntimeError when it fails."""
    launcher = [sys.executable, "-I", "-S", str(_LAUNCHER), str(out), *program.argv]
    said = subprocess.run(
        launcher, env=dict(program.environment), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if said.returncode:
        raise RuntimeError(f"{program.argv[0]} could not be started: {said.stderr}")
    wall, cpu, peak, status = json.loads(said.stdout)
    if status:
        raise RuntimeError(f"{' '.join(program.argv)} ended with {status}: {said.stderr}")
    return Usage(wall, cpu, peak)


def in_turn(programs: Mapping[str, Program], rounds: int, folder: Path) -> dict[str, Series]:
    """Run each program once to warm up and then `rounds` times, in turn; the last outputs stay in `folder`."""
    runs: dict[str, list[Usage]] = {name: [] for name in programs}
    for number in range(rounds + 1):
        for name, program in programs.items():
            if len(runs[name]) == program.at_most:
                continue
            usage = run(program, folder / name)
            if number or program.at_most is not None:
                runs[name].append(usage)
    return {name: Series(tuple(measured)) for name, measured in runs.items()}
