"""A run of benchmarks: what each of them found, where, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from benchmarks.figures import Figure


@dataclass(frozen=True, slots=True)
class Told:
    """One benchmark's part of a run."""

    name: str
    part: str
    """Which part of the project its figures belong to."""
    figures: tuple[Figure, ...]
    seconds: float
    yardstick: float
    """Seconds of `benchmarks.yardstick` while it ran."""
    error: str = ""
    """What ended it; figures that were found before that are kept."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """All of a run."""

    began: datetime
    command: str
    versions: dict[str, str]
    loads: tuple[float, float]
    """Of the system, before and after."""
    told: tuple[Told, ...]

    @property
    def figures(self) -> list[Figure]:
        return [figure for told in self.told for figure in told.figures]

    @property
    def failed(self) -> list[Told]:
        return [told for told in self.told if told.error]

    @property
    def seconds(self) -> float:
        return sum(told.seconds for told in self.told)

    def each(self) -> Iterator[tuple[Told, Figure]]:
        """Every figure with its benchmark."""
        return ((told, figure) for told in self.told for figure in told.figures)
