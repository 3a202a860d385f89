"""The rows of many organizations' answers as one table, the organization's columns first."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from tenantsh.db.held import Held, Kept, loaded
from tenantsh.model.errors import TenantshError
from tenantsh.model.result import TEXT_OID, Column
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.each.inquiry import Answer, Wanted
    from tenantsh.db.held import Load
    from tenantsh.model.result import Cells, Row, TextBatch
    from tenantsh.model.tenant import Tenant

_INT8 = 20
_OWN = 16384
"""The first number that a type of one's own may have."""
_NAME = 40
"""So many characters of an organization's name people are shown."""


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
        elif not _alike(result.columns, self._of_answers):
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

    def __init__(self, together: Together, answers: Iterator[Answer], interrupted: Callable[[], bool]) -> None:
        """`answers` were checked; once it was `interrupted`, no further rows are given."""
        self._together = together
        self._answers = answers
        self._interrupted = interrupted
        self.unshown: list[Tenant] = []
        """Those whose rows were not given to the end."""
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
                if self._interrupted():
                    self.unshown.append(answer.tenant)
                    break
                self._rows += len(batch)
                yield batch

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        return map(self._together.values, self.text())


class Shortened:
    """Rows for people's eyes: a long name of one organization does not make the lines of all wide."""

    def __init__(self, cells: Cells) -> None:
        self._cells = cells
        self._shown: dict[Any, Any] = {None: None}

    def __len__(self) -> int:
        return len(self._cells)

    def text(self) -> Iterator[TextBatch]:
        """The rows as text."""
        for batch in self._cells.text():
            yield [(row[0], self._short(row[1]), *row[2:]) for row in batch]

    def values(self) -> Iterator[list[Row]]:
        """The rows as Python values."""
        for batch in self._cells.values():
            yield [(row[0], self._short(row[1]), *row[2:]) for row in batch]

    def _short(self, name: Any) -> Any:
        if name not in self._shown:
            self._shown[name] = visible(name, _NAME) if len(name) > _NAME else name
        return self._shown[name]


def _held(answer: Answer) -> Held:
    assert answer.result is not None
    return cast("Held", answer.result.cells)


def _alike(some: Sequence[Column], others: Sequence[Column]) -> bool:
    return len(some) == len(others) and all(map(same_kind, some, others))


def same_kind(one: Column, other: Column) -> bool:
    """Whether two columns have one name and type: a type of one's own has another number in each cluster."""
    if one.name != other.name:
        return False
    own = min(one.type_oid, other.type_oid) >= _OWN
    return one.type_oid == other.type_oid or (own and one.type_name == other.type_name)


def _said(columns: Sequence[Column]) -> str:
    return ", ".join(f"{column.name} {column.type_name}" for column in columns)
