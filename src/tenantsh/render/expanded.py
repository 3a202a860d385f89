r"""Records one beneath the other: psql's `\x`."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import Extent, flat_batches, footers, rows_of, title
from tenantsh.render.form import Form, fitted
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, extent: Extent, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write each row as a record; `extent` is what `measure` found."""
    if piece.whole and (not len(result) or not result.columns):
        out.writelines(f"{footer}\n" for footer in footers(result, options, piece))
        out.write("\n")
        return
    above = title(result, options)
    if above is not None and piece.opens:
        out.write(f"{above}\n")
    form = fitted(result, options, extent)
    _write_records(result, options, form, extent, out, piece)
    if piece.closes:
        _write_end(result, options, form, out)


def _write_end(result: Result, options: Options, form: Form, out: TextIO) -> None:
    if form.border == 2:
        out.write(form.across(form.style.bottom))
    beneath = footers(result, options, default=False)  # records are numbered, so psql does not count them again
    if beneath and form.border < 2:
        out.write("\n")
    out.writelines(f"{footer}\n" for footer in beneath)
    out.write("\n")


def _write_records(result: Result, options: Options, form: Form, extent: Extent, out: TextIO, piece: Piece) -> None:
    template = form.template()
    first = piece.before + 1
    numbers = count(first)
    quick = form.value_width >= max(extent.widths, default=0)
    for flat in flat_batches(result, options, clean=extent.plain):
        simple = quick and form.fits("" if extent.plain else "".join(flat))
        records = [
            f"{_above(form, next(numbers), options, first)}"
            f"{template % row if simple or (quick and form.fits(''.join(row))) else form.body(row)}"
            for row in rows_of(flat, len(result.columns))
        ]
        out.write("".join(records))


def _above(form: Form, number: int, options: Options, first: int) -> str:
    """The line above a record: its number, or with tuples_only a bare rule between records."""
    rule = form.style.top if number == first else form.style.middle
    if not options.tuples_only:
        return form.across(rule, f"[ RECORD {number} ]" if form.border else f"* Record {number}")
    return form.across(rule) if number > 1 or form.border == 2 else ""
