"""CPU of printing rows that are in memory already: 100k and 1M x 6, each format, to a file.

    python benchmarks/render_formats.py [ROWS]

psql 15 on the 2-core machine of facts/shells.md takes 0.48 s CPU for its whole aligned run of 100k rows, 4.8 s for 1M,
and 0.79 s for 1M as csv.
"""

from __future__ import annotations

import hashlib
import sys
import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tenantsh.model.result import Column, Result, Row, TextBatch
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.render.options import Format

BATCH = 2000
COLUMNS = tuple(
    Column(name, oid)
    for name, oid in {"id": 23, "hash": 25, "big": 20, "at": 1184, "maybe": 25, "amount": 1700}.items()
)


class Batches:
    """Cells as a spool hands them out: anew at every reading, a batch at a time."""

    def __init__(self, rows: int, flavour: str) -> None:
        self.rows = rows
        self.batches = [self._batch(start, flavour) for start in range(0, min(rows, 50 * BATCH), BATCH)]

    def _batch(self, start: int, flavour: str) -> TextBatch:
        began = datetime(2026, 1, 1, tzinfo=UTC)
        return [
            (
                str(i),
                flavour + hashlib.md5(b"%d" % i).hexdigest()[len(flavour) :],
                str(i * 1000003),
                str(began + timedelta(seconds=i)),
                None if i % 3 == 0 else f"x{i}",
                str(Decimal(i) * 137 / 100),
            )
            for i in range(start, min(start + BATCH, self.rows))
        ]

    def __len__(self) -> int:
        return self.rows

    def text(self) -> Iterator[TextBatch]:
        for index in range(-(-self.rows // BATCH)):
            yield self.batches[index % len(self.batches)]

    def values(self) -> Iterator[list[Row]]:
        raise NotImplementedError


def seconds(result: Result, options: Options, path: Path) -> float:
    """CPU seconds of one writing."""
    started = time.process_time()
    with path.open("w", encoding="utf-8", newline="") as out:
        write(result, options, out)
    return time.process_time() - started


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    formats: list[tuple[Format, Options]] = [(f, Options(format=f)) for f in ("aligned", "unaligned", "csv", "json")]
    with TemporaryDirectory() as folder:
        for flavour, kind in {
            "": "ASCII",
            "Zürich ": "Latin",
            "東京 ": "wide",
            "a,": "commas",
            "a\n": "two lines",
        }.items():
            result = Result(columns=COLUMNS, cells=Batches(rows, flavour))
            for name, options in [*formats, ("expanded", Options(expanded="on"))]:
                best = min(seconds(result, options, Path(folder, "out")) for _ in range(3))
                print(f"{kind:10} {name:10} {rows:>9,} rows  {best:6.3f} s CPU")


if __name__ == "__main__":
    main()
