"""What a benchmark found, beside the bar that it is held to."""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and its bar."""

    what: str
    value: float | None
    """None where a peer was missing."""
    bar: float
    """Infinite where there is none."""
    unit: str
    """Behind the value: `x` for a ratio, `MiB`, `ms`, `trips`."""
    beside: str
    """The medians that it was made of, and other peers'."""
    rounds: int

    @property
    def met(self) -> bool:
        """Whether the bar is reached; never by what was not measured."""
        return self.value is not None and self.value <= self.bar

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if isinf(self.bar):
            return "no bar"
        return "met" if self.met else "MISSED"

    @property
    def shown(self) -> str:
        if self.value is None:
            return "-"
        number = f"{self.value:.0f}" if self.unit in ("MiB", "trips") else f"{self.value:.2f}"
        return f"{number} {self.unit}"
