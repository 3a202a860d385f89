r"""How the wrapped format makes columns narrower: psql's `\pset format wrapped`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


def squeezed(widths: Sequence[int], least: Sequence[int], averages: Sequence[int], room: int) -> list[int]:
    """The widths, made smaller one by one until their sum fits into the room or none can give any more.

    The column gives that is the widest for its average cell, as then the fewest cells are cut; wide columns give a
    little sooner. No column gets narrower than its heading, and none that is empty.

    >>> squeezed([10, 40], [2, 2], [9, 10], 30)
    [10, 20]
    """
    found = list(widths)
    over = sum(found) - room
    for _ in range(over):
        worst, most = None, 0.0
        for at, (width, average) in enumerate(zip(found, averages, strict=True)):
            if average and width > least[at]:
                ratio = width / average + widths[at] * 0.01
                if ratio > most:
                    worst, most = at, ratio
        if worst is None:
            break
        found[worst] -= 1
    return found
