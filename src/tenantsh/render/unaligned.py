r"""Fields with a separator between them: psql's `-A`."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import flat_batches, footers, rows_of, title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options


def write(result: Result, options: Options, out: TextIO) -> None:
    """Write rows, or `heading|value` lines where `expanded` asks for them; cells as they are."""
    if options.expanded == "on":
        _write_records(result, options, out)
    elif _write_joined(_table(result, options), options.recordsep, out):
        out.write(_end(options))


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


def _write_records(result: Result, options: Options, out: TextIO) -> None:
    wrote = _write_joined(_records(result, options), options.recordsep * 2, out)
    beneath = footers(result, options, default=False)
    if beneath:
        out.write("".join(f"{options.recordsep}{part}" for part in ("", *beneath)))
    if wrote:  # psql ends no line that only footers stand on
        out.write(_end(options))


def _records(result: Result, options: Options) -> Iterator[str]:
    """Title and records (a batch at a time)."""
    above = title(result, options)
    if above is not None:
        yield above
    template = options.recordsep.join(
        f"{column.name}{options.fieldsep}".replace("%", "%%") + "%s" for column in result.columns
    )
    for flat in flat_batches(result, options.null):
        yield (options.recordsep * 2).join(map(template.__mod__, rows_of(flat, len(result.columns))))


def _write_joined(parts: Iterable[str], separator: str, out: TextIO) -> bool:
    """Write parts with a separator between them; returns whether there were any."""
    wrote = False
    for part in parts:
        out.write(f"{separator}{part}" if wrote else part)
        wrote = True
    return wrote


def _end(options: Options) -> str:
    r"""What ends the last record: a newline whatever the separator, but `\0` for `find -print0`'s readers."""
    return "\0" if options.recordsep == "\0" else "\n"
