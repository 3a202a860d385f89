r"""Fields with a separator between them: psql's `-A`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, rows_of, title

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write rows, or `heading|value` lines where `expanded` asks for them; cells as they are."""
    if options.expanded == "on":
        separator, parts = options.recordsep * 2, _records(result, options)
    else:
        separator, parts = options.recordsep, _table(result, options)
    wrote = False
    for part in parts:
        out.write(f"{separator}{part}" if wrote else part)
        wrote = True
    if wrote:  # a newline ends the output whatever the separator, except for readers of `find -print0`
        out.write("\0" if options.recordsep == "\0" else "\n")


def _table(result: Result, options: Options) -> Iterator[str]:
    """Title, headings, rows (a batch at a time) and footers."""
    above = title(result, options)
    if above is not None:
        yield above
    if not options.tuples_only:
        yield options.fieldsep.join(column.name for column in result.columns)
    for flat in flat_batches(result, options.null):
        yield options.recordsep.join(map(options.fieldsep.join, rows_of(flat, len(result.columns))))
    yield from footers(result, options)


def _records(result: Result, options: Options) -> Iterator[str]:
    """Title, records (a batch at a time) and footers."""
    above = title(result, options)
    if above is not None:
        yield above
    names = [f"{column.name}{options.fieldsep}".replace("%", "%%") for column in result.columns]
    template = options.recordsep.join(f"{name}%s" for name in names)
    for flat in flat_batches(result, options.null):
        yield (options.recordsep * 2).join(map(template.__mod__, rows_of(flat, len(result.columns))))
    beneath = footers(result, options, default=False)
    if beneath:
        yield options.recordsep.join(beneath)
