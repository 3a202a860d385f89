r"""Records one beneath the other: psql's `\x`, in its ASCII line style."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, zip_longest
from typing import TYPE_CHECKING, TextIO

from tenantsh.render.cells import Extent, flat_batches, footers, rows_of, title
from tenantsh.render.width import Line, has_controls, is_plain, lines, padded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.model.result import Result
    from tenantsh.render.options import Options

_NOTHING = Line("", 0)


def write(result: Result, options: Options, extent: Extent, out: TextIO) -> None:
    """Write each row as a record; `extent` is what `measure` found."""
    if not len(result) or not result.columns:
        out.writelines(f"{footer}\n" for footer in footers(result, options))
        out.write("\n")
        return
    above = title(result, options)
    if above is not None:
        out.write(f"{above}\n")
    form = _form(result, options, extent)
    _write_records(result, options, form, extent, out)
    if form.border == 2:
        out.write(form.rule())
    beneath = footers(result, options, default=False)  # records are numbered, so psql does not count them again
    if beneath and form.border < 2:
        out.write("\n")
    out.writelines(f"{footer}\n" for footer in beneath)
    out.write("\n")


def _write_records(result: Result, options: Options, form: _Form, extent: Extent, out: TextIO) -> None:
    template = form.template()
    numbers = count(1)
    for flat in flat_batches(result, options.null):
        simple = extent.plain or form.fits("".join(flat))
        records = [
            f"{_above(form, next(numbers), options)}"
            f"{template % row if simple or form.fits(''.join(row)) else form.body(row)}"
            for row in rows_of(flat, len(result.columns))
        ]
        out.write("".join(records))


def _above(form: _Form, number: int, options: Options) -> str:
    """The line above a record: its number, or with tuples_only a bare rule between records."""
    if not options.tuples_only:
        return form.rule(f"[ RECORD {number} ]" if form.border else f"* Record {number}")
    return form.rule() if number > 1 or form.border == 2 else ""


@dataclass(frozen=True, slots=True)
class _Form:
    """Where headings and values go; the same for every record."""

    headings: tuple[tuple[Line, ...], ...]
    heading_width: int
    value_width: int
    border: int

    def rule(self, label: str = "") -> str:
        """The label, laid over a line as wide as the record."""
        if self.border == 0:
            return f"{label:{self.heading_width + self.value_width}}\n"
        line = f"{'-' * self.heading_width}-+-{'-' * self.value_width}"
        if self.border == 1:
            return f"-{label}{line[len(label) + 1 :]}\n"
        return f"+-{label}{line[len(label) :]}-+\n"

    def body(self, row: Sequence[str]) -> str:
        """A record's lines, value by value."""
        return "".join(self._field(heading, lines(cell)) for heading, cell in zip(self.headings, row, strict=True))

    def fits(self, text: str) -> bool:
        """Whether cells of this text can use the template; only within a frame does their width matter."""
        return is_plain(text) if self.border == 2 else not has_controls(text)

    def template(self) -> str:
        """The `%` format of a record whose values have one line."""
        value = Line(f"%-{self.value_width}s" if self.border == 2 else "%s", self.value_width)
        escaped = [[Line(line.text.replace("%", "%%"), line.width) for line in heading] for heading in self.headings]
        return "".join(self._field(heading, [value]) for heading in escaped)

    def _field(self, heading: Sequence[Line], value: Sequence[Line]) -> str:
        pairs = enumerate(zip_longest(heading, value), 1)
        return "".join(
            f"{self._left(name, more=at < len(heading))}{self._right(line, more=at < len(value))}\n"
            for at, (name, line) in pairs
        )

    def _left(self, line: Line | None, *, more: bool) -> str:
        """A line of a heading, with the separator; blanks where the heading has ended."""
        text = padded(line or _NOTHING, self.heading_width, right=False)
        lead, separator = (("", ""), ("", "|"), ("| ", "|"))[self.border]
        # without a border the column of marks is there only if a heading needs it
        mark = "+" if more else " " if self.border or self._tall_headings() else ""
        return f"{lead}{text}{mark}{separator}"

    def _right(self, line: Line | None, *, more: bool) -> str:
        """A line of a value; nothing, or blanks up to the frame, where the value has ended."""
        if self.border < 2 and not more:
            return f" {line.text}" if line else ""
        text = padded(line or _NOTHING, self.value_width, right=False)
        return f" {text}{'+' if more else ' '}{'|' if self.border == 2 else ''}"

    def _tall_headings(self) -> bool:
        return any(len(heading) > 1 for heading in self.headings)


def _form(result: Result, options: Options, extent: Extent) -> _Form:
    headings = tuple(tuple(lines(column.name)) for column in result.columns)
    border = min(options.border, 2)
    heading_width = max(line.width for heading in headings for line in heading)
    between = (1, 3, 7)[border]
    if border == 0 and any(len(heading) > 1 for heading in headings):
        between += 1
    if border < 2 and extent.multiline:
        between += 1
    value_width = max(*extent.widths, _label_width(result, options) - heading_width - between)
    return _Form(headings, heading_width, value_width, border)


def _label_width(result: Result, options: Options) -> int:
    """The room that the line `-[ RECORD N ]` wants, at its longest; records are made as wide as that."""
    if options.tuples_only or options.psql_major < 16:
        return 0
    return (9, 12, 15)[min(options.border, 2)] + len(str(len(result)))
