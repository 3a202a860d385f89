"""Ask psql how wide characters are: `python -m tests.render.ask_widths 15 PSQL DSN` prints its lines of the table.

Characters go into a column of two places: what psql fills up is what they do not take.
"""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIRST, LAST = 0xA0, 0x10FFFF


def asked(psql: Path | str, dsn: str, last: int = LAST) -> dict[str, int]:
    """The width of each character that psql prints, up to the code point `last`."""
    sql = f"select chr(i), '' from generate_series({FIRST}, {last}) i where i not between 55296 and 57343"
    command = [str(psql), "-X", "-t", "-d", dsn, "-c", f"select '東' as c, '' as x union all ({sql})"]
    printed = subprocess.run(command, capture_output=True, check=True).stdout.decode().split("\n")[1:-2]
    # the last two of a plane are never characters, and left out
    return {line[1]: len(" c  | ") - len(line) + 1 for line in printed if line[1] != " "}


def _ranges(codes: list[int]) -> Iterator[str]:
    start = end = codes[0]
    for code in [*codes[1:], -1]:
        if code == end + 1:
            end = code
            continue
        yield f"{start:x}" if start == end else f"{start:x}-{end:x}"
        start = end = code


def main() -> None:
    """Print the lines."""
    major, psql, dsn = sys.argv[1:]
    widths = asked(psql, dsn)
    for columns in (0, 2):
        codes = sorted(ord(character) for character, found in widths.items() if found == columns)
        sys.stdout.write(f"{major} {columns} {' '.join(_ranges(codes))}\n")


if __name__ == "__main__":
    main()
