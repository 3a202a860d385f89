"""Whether what is written is a whole result or a piece of one, as psql prints them with FETCH_COUNT."""

from __future__ import annotations

from typing import NamedTuple


class Piece(NamedTuple):
    """Where some rows stand in the result that they are of."""

    opens: bool = True
    """Whether title and headings come before them."""
    closes: bool = True
    """Whether the table ends behind them, with its footers."""
    before: int = 0
    """The rows that were written earlier; records and the row count go on from there."""

    @property
    def whole(self) -> bool:
        """Whether nothing came before and nothing follows."""
        return self.opens and self.closes


WHOLE = Piece()
