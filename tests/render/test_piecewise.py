"""Results in pieces: what psql prints with FETCH_COUNT, byte for byte, in constant memory."""

from __future__ import annotations

import gc
import io
import os
import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.render.capture import as_result, fetched, printed

from tenantsh.model.result import Column, Result, Row, TextBatch
from tenantsh.render import Options, write

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.pgcluster import Cluster

    from tenantsh.render.options import Format

QUERIES = [
    "select i, repeat('x', i) as x from generate_series(1, 7) i",
    "select i, repeat('x', 9 - i) as x from generate_series(1, 6) i",
    "select i, 'one row' as x from generate_series(1, 1) i",
    "select i from generate_series(1, 3) i",
    "select i, E'two\\nlines' as t, null as n from generate_series(9, 12) i",
    "select 1 as a, 'none' as b where false",
    "select from generate_series(1, 5)",
    "select '東京' as a, i * 1000 as n from generate_series(1, 8) i",
]

FLAGS: dict[str, dict[str, Any]] = {
    "": {},
    "-t": {"tuples_only": True},
    "-P border=2 -P title=Title": {"border": 2, "title": "Title"},
    "-P linestyle=unicode -P border=2 -x": {"linestyle": "unicode", "border": 2, "expanded": "on"},
    "-x": {"expanded": "on"},
    "-x -t": {"expanded": "on", "tuples_only": True},
    "-P expanded=auto -P columns=80": {"expanded": "auto", "columns": 80},
    "-P format=wrapped -P columns=12": {"format": "wrapped", "columns": 12},
    "-P numericlocale=on -P footer=off": {"numericlocale": True, "footer": False},
    "-A": {"format": "unaligned"},
    "-A -0 -z": {"format": "unaligned", "recordsep": "\0", "fieldsep": "\0"},
    "-A -x": {"format": "unaligned", "expanded": "on"},
    "--csv": {"format": "csv"},
    "--csv -x": {"format": "csv", "expanded": "on"},
    "-H": {"format": "html"},
    "-H -x": {"format": "html", "expanded": "on"},
    "-P format=asciidoc": {"format": "asciidoc"},
    "-P format=asciidoc -x": {"format": "asciidoc", "expanded": "on"},
    "-P format=latex -P border=2": {"format": "latex", "border": 2},
    "-P format=latex -x -P border=2": {"format": "latex", "expanded": "on", "border": 2},
    "-P format=latex-longtable": {"format": "latex-longtable"},
    "-P format=troff-ms": {"format": "troff-ms"},
    "-P format=troff-ms -x -P border=2": {"format": "troff-ms", "expanded": "on", "border": 2},
}


class Stream:
    """Cells that can be read once, and whose number is not known before."""

    def __init__(self, rows: Sequence[tuple[Any, ...]], at_a_time: int) -> None:
        self.rows, self.at_a_time, self.read = rows, at_a_time, 0

    def __len__(self) -> int:
        assert self.read == len(self.rows), "asked for its length too early"
        return self.read

    def text(self) -> Iterator[TextBatch]:
        for start in range(0, len(self.rows), self.at_a_time):
            batch = list(self.rows[start : start + self.at_a_time])
            self.read += len(batch)
            yield batch

    def values(self) -> Iterator[list[Row]]:
        raise NotImplementedError


def rendered(result: Result, options: Options) -> str:
    out = io.StringIO(newline="")
    write(result, options, out)
    return out.getvalue()


def in_pieces(result: Result, at_a_time: int) -> Result:
    return replace(result, cells=Stream(result.rows, at_a_time), at_a_time=at_a_time)


@pytest.mark.parametrize("flags", FLAGS)
def test_pieces_print_as_psqls_do(flags: str, pg: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    results = [as_result(answer) for answer in fetched(pg.dsn(), QUERIES)]
    options = Options(**FLAGS[flags], psql_major=pg.major, psql_minor=pg.minor)
    for at_a_time in (1, 3):
        ours = [rendered(in_pieces(result, at_a_time), options) for result in results]
        theirs = printed(pg.bin / "psql", pg.dsn(), f"{flags} -v FETCH_COUNT={at_a_time}", QUERIES)
        assert dict(zip(QUERIES, ours, strict=True)) == dict(zip(QUERIES, theirs, strict=True))


@pytest.mark.parametrize("format", ["json", "jsonl", "markdown"])
def test_our_own_formats_are_the_same_in_pieces(format: Format) -> None:  # noqa: A002
    rows = [(str(number), "x" * number, None) for number in range(10)]
    whole = Result((Column("n", 23), Column("x"), Column("z")), cells=Stream(rows, 100))
    options = Options(format=format)
    assert rendered(in_pieces(replace(whole, cells=_Known(rows)), 3), options) == rendered(whole, options)


class _Known(Stream):
    """The same as Python values."""

    def __init__(self, rows: Sequence[tuple[Any, ...]]) -> None:
        super().__init__(rows, 100)

    def values(self) -> Iterator[list[Row]]:
        yield list(self.rows)


class Endless(Stream):
    """Rows that are made when they are read."""

    def __init__(self, pieces: int) -> None:
        super().__init__((), 100)
        self.pieces = pieces

    def text(self) -> Iterator[TextBatch]:
        for piece in range(self.pieces):
            if not piece % 20:
                gc.collect()  # Python keeps up to 2,000 freed tuples of a size for later: nothing of ours
            yield [(str(piece * 100 + row), "text" * 10, None, "zwölf") for row in range(100)]


def _peak(pieces: int, options: Options) -> int:
    """Bytes at most in use while so many pieces are written."""
    columns = (Column("id", 23), Column("text"), Column("null"), Column("word"))
    with Path(os.devnull).open("w", encoding="utf-8") as out:
        tracemalloc.start()
        write(Result(columns, Endless(pieces), at_a_time=100), options, out)
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    return found


@pytest.mark.parametrize("format", ["aligned", "unaligned", "csv", "html", "asciidoc", "latex", "json", "jsonl"])
def test_many_pieces_take_no_more_memory_than_few(format: Format) -> None:  # noqa: A002
    options = Options(format=format)
    _peak(2, options)  # what is imported and cached once is not counted
    assert _peak(100, options) < 1.5 * _peak(5, options)
