"""One session's masks: what is marked, what a person has had unmasked, and which columns of an answer are hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.masking.marks import UNKNOWN, Mark, Marks
from tenantsh.db.masking.shown import as_binary, as_text
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.pq.abc import PGresult

    from tenantsh.model.result import TextBatch

_TELLS = ("22", "23", "P0")
"""Classes of errors whose words have values in them: data, constraints, what functions raise."""


@dataclass(frozen=True, slots=True)
class Masks:
    """The masked columns of one answer."""

    columns: tuple[tuple[int, int, str, Mark], ...]
    """Where, of which type, called what there, and why."""

    def texts(self, batch: TextBatch) -> TextBatch:
        """Rows as the server wrote them, masked."""
        rows = [list(row) for row in batch]
        for at, oid, _, mark in self.columns:
            for row in rows:
                cell = row[at]
                row[at] = None if cell is None else as_text(mark.rule, oid, cell)
        return [tuple(row) for row in rows]

    def binary(self, rows: Sequence[tuple[bytes | None, ...]]) -> list[tuple[bytes | None, ...]]:
        """Rows in binary format, masked."""
        masked = [list(row) for row in rows]
        for at, oid, _, mark in self.columns:
            for row in masked:
                cell = row[at]
                row[at] = None if cell is None else as_binary(mark.rule, oid, cell)
        return [tuple(row) for row in masked]

    @property
    def note(self) -> str:
        """What is told beside the rows."""
        return f"masked: {', '.join(f'{name}: {mark}' for _, _, name, mark in self.columns)}"


Masked = Callable[["PGresult"], Masks | None]
"""Finds the masks of an answer by its description."""


def nothing_masked(_described: PGresult) -> None:
    """The masks of what is our own."""


class Masking:
    """What is masked in a session."""

    def __init__(self, marks: Callable[[], Marks]) -> None:
        self._marks = marks
        self.shown: frozenset[str] = frozenset()
        """Columns that a person has had unmasked, as `Mark.column` says them."""

    @property
    def marks(self) -> Marks:
        """What is still masked."""
        return self._marks().without(self.shown) if self.shown else self._marks()

    def of(self, text: str) -> Masked:
        """What finds the masks of a statement's answer."""
        marks = self.marks
        return (lambda described: masks(described, text, marks)) if marks.columns else nothing_masked

    def named(self, named: str) -> str:
        """A marked column's whole name, by that or by its end. Raises UsageError for none, and for several."""
        marked = sorted({mark.column for mark in self._marks().columns.values()})
        found = [column for column in marked if f".{column}".endswith(f".{named}")]
        if not found:
            listed = ", ".join(marked) or "none is"
            raise UsageError(f'no column "{named}" is masked', why=f"masked are: {listed}")
        if len(found) > 1:
            raise UsageError(f'"{named}" is {len(found)} columns: {", ".join(found)}', hint="say which one")
        return found[0]

    def error(self, error: StatementError) -> StatementError:
        """An error without the values that it tells of, where the statement may have read something marked."""
        marks = self.marks
        if not marks.columns or not error.sqlstate.startswith(_TELLS):
            return error
        from tenantsh.db.masking.harmless import looked

        if not looked(error.statement, marks).touches:
            return error
        fields = dict(error.fields)
        for name in ("message_detail", "context"):
            if name in fields:
                fields[name] = "masked: the statement reads marked columns"
        if not error.sqlstate.startswith("23"):
            fields["message_primary"] = _unquoted(fields.get("message_primary", ""))
        told = Message(fields, error.statement).told()
        return StatementError(told, fields, statement=error.statement, why=error.why, hint=error.hint)


def _unquoted(words: str) -> str:
    """A message's words without what it quotes: the value that could not be read, in any language."""
    head, quote, _ = words.partition('"')
    return f'{head}"***"' if quote else words.partition(":")[0]


def masks(described: PGresult, text: str, marks: Marks) -> Masks | None:
    """The masks of an answer: by its columns' origins, and where there is none by the grammar."""
    count = described.nfields
    origins = [(described.ftable(at), described.ftablecol(at)) for at in range(count)]
    found = {at: marks.columns[origin] for at, origin in enumerate(origins) if origin in marks.columns}
    unknown = [at for at, origin in enumerate(origins) if not all(origin)]  # a whole row has a relation, and no column
    if unknown:
        from tenantsh.db.masking.harmless import looked  # loads libpg_query: about 150 ms, once

        seen = looked(text, marks)
        found |= {at: UNKNOWN for at in unknown if not seen.harmless(at, count)}
    columns = tuple((at, described.ftype(at), _name(described, at), found[at]) for at in sorted(found))
    return Masks(columns) if columns else None


def _name(described: PGresult, at: int) -> str:
    return (described.fname(at) or b"").decode("utf-8", "replace")
