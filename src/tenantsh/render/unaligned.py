r"""Fields with a separator between them: psql's `-A`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write rows, or `heading|value` lines where `expanded` asks for them; cells as they are."""
    if options.expanded == "on":
        separator, parts = options.recordsep * 2, _records(result, options, piece)
    else:
        separator, parts = options.recordsep, _table(result, options, piece)
    wrote = not piece.opens
    for part in parts:
        out.write(f"{separator}{part}" if wrote else part)
        wrote = True
    if wrote and piece.closes:  # a newline ends the output whatever the separator, except for readers of `find -print0`
        out.write("\0" if options.recordsep == "\0" else "\n")


def _table(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    """Title, headings, rows (a batch at a time) and footers."""
    above = title(result, options)
    if above is not None and piece.opens:
        yield above
    if not options.tuples_only and piece.opens:
        yield options.fieldsep.join(headings(result))
    for flat in flat_batches(result, options):
        yield options.recordsep.join(map(options.fieldsep.join, rows_of(flat, len(result.columns))))
    if piece.closes:
        yield from footers(result, options, piece)


def _records(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    """Title, records (a batch at a time) and footers."""
    above = title(result, options)
    if above is not None and piece.opens:
        yield above
    names = [f"{name}{options.fieldsep}".replace("%", "%%") for name in headings(result)]
    template = options.recordsep.join(f"{name}%s" for name in names)
    for flat in flat_batches(result, options):
        yield (options.recordsep * 2).join(map(template.__mod__, rows_of(flat, len(result.columns))))
    beneath = footers(result, options, default=False) if piece.closes else ()
    if beneath:
        yield options.recordsep.join(beneath)
