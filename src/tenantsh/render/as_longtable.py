"""Tables as LaTeX's longtable, as psql writes them: long results with headings on each page."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render import as_latex
from tenantsh.render.as_latex import escaped
from tenantsh.render.cells import flat_batches, headings, rows_of, title
from tenantsh.render.pieces import WHOLE, Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO, piece: Piece = WHOLE) -> None:
    """Write a table without footers; records are those of the latex format."""
    if options.expanded == "on":
        as_latex.write(result, options, out, piece)
        return
    if piece.opens:
        out.write(f"\\begin{{longtable}}{{{_columns(result, options)}}}\n")
        if not options.tuples_only:
            out.writelines(_head(result, options))
    out.writelines(_rows(result, options))
    if piece.closes:
        out.write("\\end{longtable}\n")


def _columns(result: Result, options: Options) -> str:
    """How columns stand; left ones are as wide as `tableattr` says, one number each, the last for all others."""
    widths = (options.tableattr or "").split()
    columns = []
    for column in result.columns:
        if column.right or not widths:
            columns.append("r" if column.right else "l")
            continue
        columns.append(rf"p{{{widths[0]}\textwidth}}")
        widths = widths[1:] or widths
    text = (" | " if options.border else "").join(columns)
    return f"| {text} |" if options.border >= 2 else text


def _head(result: Result, options: Options) -> Iterator[str]:
    """The first page's headings, those of the others, and what stands beneath them."""
    framed = options.border >= 2
    names = " & ".join(rf"\small\textbf{{\textit{{{escaped(name)}}}}}" for name in headings(result))
    top = "\\toprule\n" if framed else ""
    yield f"{top}{names} \\\\\n\\midrule\n\\endfirsthead\n"
    # with border 3 there is a line beneath each row, and psql leaves the one beneath further headings out
    beneath = "" if options.border == 3 else "\\midrule\n"
    yield f"{top}{names} \\\\\n{beneath}\\endhead\n"
    bottom = "\\bottomrule\n"
    above = title(result, options)
    if above is not None:
        text = escaped(above)
        bottom = bottom if options.border == 2 else ""
        yield f"{bottom}\\caption[{text} (Continued)]{{{text}}}\n\\endfoot\n"
        yield f"{bottom}\\caption[{text}]{{{text}}}\n\\endlastfoot\n"
    elif framed:
        yield f"{bottom}\\endfoot\n{bottom}\\endlastfoot\n"


def _rows(result: Result, options: Options) -> Iterator[str]:
    end = " \\tabularnewline\n \\hline\n" if options.border == 3 else " \\tabularnewline\n"
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(result.columns)):
            yield "\n&\n".join(rf"\raggedright{{{escaped(cell)}}}" for cell in row) + end
