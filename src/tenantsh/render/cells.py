"""What the formats share: cells batch by batch, how wide they get, titles and footers."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple, cast

from tenantsh.render.pieces import WHOLE, Piece
from tenantsh.render.width import Ruler, has_controls, is_plain, ruler

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_NO_CHARACTER = re.compile(f"[{''.join(chr(plane << 16 | end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))}]")
"""The last two of each plane: never characters; psql leaves them out, except for those of the first plane."""


def flat_batches(result: Result, options: Options, *, clean: bool = False) -> Iterator[list[str]]:
    """The cells of each batch in one list, row after row, with the null text for NULL.

    One flat list is what CPython formats, joins and slices quickest; `flat[i::n]` is the column i. Where the cells are
    known to be `clean`, or the caller calls `cleaned` itself, they are not looked at.
    """
    if result.cells is None or not result.columns:  # psql prints no rows where there are no columns
        return
    for batch in result.cells.text():
        cells = list(chain.from_iterable(batch))
        if options.numericlocale:
            _localize(cells, result)
        null = options.null
        flat = [null if cell is None else cell for cell in cells] if None in cells else cast("list[str]", cells)
        if flat and not clean:
            flat = cleaned(flat, "".join(flat))
        if flat:
            yield flat


def cleaned(cells: list[str], text: str) -> list[str]:
    """The cells without what Unicode says is no character; `text` is all of them in one."""
    if text.isascii():
        return cells
    data = text.encode("utf-8", "surrogatepass")
    if b"\xbf\xbe" in data or b"\xbf\xbf" in data:  # how they all end; a regex takes ten times as long
        return [_NO_CHARACTER.sub("", cell) for cell in cells]
    return cells


def headings(result: Result) -> list[str]:
    """The columns' names as they are printed."""
    return [_NO_CHARACTER.sub("", column.name) for column in result.columns]


def rows_of(flat: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """The rows of a flat batch with `count` columns."""
    return zip(*[iter(flat)] * count, strict=True)


def _localize(cells: list[str | None], result: Result) -> None:
    from tenantsh.render.numeric import localized, style  # few ask for it

    how = style()
    for at, column in enumerate(result.columns):
        if column.right:
            numbers = cells[at :: len(result.columns)]
            cells[at :: len(result.columns)] = [text if text is None else localized(text, how) for text in numbers]


class Extent(NamedTuple):
    """What has to be known of all cells before the first is printed."""

    rows: int
    widths: tuple[int, ...]
    """Terminal columns of each column's widest cell."""
    plain: bool
    """Whether `len` is the width of every cell, and none has two lines."""
    multiline: bool
    """Whether any cell has more than one line."""
    sums: tuple[int, ...]
    """Of each column's widths; counted for the wrapped format only."""

    def average(self, column: int) -> int:
        """The width of a column's cells on average, cut off to a whole number."""
        return self.sums[column] // self.rows if self.rows else 0


def measure(result: Result, options: Options) -> Extent:
    """Read all cells once for their widths."""
    count = len(result.columns)
    rule = ruler(options.psql_major)
    widths, sums = [0] * count, [0] * count
    plain, multiline, total = True, False, 0
    for flat in flat_batches(result, options):
        text = "".join(flat)
        plain_batch = is_plain(text)
        plain = plain and plain_batch
        multiline = multiline or (not plain_batch and "\n" in text)
        total += len(flat)
        for index in range(count):
            column = flat[index::count]
            found = max(map(len, column)) if plain_batch else _column_width(column, rule)
            widths[index] = max(widths[index], found)
            if options.format == "wrapped":
                sums[index] += sum(rule.widest([cell]) for cell in column)
    return Extent(total // count if count else len(result), tuple(widths), plain, multiline, tuple(sums))


def _column_width(column: Sequence[str], rule: Ruler) -> int:
    text = "".join(column)
    if is_plain(text):
        return max(map(len, column))
    return rule.widest(column) if has_controls(text) else max(map(rule.width, column))


def title(result: Result, options: Options) -> str | None:
    """The line above the table, if there is one."""
    if options.tuples_only:
        return None
    return options.title if result.title is None else result.title


def footers(result: Result, options: Options, piece: Piece = WHOLE, *, default: bool = True) -> Sequence[str]:
    """The lines beneath the table: the result's own, else (where `default`) psql's row count."""
    if options.tuples_only:
        return ()
    if result.footers is not None:
        return result.footers
    if not (default and options.footer):
        return ()
    rows = piece.before + len(result)
    return [f"({rows} row{'' if rows == 1 else 's'})"]
