"""The table that psql prints by default, and the same with cells wrapped to fit a width."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import Extent, flat_batches, footers, headings, measure, rows_of, title
from tenantsh.render.grid import Grid, Place, around
from tenantsh.render.linestyle import line_style
from tenantsh.render.pieces import WHOLE, Piece
from tenantsh.render.tall import TallRows
from tenantsh.render.width import has_controls, is_plain, ruler

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table, or records where `expanded` asks for them."""
    extent = measure(result, options)
    if options.expanded != "on":
        grid, fits = _grid(result, options, extent)
        # a single column would only become wider
        if options.expanded == "off" or fits or len(result.columns) < 2:
            _write_table(result, options, extent, grid, out, piece)
            return
    from tenantsh.render import expanded  # few ask for it

    expanded.write(result, options, extent, out, piece)


def _write_table(result: Result, options: Options, extent: Extent, grid: Grid, out: TextIO, piece: Piece) -> None:
    if piece.opens:
        _write_head(result, options, grid, out)
    _write_rows(result, options, grid, extent, out)
    if piece.closes:
        if grid.border == 2:
            out.write(grid.across(grid.style.bottom))
        out.writelines(f"{footer}\n" for footer in footers(result, options, piece))
        out.write("\n")


def _grid(result: Result, options: Options, extent: Extent) -> tuple[Grid, bool]:
    """The columns with their widths, and whether they fit into `options.columns`."""
    border = min(options.border, 2)
    rule = ruler(options.psql_major)
    heads = [rule.widest([name]) for name in headings(result)]
    widths = list(map(max, heads, extent.widths))
    frame = around(len(heads), border)
    limit = options.columns
    narrowest = sum(heads) + frame
    if options.format == "wrapped" and limit >= narrowest:
        from tenantsh.render.wrapping import squeezed

        widths = squeezed(widths, heads, [extent.average(at) for at in range(len(heads))], limit - frame)
    last = len(heads) - 1
    places = (
        Place(width, column.right, border < 2 and index == last)
        for index, (column, width) in enumerate(zip(result.columns, widths, strict=True))
    )
    grid = Grid(tuple(places), border, line_style(options), rule)
    return grid, limit <= 0 or (limit >= narrowest and limit >= grid.total)


def _write_head(result: Result, options: Options, grid: Grid, out: TextIO) -> None:
    above = title(result, options)
    if above is not None:
        out.write(f"{' ' * ((grid.total - grid.rule.widest([above])) // 2)}{above}\n")
    if options.tuples_only:
        return
    if grid.border == 2:
        out.write(grid.across(grid.style.top))
    if grid.places:
        out.writelines(grid.headings(headings(result)))
    out.write(grid.across(grid.style.middle))


def _write_rows(result: Result, options: Options, grid: Grid, extent: Extent, out: TextIO) -> None:
    template = grid.template()
    count = len(grid.places)
    tall = TallRows(grid)
    squeezed = any(place.width < width for place, width in zip(grid.places, extent.widths, strict=True))
    for flat in flat_batches(result, options, clean=extent.plain):
        text = "" if extent.plain else "".join(flat)
        if squeezed:
            out.writelines(map(tall, rows_of(flat, count)))
        elif is_plain(text):
            # one % for the whole batch is twice as quick as one per row
            out.write(template * (len(flat) // count) % tuple(flat))
        elif not has_controls(text):
            out.write(grid.wide(flat))
        else:
            rows = rows_of(flat, count)
            out.writelines(template % row if is_plain("".join(row)) else tall(row) for row in rows)
