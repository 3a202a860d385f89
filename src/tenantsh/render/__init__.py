"""Results as text, byte for byte as psql prints them, and as DataFrames.

A format is one module with `write(result, options, out)`, imported when it is first asked for.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.options import Format, Options

if TYPE_CHECKING:
    from tenantsh.model.result import Result

__all__ = ["Options", "write"]

_MODULES: dict[Format, str] = {
    "aligned": "aligned",
    "unaligned": "unaligned",
    "csv": "as_csv",
    "json": "as_json",
}

_COUNTED = ("INSERT", "UPDATE", "DELETE", "MERGE")
"""Commands whose tag psql prints beneath the rows of their RETURNING."""


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write a result as psql does: its table, or the command tag where there is none, or both.

    Rows are read batch by batch (aligned formats: twice, for the widths), so a long result takes no more
    memory than a short one.
    """
    if not result.expandable:
        options = replace(options, expanded="off")
    elif result.expanded:
        options = replace(options, expanded="on")
    if result.cells is not None:
        import_module(f"{__name__}.{_MODULES[options.format]}").write(result, options, out)
    if _says_status(result, options):
        out.write(f"{result.status}\n")


def _says_status(result: Result, options: Options) -> bool:
    if not options.status or not result.status or options.format == "json":
        return False
    return result.cells is None or result.status.startswith(_COUNTED)
