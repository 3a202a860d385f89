"""Pictures of a run, as SVG that needs nothing: programs side by side, and every figure as a share of its bar."""

from __future__ import annotations

from html import escape
from math import isinf
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.figures import number
from benchmarks.suite import SUITE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.figures import Compared, Figure
    from benchmarks.outcome import Outcome, Told

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "images" / "benchmarks"
FROM_RESULTS = "../docs/images/benchmarks"
OVERVIEW = "bars.svg"

_WIDTH = 860
_NAMES = 300
"""Where bars begin, in pixels: left of it stand the names."""
_BARS = 440
"""The longest bar."""
_LINE = 22
_HEADING = 118
"""Letters that stand in a line."""
_OURS, _THEIRS, _MET, _MISSED, _INK, _FAINT = "#0b6e4f", "#9aa5b1", "#0b6e4f", "#c0392b", "#1f2933", "#52606d"
_HIGHEST = 2.0
"""What is more than so many times its bar is drawn so long, and its number says it."""


def write(outcome: Outcome, folder: Path = FOLDER) -> None:
    """Draw a run anew: a picture for each benchmark that has programs side by side, and the overview.

    Where a benchmark had nothing to show this time its last picture stays: pages refer to it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.svg"):
        if old.stem not in SUITE:
            old.unlink()
    for told in outcome.told:
        if comparisons(told):
            (folder / f"{told.name}.svg").write_text(side_by_side(told), encoding="utf-8")
    (folder / OVERVIEW).write_text(overview(outcome), encoding="utf-8")


def comparisons(told: Told) -> list[tuple[Figure, Compared]]:
    """The figures of a benchmark that have something beside them."""
    return [(figure, figure.compared) for figure in told.figures if figure.compared and len(figure.compared.values) > 1]


def side_by_side(told: Told) -> str:
    """One benchmark's figures, each with a bar for every program."""
    drawing = _Drawing()
    for figure, compared in comparisons(told):
        drawing.heading(_shortened(f"{compared.what}: {figure.what}", _HEADING))
        longest = max(compared.values.values()) or 1
        for name, value in compared.values.items():
            said = f"{number(value, compared.unit)} {compared.unit}"
            colour = _OURS if name.startswith(("tenantsh", "\\each", "Session")) else _THEIRS
            drawing.bar(name, value / longest, said, colour)
        drawing.gap()
    return drawing.svg()


def overview(outcome: Outcome) -> str:
    """Every figure that has a bar, as a share of it, the worst first."""
    drawing = _Drawing(names=520, bars=240)
    drawing.heading("what was measured, as a share of its bar (the line): shorter is better")
    top = drawing.height
    for figure in sorted(_barred(outcome), key=lambda figure: -_share(figure)):
        share = _share(figure)
        drawing.bar(figure.what, min(share, _HIGHEST) / _HIGHEST, f"{share:.2f}", _MISSED if figure.missed else _MET)
    drawing.mark(1 / _HIGHEST, top)
    return drawing.svg()


def _barred(outcome: Outcome) -> Iterator[Figure]:
    return (figure for figure in outcome.figures if figure.value is not None and not isinf(figure.bar))


def _share(figure: Figure) -> float:
    assert figure.value is not None
    if figure.bar:
        return figure.value / figure.bar
    return 0.0 if figure.value == 0 else _HIGHEST


class _Drawing:
    """Lines of text and bars, from the top down."""

    def __init__(self, names: int = _NAMES, bars: int = _BARS) -> None:
        self.height = 12
        self._names, self._bars = names, bars
        self._made: list[str] = []

    def heading(self, text: str) -> None:
        self._text(12, text, anchor="start", colour=_INK, weight=600)
        self.height += _LINE + 2

    def bar(self, name: str, share: float, said: str, colour: str) -> None:
        width = max(share * self._bars, 1)
        self._text(self._names - 8, _shortened(name, self._names // 7), anchor="end", colour=_INK)
        self._made.append(
            f'<rect x="{self._names}" y="{self.height + 3}" width="{width:.1f}" height="14" rx="2" fill="{colour}"/>'
        )
        self._text(self._names + width + 6, said, anchor="start", colour=_FAINT)
        self.height += _LINE

    def gap(self) -> None:
        self.height += _LINE // 2

    def mark(self, share: float, top: int) -> None:
        """A line from a height to here."""
        at = self._names + share * self._bars
        self._made.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{top}" y2="{self.height}" stroke="{_INK}" stroke-dasharray="3 3"/>'
        )

    def svg(self) -> str:
        height = self.height + 8
        size = f'viewBox="0 0 {_WIDTH} {height}" width="{_WIDTH}" height="{height}"'
        opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="system-ui, sans-serif" font-size="12">'
        paper = f'<rect width="{_WIDTH}" height="{height}" rx="6" fill="#ffffff"/>'
        return "\n".join([opening, paper, *self._made, "</svg>", ""])

    def _text(self, x: float, text: str, *, anchor: str, colour: str, weight: int = 400) -> None:
        self._made.append(
            f'<text x="{x:.1f}" y="{self.height + 14}" text-anchor="{anchor}" fill="{colour}" '
            f'font-weight="{weight}">{escape(text)}</text>'
        )


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
