"""Tables as LaTeX's tabular, as psql writes them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_COMMANDS = str.maketrans(
    {
        "#": r"\#",
        "$": r"\$",
        "%": r"\%",
        "&": r"\&",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "\\": r"\textbackslash{}",
        "^": r"\^{}",
        "_": r"\_",
        "{": r"\{",
        "|": r"\textbar{}",
        "}": r"\}",
        "~": r"\~{}",
        "\n": r"\\",
    }
)


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table, or a table of records where `expanded` asks for them."""
    records = options.expanded == "on"
    if piece.opens:
        out.writelines(_opening(result, options))
        out.writelines(_records_head(options) if records else _head(result, options))
    out.writelines(_records(result, options, piece) if records else _rows(result, options))
    if piece.closes:
        rule = "\\hline\n" if options.border == 2 or (records and options.border == 3) else ""
        beneath = footers(result, options, piece, default=not records)
        lines = "".join(f"{escaped(footer)} \\\\\n" for footer in beneath)
        out.write(f"{rule}\\end{{tabular}}\n\n\\noindent {lines}\n")


def escaped(text: str) -> str:
    r"""A text in LaTeX.

    >>> escaped("a_b")
    'a\\_b'
    """
    return text.translate(_COMMANDS)


def _opening(result: Result, options: Options) -> Iterator[str]:
    above = title(result, options)
    if above is not None:
        yield f"\\begin{{center}}\n{escaped(above)}\n\\end{{center}}\n\n"


def _head(result: Result, options: Options) -> Iterator[str]:
    between = " | " if options.border else ""
    columns = between.join("r" if column.right else "l" for column in result.columns)
    yield f"\\begin{{tabular}}{{{f'| {columns} |' if options.border >= 2 else columns}}}\n"
    if options.tuples_only:
        return
    if options.border >= 2:
        yield "\\hline\n"
    yield " & ".join(rf"\textit{{{escaped(name)}}}" for name in headings(result)) + " \\\\\n\\hline\n"


def _rows(result: Result, options: Options) -> Iterator[str]:
    rule = "\\hline\n" if options.border >= 3 else ""
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(result.columns)):
            yield f"{' & '.join(map(escaped, row))} \\\\\n{rule}"


def _records_head(options: Options) -> Iterator[str]:
    yield f"\\begin{{tabular}}{{{('cl', 'c|l')[options.border] if options.border < 2 else '|c|l|'}}}\n"


def _records(result: Result, options: Options, piece: Piece) -> Iterator[str]:
    names = [escaped(name) for name in headings(result)]
    numbers = count(piece.before + 1)
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(names)):
            yield _above(next(numbers), options)
            for name, cell in zip(names, row, strict=True):
                yield f"{name} & {escaped(cell)} \\\\\n"


def _above(number: int, options: Options) -> str:
    rule = "\\hline\n"
    if options.tuples_only:
        return rule if options.border else ""
    columns = "|c|" if options.border >= 2 else "c"
    before, after = rule if options.border >= 2 else "", rule if options.border else ""
    return f"{before}\\multicolumn{{2}}{{{columns}}}{{\\textit{{Record {number}}}}} \\\\\n{after}"
