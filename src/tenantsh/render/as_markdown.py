"""Tables as GitHub's Markdown: for issues, pages and notebooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, headings, rows_of, title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_ESCAPES = str.maketrans({"|": r"\|", "\n": "<br>", "\r": ""})


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write a table, or one of two columns for each record where `expanded` asks for them.

    Title and a result's own footers stand around it as text; rows are not counted. A table must have headings, so
    `tuples_only` leaves them empty.
    """
    above = title(result, options)
    if above is not None:
        out.write(f"**{_escaped(above)}**\n\n")
    out.writelines(_records(result, options) if options.expanded == "on" else _table(result, options))
    beneath = footers(result, options, default=False)
    if beneath:
        out.write("\n" + "  \n".join(map(_escaped, beneath)) + "\n")


def _table(result: Result, options: Options) -> Iterator[str]:
    names = [_escaped(name) for name in headings(result)]
    yield _row(["" for _ in names] if options.tuples_only else names)
    yield f"|{'|'.join('--:' if column.right else ':--' for column in result.columns)}|\n"
    for flat in flat_batches(result, options):
        yield "".join(_row(list(map(_escaped, row))) for row in rows_of(flat, len(names)))


def _records(result: Result, options: Options) -> Iterator[str]:
    names = [f"**{_escaped(name)}**" for name in headings(result)]
    between = ""
    for flat in flat_batches(result, options):
        for row in rows_of(flat, len(names)):
            yield f"{between}| | |\n|:--|:--|\n"
            yield "".join(_row((name, _escaped(cell))) for name, cell in zip(names, row, strict=True))
            between = "\n"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |\n"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)
