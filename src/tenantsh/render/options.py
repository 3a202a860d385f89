r"""How results are printed: psql's `\pset`, as one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Format = Literal[
    "aligned",
    "asciidoc",
    "csv",
    "html",
    "latex",
    "latex-longtable",
    "troff-ms",
    "unaligned",
    "wrapped",
    "json",
    "jsonl",
    "markdown",
    "parquet",
]
Expanded = Literal["off", "on", "auto"]
Linestyle = Literal["ascii", "old-ascii", "unicode"]
Stroke = Literal["single", "double"]
Pager = Literal["off", "on", "always"]
HeaderWidth = Literal["full", "column", "page"]


@dataclass(frozen=True, slots=True)
class Options:
    r"""Printing options; names and defaults are those of psql's `\pset`.

    >>> Options(format="csv").csv_fieldsep
    ','
    """

    format: Format = "aligned"
    expanded: Expanded = "off"
    """`auto` turns a table that is wider than `columns` into records; aligned and wrapped only, as in psql."""
    border: int = 1
    """0 none, 1 between columns, 2 (or more) all around; some formats have a 3."""
    null: str = ""
    fieldsep: str = "|"
    r"""Between the fields of the unaligned format; `"\0"` for a zero byte."""
    recordsep: str = "\n"
    """Between its records; a zero byte also ends the last one, where anything else leaves a newline."""
    csv_fieldsep: str = ","
    """One character."""
    tuples_only: bool = False
    """Leave out title, headings and footers."""
    footer: bool = True
    """Whether `(N rows)` is printed; footers that a result brings itself are not touched."""
    columns: int = 0
    """The width to fit; 0 is unknown. The edge fills in the terminal's width when it writes to one."""
    title: str | None = None
    """Printed above results that have no title of their own."""
    tableattr: str | None = None
    """For the table tag of html, and the widths of latex-longtable's columns."""
    linestyle: Linestyle = "ascii"
    unicode_border_linestyle: Stroke = "single"
    unicode_column_linestyle: Stroke = "single"
    unicode_header_linestyle: Stroke = "single"
    numericlocale: bool = False
    """Whether numbers are grouped and have the decimal point of the C library's locale."""
    xheader_width: HeaderWidth | int = "full"
    """How long the line above a record is, since psql 16; a number is a width in columns."""
    pager: Pager = "on"
    pager_min_lines: int = 0
    """A pager is not started for fewer lines."""
    status: bool = True
    """Whether command tags (`CREATE TABLE`, `INSERT 0 1`) are printed; psql's `-q` turns them off."""
    drawn: bool = True
    """Whether people get trees and bars; `--plain` turns them off, for a screen reader spells them out."""
    psql_major: int = 18
    """The psql that is followed where versions differ: widths of characters, lines above records, messages."""
    psql_minor: int = 99
    """Its minor version: 15.20 makes records as wide as the lines above them, as 16 does."""

    @property
    def has_footers(self) -> bool:
        """Whether what is said beneath a table has a place in the format; in those for programs it has none."""
        return self.format not in ("csv", "json", "jsonl")
