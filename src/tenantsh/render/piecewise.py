"""Long results in pieces, each printed as it comes: psql's FETCH_COUNT."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, TextIO, cast

from tenantsh.render.pieces import Piece

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Result, Row, TextBatch
    from tenantsh.render.options import Options


class WritePiece(Protocol):
    """What the formats that know pieces have."""

    def __call__(self, result: Result, options: Options, out: TextIO, piece: Piece, /) -> None:
        """Write some of a result's rows, and what stands above or beneath them."""
        ...


def write(result: Result, options: Options, out: TextIO, write_piece: WritePiece) -> None:
    """Write a result whose cells come in batches of at most `at_a_time` rows and can be read once.

    Headings are written once, widths are those of a piece. Before 17, psql recognizes the last piece by its being
    short; from 17 on the end is a piece of its own, without rows.
    """
    assert result.cells is not None
    paged = _is_paged(out)
    records = paged and options.expanded == "auto" and options.format in ("aligned", "wrapped")
    if paged and options.columns <= 0:
        options = replace(options, columns=shutil.get_terminal_size((0, 0)).columns)
    before, ended = 0, False
    for batch in result.cells.text():
        ended = options.psql_major < 17 and len(batch) < result.at_a_time
        if records and (before or not ended):  # psql does not decide anew for each piece
            options = replace(options, expanded="on")
        write_piece(_part(result, batch), options, out, Piece(not before, ended, before))
        out.flush()
        before += len(batch)
    if not ended and not getattr(result.cells, "broken_off", False):  # psql ends no table that an error has ended
        write_piece(_part(result, []), options, out, Piece(not before, closes=True, before=before))


def _is_paged(out: TextIO) -> bool:
    r"""Whether psql thinks that a pager takes the pieces: everywhere but in a file of `\o`, whatever reads them."""
    return out is sys.stdout or not isinstance(getattr(out, "name", None), str)


def _part(result: Result, batch: TextBatch) -> Result:
    return replace(result, cells=_Rows(batch), at_a_time=0)


class _Rows:
    """One batch."""

    def __init__(self, batch: TextBatch) -> None:
        self._batch = batch

    def __len__(self) -> int:
        return len(self._batch)

    def text(self) -> Iterator[TextBatch]:
        """The batch."""
        yield self._batch

    def values(self) -> Iterator[list[Row]]:
        """The same: formats that print in pieces print text."""
        yield cast("list[Row]", self._batch)
