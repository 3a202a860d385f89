"""One session's masks: what is marked, what a person has had unmasked, and which columns of an answer are hidden."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.masking.marks import LATER, UNKNOWN, Mark, Marks, asked
from tenantsh.db.masking.shown import as_binary, as_text
from tenantsh.model.errors import UsageError
from tenantsh.model.message import Message
from tenantsh.model.result import TEXT_OID

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg.pq.abc import PGresult

    from tenantsh.db.query import Request
    from tenantsh.model.errors import StatementError
    from tenantsh.model.result import TextBatch

_WRITES = r"(?i)\b(?:create|into|insert|update|merge|alter|comment|label)\b"
"""Without such a word nothing is made or filled."""


class Masks(NamedTuple):
    """The masked columns of one answer."""

    columns: tuple[tuple[int, int, str, Mark], ...]
    """Where, of which type (text, where it holds any text), called what there, and why."""

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
    def later(self) -> bool:
        """Whether one of them is of a relation that was made later than the marks were read."""
        return any(mark is LATER for _, _, _, mark in self.columns)

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
        self.filled: frozenset[tuple[str, str]] = frozenset()
        """What this session has filled with what is marked, by the names of relations and columns."""
        self.stale = False
        """Whether the marks are to be asked for again: something was made or filled."""

    @property
    def marks(self) -> Marks:
        """What is still masked."""
        return self._marks().without(self.shown) if self.shown else self._marks()

    def of(self, text: str, *, kept: bool = False) -> Masked:
        """What finds the masks of a statement's answer; called before it is sent.

        `kept` says that something of it goes into a file that others read: no column is unmasked there.
        """
        marks = self._marks() if kept else self.marks
        if not marks.columns:
            return nothing_masked
        if re.search(_WRITES, text):
            self._follow(text, marks)

        def found(described: PGresult) -> Masks | None:
            masked = masks(described, text, marks)
            self.stale = self.stale or (masked is not None and masked.later)
            return masked

        return found

    def _follow(self, text: str, marks: Marks) -> None:
        from tenantsh.db.masking.filling import filled  # loads libpg_query: about 150 ms, once

        found = filled(text, marks)
        if found is not None:
            self.filled |= found
            self.stale = True

    def again(self) -> Request:
        """The question for the marks, with what this session has filled."""
        return asked(self._marks().said, self.filled)

    def named(self, named: str) -> str:
        """A marked column's whole name, by that or by its end. Raises UsageError for none, and for several."""
        marked = sorted({mark.column for mark in self._marks().columns.values()})
        found = [column for column in marked if f".{column}".endswith(f".{named}") or f"public.{column}" == named]
        if not found:
            raise _not_masked(named, marked)
        if len(found) > 1:
            raise UsageError(f'"{named}" is {len(found)} columns: {", ".join(found)}', hint="say which one")
        return found[0]

    def error(self, error: StatementError, *, kept: bool = False) -> StatementError:
        """An error without the values that it may tell of; `kept` is as for answers."""
        marks = self._marks() if kept else self.marks
        if not marks.columns or not error.fields:
            return error
        from tenantsh.db.masking.words import retold, silenced  # few databases have marks, and start-up counts

        fields = silenced(error.fields, error.statement, marks)
        return error if fields == error.fields else retold(error, fields)

    def notice(self, message: Message) -> Message:
        """A notice without the values that it may tell of: it does not say which statement it belongs to."""
        marks = self.marks
        if not marks.columns:
            return message
        from tenantsh.db.masking.words import in_function, silenced

        if not in_function(message.fields):
            return message
        fields = silenced(message.fields, message.statement, marks)
        return message if fields == message.fields else Message(fields, message.statement)

    def heard(self, notifications: list[str]) -> list[str]:
        """NOTIFYs without what they may tell of."""
        if not self.marks.columns or not notifications:
            return notifications
        from tenantsh.db.masking.words import unnoted

        return [unnoted(told) for told in notifications]


def _not_masked(named: str, marked: Sequence[str]) -> UsageError:
    from difflib import get_close_matches

    ends = {end: column for column in marked for end in (column, column.rpartition(".")[2])}
    near = list(dict.fromkeys(ends[one] for one in get_close_matches(named, ends, n=3, cutoff=0.75)))
    hint = f"did you mean {' or '.join(near)}?" if near else r"\unmask lists what is masked" if marked else None
    return UsageError(f'no column "{named}" is masked', why=None if marked else "nothing is marked here", hint=hint)


def masks(described: PGresult, text: str, marks: Marks) -> Masks | None:
    """The masks of an answer: by its columns' origins, and where there is none by the grammar."""
    count = described.nfields
    origins = [(described.ftable(at), described.ftablecol(at)) for at in range(count)]
    found = {at: marks.columns[origin] for at, origin in enumerate(origins) if origin in marks.columns}
    found |= {at: LATER for at, (relation, _) in enumerate(origins) if relation > marks.newest}
    unknown = [at for at, origin in enumerate(origins) if not all(origin)]  # a whole row has a relation, and no column
    if unknown:
        from tenantsh.db.masking.harmless import looked  # loads libpg_query: about 150 ms, once

        seen = looked(text, marks)
        found |= {at: UNKNOWN for at in unknown if not seen.harmless(at, count)}
    types = {at: TEXT_OID if described.ftype(at) in marks.texts else described.ftype(at) for at in found}
    columns = tuple((at, types[at], _name(described, at), found[at]) for at in sorted(found))
    return Masks(columns) if columns else None


def _name(described: PGresult, at: int) -> str:
    return (described.fname(at) or b"").decode("utf-8", "replace")
