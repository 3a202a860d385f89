"""What a result brings of its own: titles and footers, as psql prints them for `\\d`; and long results."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tenantsh.model.result import Column, Result, Row, Table, TextBatch
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.render.options import Expanded, Format

HEADINGS = tuple(map(Column, ("Column", "Type", "Collation", "Nullable", "Default")))
TABLE = Result(
    columns=HEADINGS,
    cells=Table([("id", "integer", "", "not null", ""), ("naïve", "text", "", "", "'東京'::text")]),
    title='Table "public.places"',
    footers=("Indexes:", '    "places_pkey" PRIMARY KEY, btree (id)'),
)
EMPTY = Result(
    columns=HEADINGS,
    cells=Table([]),
    title='Table "public.nothing"',
    footers=("Check constraints:", '    "nothing_check" CHECK (true)'),
)
BARE = Result(columns=HEADINGS, cells=Table([]), title='Table "public.bare"', footers=())

FLAGS: dict[str, dict[str, Any]] = {
    "": {},
    "-t": {"tuples_only": True},
    "-P border=2": {"border": 2},
    "-P footer=off": {"footer": False},
    "-P title=Mine": {"title": "Mine"},
    "-A": {"format": "unaligned"},
    "-A -t": {"format": "unaligned", "tuples_only": True},
    "--csv": {"format": "csv"},
    "-H": {"format": "html"},
    "-P format=asciidoc": {"format": "asciidoc"},
    "-P format=latex": {"format": "latex"},
    "-P format=latex-longtable -P title=Mine": {"format": "latex-longtable", "title": "Mine"},
    "-P format=troff-ms": {"format": "troff-ms"},
    "-P linestyle=unicode -P border=2": {"linestyle": "unicode", "border": 2},
    "-P format=wrapped -P columns=40": {"format": "wrapped", "columns": 40},
}


EXPANDED: dict[str, dict[str, Any]] = {
    "-x": {},
    "-x -P border=2": {"border": 2},
    "-x -t": {"tuples_only": True},
    "-x -P title=Mine": {"title": "Mine"},
    "-A -x": {"format": "unaligned"},
    "-A -x -t": {"format": "unaligned", "tuples_only": True},
    "-A -x -R #": {"format": "unaligned", "recordsep": "#"},
    "-x -H": {"format": "html"},
    "-x -P format=asciidoc": {"format": "asciidoc"},
    "-x -P format=latex": {"format": "latex"},
    "-x -P format=latex-longtable": {"format": "latex-longtable"},
    "-x -P format=troff-ms": {"format": "troff-ms"},
    "-x -P linestyle=unicode -P border=2": {"linestyle": "unicode", "border": 2},
}


@pytest.mark.parametrize("flags", FLAGS)
def test_titles_and_footers_stand_where_psql_puts_them(flags: str, pg: Cluster) -> None:
    options = Options(**FLAGS[flags], psql_major=pg.major, psql_minor=pg.minor)
    ours = [rendered(result, options) for result in (TABLE, EMPTY, BARE)]
    assert ours == [described(pg, flags, command) for command in (r"\d places", r"\d nothing", r"\d bare")]


@pytest.mark.parametrize("flags", EXPANDED)
def test_titles_of_records_stand_where_psql_puts_them(flags: str, pg: Cluster) -> None:
    listed = Result(
        columns=tuple(map(Column, ("Schema", "Name", "Type", "Owner"))),
        cells=Table([("public", "bare", "table", "postgres"), ("public", "places", "table", "postgres")]),
        title="List of relations" if pg.major < 18 else "List of tables",
    )
    options = Options(**EXPANDED[flags], expanded="on", psql_major=pg.major, psql_minor=pg.minor)
    assert rendered(listed, options) == described(pg, flags, r"\dt public.(bare|places)")


def rendered(result: Result, options: Options) -> str:
    out = io.StringIO(newline="")
    write(result, options, out)
    return out.getvalue()


def described(pg: Cluster, flags: str, command: str) -> str:
    """What psql prints for a command, in a database with the tables that the results above describe."""
    pg.once("titled", lambda: _make_tables(pg))
    psql = [str(pg.bin / "psql"), "-X", "-d", pg.dsn("titled"), *shlex.split(flags)]
    return subprocess.run([*psql, "-c", command], capture_output=True, check=True).stdout.decode()


def _make_tables(pg: Cluster) -> None:
    pg.create("titled")
    pg.run("create table places (id int primary key, naïve text default '東京')", "titled")
    pg.run("create table nothing (check (true))", "titled")
    pg.run("create table bare ()", "titled")


class Spool:
    """Cells that exist only while they are read."""

    def __init__(self, batches: int) -> None:
        self.batches = batches

    def __len__(self) -> int:
        return self.batches * 100

    def text(self) -> Iterator[TextBatch]:
        for batch in range(self.batches):
            yield [(str(batch * 100 + row), "text" * 10, None, "zwölf") for row in range(100)]

    def values(self) -> Iterator[list[Row]]:
        raise NotImplementedError


def peak(batches: int, options: Options) -> int:
    """Bytes at most in use while so many batches are written."""
    columns = (Column("id", 23), Column("text"), Column("null"), Column("word"))
    with Path(os.devnull).open("w", encoding="utf-8") as out:
        tracemalloc.start()
        write(Result(columns=columns, cells=Spool(batches)), options, out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return found


@pytest.mark.parametrize(
    "format",
    [
        *("aligned", "wrapped", "unaligned", "csv", "html", "asciidoc", "latex", "latex-longtable", "troff-ms"),
        *("json", "jsonl", "markdown"),
    ],
)
@pytest.mark.parametrize("expanded", ["off", "on"])
def test_a_long_result_takes_no_more_memory_than_a_short_one(format: Format, expanded: Expanded) -> None:  # noqa: A002
    options = Options(format=format, expanded=expanded)
    peak(2, options)  # what is imported and cached once is not counted
    assert peak(100, options) < 1.5 * peak(5, options)


class RowByRow(Table):
    """Cells that come in many batches."""

    def text(self) -> Iterator[TextBatch]:
        for batch in super().text():
            yield from ([row] for row in batch)


@pytest.mark.parametrize("widest", ["the longest of all", "最後の行が一番広い", "tab\tand\nlines"])
def test_widths_are_those_of_all_rows_however_they_come(widest: str) -> None:
    rows = [("short", 1), (widest, 12345), *[("x", None)] * 50]
    columns = (Column("a"), Column("n", 23))
    for options in (Options(border=2), Options(border=2, expanded="on"), Options(format="csv"), Options(format="json")):
        assert rendered(Result(columns, RowByRow(rows)), options) == rendered(Result(columns, Table(rows)), options)
