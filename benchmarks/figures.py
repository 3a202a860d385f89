"""What a benchmark found, beside the bar that it is held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf, isinf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_WHOLE = ("MiB", "trips", "cases")
"""Units that nobody needs decimals of."""
_LARGE = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """The same thing of several programs: what a picture shows."""

    what: str
    """What the numbers are: `CPU`, `peak memory`."""
    unit: str
    values: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value and its bar."""

    what: str
    value: float | None
    """None where a peer was missing."""
    bar: float
    """Infinite where there is none."""
    unit: str
    """Behind the value: `x` for a ratio, `MiB`, `ms`, `s`, `trips`, `cases`."""
    beside: str
    """The medians that it was made of, and other peers'."""
    rounds: int
    reason: str = field(default="", kw_only=True)
    """Why the bar is not reached, as far as it is known; told only where it is not."""
    compared: Compared | None = field(default=None, kw_only=True)

    @property
    def met(self) -> bool:
        """Whether the bar is reached; never by what was not measured."""
        return self.value is not None and self.value <= self.bar

    @property
    def missed(self) -> bool:
        return self.value is not None and not self.met

    @property
    def verdict(self) -> str:
        if self.value is None:
            return "not measured"
        if isinf(self.bar):
            return "no bar"
        return "met" if self.met else "MISSED"

    @property
    def shown(self) -> str:
        return "-" if self.value is None else f"{number(self.value, self.unit)} {self.unit}"

    @property
    def bound(self) -> str:
        """The bar in words."""
        return "none" if self.bar == inf else f"≤ {self.bar:g}"


def number(value: float, unit: str) -> str:
    """A value as people want to read it.

    >>> number(52.3, "MiB"), number(236.4, "ms"), number(1.084, "x"), number(0.0071, "x")
    ('52', '236', '1.08', '0.0071')
    """
    if unit in _WHOLE or value >= _LARGE:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value >= 0.1 else f"{value:.2g}"


def against(ours: list[float], theirs: list[float]) -> float:
    """The median of the ratios of runs that stood side by side."""
    from statistics import median

    return median(mine / other for mine, other in zip(ours, theirs, strict=True))
