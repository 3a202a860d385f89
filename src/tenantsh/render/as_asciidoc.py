"""Tables as AsciiDoc, as psql writes them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_FRAMES = (',frame="none",grid="none"', ',frame="none"', ',frame="all",grid="all"')
"""By border; any greater one leaves it to AsciiDoc."""


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table, or a table of records where `expanded` asks for them."""
    records = options.expanded == "on"
    if piece.opens:
        out.writelines(_opening(result, options, records=records))
    out.writelines(_records(result, options, piece) if records else _rows(result, options))
    out.write("|====\n")  # psql writes it after each piece
    if piece.closes:
        beneath = footers(result, options, piece, default=not records)
        if beneath:
            out.write("\n....\n" + "".join(f"{footer}\n" for footer in beneath) + "....\n")


def _opening(result: Result, options: Options, *, records: bool) -> Iterator[str]:
    yield "\n"
    above = title(result, options)
    if above is not None:
        yield f".{above}\n"
    header = "" if records or options.tuples_only else 'options="header",'
    columns = "h,l" if records else ",".join(f"{_side(right=column.right)}l" for column in result.columns)
    frame = _FRAMES[options.border] if options.border < len(_FRAMES) else ""
    yield f'[{header}cols="{columns}"{frame}]\n|====\n'
    if header:
        yield " ".join(f"^l|{_escaped(name)}" for name in headings(result)) + "\n"


def _rows(result: Result, options: Options) -> Iterator[str]:
    for flat in flat_batches(result, options):
        for *cells, last in rows_of(flat, len(result.columns)):
            yield " ".join([f"|{_value(cell)}" for cell in cells] + [f"|{_value(last, nothing='')}"]) + "\n"


def _records(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    sides = [_side(right=column.right) for column in result.columns]
    names = [_escaped(name) for name in headings(result)]
    numbers = count(piece.before + 1)
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(names)):
            number = next(numbers)
            yield "2+|\n" if options.tuples_only else f"2+^|Record {number}\n"
            for name, side, cell in zip(names, sides, row, strict=True):
                yield f"<l|{name} {side}l|{_value(cell)}\n"


def _side(*, right: bool) -> str:
    return ">" if right else "<"


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


def _value(cell: str, nothing: str = " ") -> str:
    return _escaped(cell) if cell.strip(" \t") else nothing
