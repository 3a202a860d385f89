"""How fast this machine is just now: the same small work, again and again.

Times cannot be compared between machines, or between a quiet hour and a busy one; their ratio to this can, roughly.
"""

from __future__ import annotations

import json
import time
from statistics import median

_TIMES = 15
_DOCUMENT = {f"key {number}": [number, str(number) * 10, {"nested": number / 7}] for number in range(2_000)}


def seconds() -> float:
    """What it takes to write a document as JSON, read it, and sort it by its texts; the median of some."""
    return median(_once() for _ in range(_TIMES))


def _once() -> float:
    began = time.perf_counter()
    read = json.loads(json.dumps(_DOCUMENT))
    sorted(read.items(), key=lambda item: item[1][1])
    return time.perf_counter() - began
