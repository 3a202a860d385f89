"""Steps of one exchange by name, and what came of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from tenantsh.db.params import rows_of
from tenantsh.db.steps import final

if TYPE_CHECKING:
    import psycopg

    from tenantsh.db.looks.asking import Visit
    from tenantsh.db.query import Query
    from tenantsh.db.steps import Answer, Step

Row = TypeVar("Row")


class Trip:
    """One round trip of a look."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection
        self._steps: dict[str, Step] = {}
        self._answers: list[Answer] = []

    def add(self, name: str, step: Step) -> None:
        """Send this behind the others."""
        self._steps[name] = step

    def go(self, visit: Visit, *, last: bool = False) -> None:
        """Raises what `Visit.ask` raises; what was answered before an error is there."""
        visit.ask(list(self._steps.values()), self._answers, last=last)

    @property
    def failed(self) -> str:
        """The step that was not answered, after an error."""
        return [*self._steps, ""][min(len(self._answers), len(self._steps))]

    def answer(self, name: str) -> Answer | None:
        """What came of a step; None where nothing came."""
        names = list(self._steps)
        at = names.index(name) if name in self._steps else len(self._answers)
        return self._answers[at] if at < len(self._answers) else None

    def rows(self, name: str, query: Query[Row]) -> list[Row]:
        """The rows of a question of ours; none where it was not answered."""
        answer = self.answer(name)
        return rows_of(self._connection, final(answer), query.row) if answer is not None else []

    def text(self, name: str) -> str | None:
        """A step's only value."""
        answer = self.answer(name)
        value = final(answer).get_value(0, 0) if answer is not None else None
        return None if value is None else value.decode("utf-8", "replace")
