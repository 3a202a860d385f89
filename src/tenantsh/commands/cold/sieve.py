"""Conditions on archived rows, evaluated by PostgreSQL itself: the rows go back to the tenant's own session.

Each batch is one statement of the person's, through the guard and the scope as any other: the columns that her text
names travel as arrays of texts, are cast to their types there, and the numbers of the rows that match come back. So
every operator, cast and function means what it means in a query.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.masking.words import of_text, retold, valueless
from tenantsh.lang.lexemes import lex
from tenantsh.lang.quote import fold_case, quote_identifier
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.cold.columns import ColdColumn
    from tenantsh.db.session import Session
    from tenantsh.lang.lexemes import Lexeme
    from tenantsh.model.result import TextBatch

_ROW = '"tenantsh: row"'
_BATCH_ROWS = 20_000
_BATCH_CHARACTERS = 4_000_000


class Sieve:
    """A condition, or an order, on the rows of one table's archive."""

    def __init__(
        self, session: Session, table: str, columns: Sequence[ColdColumn], text: str, *, masked: bool = False
    ) -> None:
        """`text` is what stands behind the FROM item: `WHERE …`, `ORDER BY …`.

        Where some of the columns are `masked`, errors tell no values.
        """
        self._masked = masked
        self._session = session
        self._table = table
        self._columns = _named(columns, table, text)
        self._text = text

    @property
    def names(self) -> list[str]:
        """The columns that the text names: others need not be read."""
        return [column.name for column in self._columns]

    def rows(self, batch: TextBatch) -> list[int]:
        """The numbers of the rows that are left of a batch of these columns, in the order that the text gives them.

        Raises what `Session.run` raises; the server's position is told in the person's own text.
        """
        if not batch:
            return []
        arrays = [_array(cells) for cells in zip(*batch, strict=True)]
        try:
            found = self._session.run(self._statement(), arrays)
        except StatementError as error:
            raise self._placed(error) from error
        if found.notes and any(row[0] is None for row in found.rows):
            raise UsageError(
                "the condition calls functions that may read marked columns",
                why="what comes of them is masked, and so are the numbers of the rows that match",
            )
        return [row[0] - 1 for row in found.rows]

    def _statement(self) -> str:
        numbers = [quote_identifier(f"tenantsh: {at}") for at in range(len(self._columns))]
        typed = ", ".join(
            f"{number}::{column.type} AS {quote_identifier(column.name)}"
            for number, column in zip(numbers, self._columns, strict=True)
        )
        # the row's number stands beside the table, not in it: it is no part of to_jsonb(audit_logs)
        sent = f'"tenantsh: sent" ({", ".join(numbers)}, {_ROW})'
        arrays = ", ".join(f"pg_catalog.unnest(%s::{_sent_as(column.type)}[])" for column in self._columns)
        table = f"(SELECT {typed}) AS {quote_identifier(self._table)}"
        behind = f") WITH ORDINALITY AS {sent} CROSS JOIN LATERAL {table} {self._text}"
        return f"SELECT {_ROW} FROM ROWS FROM ({arrays}{behind.replace('%', '%%')}"

    def _placed(self, error: StatementError) -> StatementError:
        if self._masked and not of_text(error.fields):
            error = retold(error, valueless(error.fields))
        position = int(error.fields.get("statement_position", 0)) - (len(error.statement) - len(self._text))
        if position < 1:
            return error
        fields = {**error.fields, "statement_position": str(position)}
        told = Message(fields, self._text, error.text).told()
        return StatementError(told, fields, statement=self._text, why=error.why, hint=error.hint)


def pieces(batches: Iterator[TextBatch]) -> Iterator[TextBatch]:
    """Batches put together until one is worth a round trip."""
    waiting: TextBatch = []
    characters = 0
    for batch in batches:
        for row in batch:
            waiting.append(row)
            characters += sum(len(cell) for cell in row if cell is not None)
            if len(waiting) >= _BATCH_ROWS or characters >= _BATCH_CHARACTERS:
                yield waiting
                waiting, characters = [], 0
    if waiting:
        yield waiting


def _named(columns: Sequence[ColdColumn], table: str, text: str) -> list[ColdColumn]:
    """The columns whose names stand in a text; all of them where the whole row does, and one where none does."""
    lexemes = lex(text)
    if any(_is_whole_row(lexemes, at, table) for at in range(len(lexemes))):
        return list(columns)
    names = {name for lexeme in lexemes if lexeme.is_name for name in (lexeme.value, fold_case(lexeme.text))}
    return [column for column in columns if column.name in names] or [columns[0]]


def _is_whole_row(lexemes: Sequence[Lexeme], at: int, table: str) -> bool:
    """Whether the table's name stands here as a value: `to_jsonb(audit_logs)`, `audit_logs.*`."""
    if not lexemes[at].is_name or lexemes[at].value != table:
        return False
    behind = lexemes[at + 1 : at + 3]
    return not behind or not behind[0].is_mark(".") or behind[-1].text.startswith("*")


def _sent_as(type_name: str) -> str:
    """The type that a column's texts travel as: a cast from text to regclass cannot read what it writes for none."""
    return type_name if type_name == "regclass" else "pg_catalog.text"


def _array(cells: Sequence[str | None]) -> str:
    r"""Texts as one array of PostgreSQL's: psycopg's own writer takes ten times as long where there are many quotes.

    >>> print(_array(["a", None, 'b"\\']))
    {"a",NULL,"b\"\\"}
    """
    escaped = ("NULL" if c is None else '"' + c.replace("\\", "\\\\").replace('"', '\\"') + '"' for c in cells)
    return "{" + ",".join(escaped) + "}"
