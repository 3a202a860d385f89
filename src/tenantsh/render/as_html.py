"""Tables as HTML, as psql writes them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "<br />\n"})
_NOTHING = "&nbsp; "


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table, or a table of records where `expanded` asks for them."""
    records = options.expanded == "on"
    if piece.opens:
        out.writelines(_opening(result, options))
        if not records and not options.tuples_only:
            out.write(_row(f'    <th align="center">{escaped(name)}</th>\n' for name in headings(result)))
    rows = _records(result, options, piece) if records else _rows(result, options)
    out.writelines(rows)
    if piece.closes:
        beneath = footers(result, options, piece, default=not records)
        lines = "".join(f"{escaped(footer)}<br />\n" for footer in beneath)
        out.write(f"</table>\n{f'<p>{lines}</p>' if beneath else ''}\n")


def escaped(text: str) -> str:
    """A text in HTML; blanks at its start are kept.

    >>> escaped("  a<b")
    '&nbsp;&nbsp;a&lt;b'
    """
    bare = text.lstrip(" ")
    return "&nbsp;" * (len(text) - len(bare)) + bare.translate(_ENTITIES)


def _opening(result: Result, options: Options) -> Iterator[str]:
    attributes = f" {options.tableattr}" if options.tableattr is not None else ""
    yield f'<table border="{options.border}"{attributes}>\n'
    above = title(result, options)
    if above is not None:
        yield f"  <caption>{escaped(above)}</caption>\n"


def _rows(result: Result, options: Options) -> Iterator[str]:
    opening = _cells(result)
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(result.columns)):
            cells = (f"    {start}{_value(cell)}</td>\n" for start, cell in zip(opening, row, strict=True))
            yield _row(cells, ' valign="top"')


def _records(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    opening = _cells(result)
    names = [escaped(name) for name in headings(result)]
    numbers = count(piece.before + 1)
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(names)):
            number = next(numbers)
            label = ">&nbsp;" if options.tuples_only else f' align="center">Record {number}'
            yield f'\n  <tr><td colspan="2"{label}</td></tr>\n'
            for name, start, cell in zip(names, opening, row, strict=True):
                yield _row((f"    <th>{name}</th>\n    {start}{_value(cell)}</td>\n",), ' valign="top"')


def _cells(result: Result) -> list[str]:
    return [f'<td align="{"right" if column.right else "left"}">' for column in result.columns]


def _row(cells: Iterable[str], attributes: str = "") -> str:
    return f"  <tr{attributes}>\n{''.join(cells)}  </tr>\n"


def _value(cell: str) -> str:
    return escaped(cell) if cell.strip(" \t") else _NOTHING
