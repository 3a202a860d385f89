"""The rows of many organizations' answers as one table, the organization's columns first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, cast

from tenantsh.db.held import Held, Kept, loaded
from tenantsh.model.errors import TenantshError
from tenantsh.model.result import TEXT_OID, Column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.each.inquiry import Answer, Wanted
    from tenantsh.db.held import Load
    from tenantsh.model.result import Row, TextBatch

_INT8 = 20


class Together:
    """What is the same of all rows: their columns, and how they are read."""

    def __init__(self, organizations: Sequence[Wanted]) -> None:
        """Ids are numbers where all that are asked have such: then they join with a table's."""
        self._numbers = all(one.org.isascii() and one.org.isdecimal() and len(one.org) < 19 for one in organizations)
        self._of_answers: tuple[Column, ...] | None = None
        self._loads: list[Load] = []

    @property
    def columns(self) -> tuple[Column, ...]:
        """Those of the organization, then the statement's; none before the first answer."""
        if self._of_answers is None:
            return ()
        ours = (Column("org_id", _INT8 if self._numbers else TEXT_OID), Column("organization"))
        return (*ours, *self._of_answers)

    def check(self, answer: Answer) -> None:
        """Take an answer's columns, or compare them. Raises TenantshError for one with others than those before."""
        result = answer.result
        assert result is not None
        if self._of_answers is None:
            self._of_answers = result.columns
            self._loads = [int if self._numbers else bytes.decode, bytes.decode, *_held(answer).loads]
        elif [*map(_kind, result.columns)] != [*map(_kind, self._of_answers)]:
            raise TenantshError(
                f"other columns than before: {_said(result.columns)}, and not {_said(self._of_answers)}",
                hint="name the columns, and cast them, where organizations have tables of their own",
            )

    def rows(self, answer: Answer) -> Iterator[TextBatch]:
        """The rows of an answer that was checked, with its organization before them."""
        whose = (answer.tenant.org, answer.tenant.name)
        for batch in _held(answer).text():
            yield [(*whose, *row) for row in batch]

    def values(self, batch: TextBatch) -> list[Row]:
        """Rows as Python values."""
        return loaded(batch, self._loads)


class Gathered(Kept):
    """All rows, kept in constant memory."""

    def __init__(self, together: Together) -> None:
        super().__init__()
        self._together = together

    def take(self, answer: Answer) -> None:
        """Keep the rows of an answer that was checked."""
        for batch in self._together.rows(answer):
            self.keep(batch)

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        return map(self._together.values, self.text())


class Streamed:
    """Rows as they come, to be read once; how many there are is known at their end."""

    def __init__(self, together: Together, answers: Iterator[Answer]) -> None:
        """`answers` were checked."""
        self._together = together
        self._answers = answers
        self._first: Answer | None = None
        self._rows = 0

    def __len__(self) -> int:
        return self._rows

    def begin(self) -> bool:
        """Wait for the first answer, which tells the columns; whether there is one."""
        self._first = next(self._answers, None)
        return self._first is not None

    def text(self) -> Iterator[TextBatch]:
        """The rows, an organization's after another's."""
        for answer in chain([self._first] if self._first is not None else [], self._answers):
            for batch in self._together.rows(answer):
                self._rows += len(batch)
                yield batch

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        return map(self._together.values, self.text())


def _held(answer: Answer) -> Held:
    assert answer.result is not None
    return cast("Held", answer.result.cells)


def _kind(column: Column) -> tuple[str, int]:
    return column.name, column.type_oid


def _said(columns: Sequence[Column]) -> str:
    return ", ".join(f"{column.name} {column.type_name}" for column in columns)
