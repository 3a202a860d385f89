"""What the formats share: cells batch by batch, how wide they get, titles and footers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, cast

from tenantsh.render.width import has_controls, is_plain, widest, width

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def flat_batches(result: Result, null: str) -> Iterator[list[str]]:
    """The cells of each batch in one list, row after row, with `null` for NULL.

    One flat list is what CPython formats, joins and slices quickest; `flat[i::n]` is the column i.
    """
    if result.cells is None or not result.columns:  # psql prints no rows where there are no columns
        return
    for batch in result.cells.text():
        flat = list(chain.from_iterable(batch))
        if None in flat:
            yield [null if cell is None else cell for cell in flat]
        elif flat:
            yield cast("list[str]", flat)


def rows_of(flat: Sequence[str], count: int) -> Iterator[tuple[str, ...]]:
    """The rows of a flat batch with `count` columns."""
    return zip(*[iter(flat)] * count, strict=True)


@dataclass(frozen=True, slots=True)
class Extent:
    """What has to be known of all cells before the first is printed."""

    widths: tuple[int, ...]
    """Terminal columns of each column's widest cell."""
    plain: bool
    """Whether `len` is the width of every cell, and none has two lines."""
    multiline: bool
    """Whether any cell has more than one line."""


def measure(result: Result, options: Options) -> Extent:
    """Read all cells once for their widths."""
    count = len(result.columns)
    widths = [0] * count
    plain, multiline = True, False
    for flat in flat_batches(result, options.null):
        text = "".join(flat)
        plain_batch = is_plain(text)
        plain = plain and plain_batch
        multiline = multiline or (not plain_batch and "\n" in text)
        for index in range(count):
            column = flat[index::count]
            found = max(map(len, column)) if plain_batch else _column_width(column)
            widths[index] = max(widths[index], found)
    return Extent(tuple(widths), plain, multiline)


def _column_width(column: Sequence[str]) -> int:
    text = "".join(column)
    if is_plain(text):
        return max(map(len, column))
    return widest(column) if has_controls(text) else max(map(width, column))


def title(result: Result, options: Options) -> str | None:
    """The line above the table, if there is one."""
    if options.tuples_only:
        return None
    return options.title if result.title is None else result.title


def footers(result: Result, options: Options, *, default: bool = True) -> Sequence[str]:
    """The lines beneath the table: the result's own, else (where `default`) psql's row count."""
    if options.tuples_only:
        return ()
    if result.footers is not None:
        return result.footers
    return [f"({len(result)} row{'' if len(result) == 1 else 's'})"] if default and options.footer else ()
