"""Results as text, byte for byte as psql prints them, and as DataFrames.

A format is one module with `write(result, options, out)`, imported when it is first asked for. psql's own formats take
a `Piece` besides: they can write a result bit by bit.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.options import Format, Options

if TYPE_CHECKING:
    from tenantsh.model.result import Result

__all__ = ["Options", "write"]

_PSQLS: dict[Format, str] = {
    "aligned": "aligned",
    "asciidoc": "as_asciidoc",
    "csv": "as_csv",
    "html": "as_html",
    "latex": "as_latex",
    "latex-longtable": "as_longtable",
    "troff-ms": "as_troff",
    "unaligned": "unaligned",
    "wrapped": "aligned",
}
_OURS: dict[Format, str] = {
    "json": "as_json",
    "jsonl": "as_jsonl",
    "markdown": "as_markdown",
    "parquet": "as_parquet",
}
_DATA = ("json", "jsonl", "parquet")
"""Formats for programs, which want no command tags in between."""

_FOR_PEOPLE = ("aligned", "wrapped")
"""Formats that are read, and not read in."""

_COUNTED = ("INSERT", "UPDATE", "DELETE", "MERGE")
"""Commands whose tag psql prints beneath the rows of their RETURNING."""


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write a result as psql does: its table, or the command tag where there is none, or both.

    Rows are read batch by batch (aligned formats: twice, for the widths), so a long result takes no more
    memory than a short one.
    """
    if result.seen is not None and options.format in _FOR_PEOPLE:
        result = result.seen(options.columns) if callable(result.seen) else result.seen
    if result.cells is not None:
        _write_table(result, _suited(options, result), out)
    if says_status(result, options):
        out.write(f"{_status(result, options)}\n")


def _suited(options: Options, result: Result) -> Options:
    if result.expanded:
        return replace(options, expanded="on")
    return options if result.expandable else replace(options, expanded="off")


def _write_table(result: Result, options: Options, out: TextIO) -> None:
    name = _PSQLS.get(options.format) or _OURS[options.format]
    module = import_module(f"{__name__}.{name}")
    if result.at_a_time and options.format in _PSQLS:
        from tenantsh.render.piecewise import write as write_pieces

        write_pieces(result, options, out, module.write)
    else:
        module.write(result, options, out)


def says_status(result: Result, options: Options) -> bool:
    if not options.status or not (result.status or result.untagged) or (options.format in _DATA and not result.direct):
        return False
    return result.cells is None or result.status.startswith(_COUNTED)


def _status(result: Result, options: Options) -> str:
    if options.format != "html" or result.direct:
        return result.status
    from tenantsh.render.as_html import escaped

    return f"<p>{escaped(result.status)}</p>"
