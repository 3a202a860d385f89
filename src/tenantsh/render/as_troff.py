"""Tables for troff's tbl and ms macros, as psql writes them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table, or a table of records where `expanded` asks for them."""
    records = options.expanded == "on"
    if piece.opens:
        out.writelines(_opening(result, options))
        if records and options.tuples_only:
            out.write("c l;\n")
        elif not records:
            out.writelines(_head(result, options))
    out.writelines(_records(result, options, piece) if records else _rows(result, options))
    if piece.closes:
        beneath = footers(result, options, piece, default=not records)
        out.write(".TE\n.DS L\n" + "".join(f"{_escaped(footer)}\n" for footer in beneath) + ".DE\n")


def _opening(result: Result, options: Options) -> Iterator[str]:
    above = title(result, options)
    if above is not None:
        yield f".LP\n.DS C\n{_escaped(above)}\n.DE\n"
    yield f".LP\n.TS\ncenter{' box' if options.border >= 2 else ''};\n"


def _head(result: Result, options: Options) -> Iterator[str]:
    between = " | " if options.border else ""
    yield between.join("r" if column.right else "l" for column in result.columns) + ".\n"
    if not options.tuples_only:
        yield "\t".join(rf"\fI{_escaped(name)}\fP" for name in headings(result)) + "\n_\n"


def _rows(result: Result, options: Options) -> Iterator[str]:
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(result.columns)):
            yield "\t".join(map(_escaped, row)) + "\n"


def _records(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    names = [_escaped(name) for name in headings(result)]
    numbers = count(piece.before + 1)
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(names)):
            yield _above(next(numbers), options)
            for name, cell in zip(names, row, strict=True):
                yield f"{name}\t{_escaped(cell)}\n"


def _above(number: int, options: Options) -> str:
    """The line above a record, with the changes of format that it needs."""
    if options.tuples_only:
        return "_\n" if options.border else ""
    between = "_\n" if options.border >= 2 and number > 1 else ""
    back = f"{between}.T&\n" if number > 1 else ""
    beneath = "_\n" if options.border else ""
    columns = "c | l" if options.border == 1 else "c l"
    return f"{back}c s.\n\\fIRecord {number}\\fP\n{beneath}.T&\n{columns}.\n"


def _escaped(text: str) -> str:
    return text.replace("\\", r"\(rs")
