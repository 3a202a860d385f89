"""Comma-separated values as `psql --csv` writes them: quoted only where they must be, newlines bare."""

from __future__ import annotations

import functools
import re
from itertools import cycle
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import cleaned, flat_batches, headings, rows_of
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_NUMBERS = frozenset({20, 21, 23, 26, 28, 29, 700, 701, 1700, 5069})
# int8 int2 int4 oid xid cid float4 float8 numeric xid8

_PLAIN = re.compile(r"[A-Za-z0-9()<>_-]*", re.ASCII)


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write headings and rows, or `heading,value` lines where `expanded` asks for them; never title or footers."""
    separator = options.csv_fieldsep
    names = headings(result)
    expanded = options.expanded == "on"
    _quote_columns(names, len(names), separator, range(len(names)))
    looked_at = _to_look_at(result, options)
    if not expanded and not options.tuples_only and piece.opens:
        out.write(f"{separator.join(names)}\n")
    for flat in flat_batches(result, options, clean=True):
        _quote_columns(flat, len(names), separator, looked_at)
        rows: Iterable[tuple[str, ...]] = zip(cycle(names), flat) if expanded else rows_of(flat, len(names))
        out.write("\n".join(map(separator.join, rows)) + "\n")


def _to_look_at(result: Result, options: Options) -> Iterable[int]:
    """The columns whose cells might need quotes: numbers never do, with the usual separators."""
    columns = range(len(result.columns))
    if options.csv_fieldsep not in ",;|\t" or options.numericlocale or not _PLAIN.fullmatch(options.null):
        return columns
    return [at for at in columns if result.columns[at].type_oid not in _NUMBERS]


def _quote_columns(flat: list[str], count: int, separator: str, looked_at: Iterable[int]) -> None:
    """Quote in place the cells that need it; columns with nothing special in them are not looked at by cell."""
    specials = ('"', separator, "\n", "\r", "\\")  # of `\\.` one: a single character is found many times as fast
    needs_quotes = _special(separator).search
    for index in looked_at:
        column = flat[index::count]
        text = "".join(column)
        if not text.isascii():
            flat[index::count] = column = cleaned(column, text)
        if separator in "\\." or any(special in text for special in specials):
            flat[index::count] = [_quoted(cell) if needs_quotes(cell) else cell for cell in column]


@functools.cache
def _special(separator: str) -> re.Pattern[str]:
    r"""What a field is quoted for; COPY takes a line `\.` for the end of its input, so that is."""
    if separator in "\\.":
        return re.compile("")
    return re.compile(rf'[\r\n"{re.escape(separator)}]|\A\\\.\Z')


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'
