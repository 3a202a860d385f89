"""Which column a name in a statement means, as far as columns of date and time types go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.pruning.text import unwrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.pruning.leaves import DateColumn
    from tenantsh.db.pruning.statement import Level, Source

SHORT = {
    "timestamp with time zone": "timestamptz",
    "timestamp without time zone": "timestamp",
    "date": "date",
}
"""The types of keys that are moments, by the server's names for them."""

_DEEPEST = 20


class Columns:
    """The date and time columns of a statement's relations."""

    def __init__(self, columns: Iterable[DateColumn]) -> None:
        self._of: dict[int, dict[str, str]] = {}
        for column in columns:
            self._of.setdefault(column.at, {})[column.name] = SHORT[column.type]

    def type_of(self, ref: Any, level: Level) -> str | None:
        """The type of the column that a name means; None for others than dates and times."""
        return self._type(ref, level, 0)

    def _type(self, ref: Any, level: Level | None, depth: int) -> str | None:
        *qualifier, name = [getattr(unwrapped(field), "sval", "*") for field in ref.fields]
        while level is not None and depth < _DEEPEST:
            for source in level.sources:
                if not qualifier or qualifier[-1] == source.alias:
                    found = self._given(source, depth + 1).get(name)
                    if found is not None:
                        return found
            level = level.outer
        return None

    def _given(self, source: Source, depth: int) -> dict[str, str]:
        if source.at is not None:
            return self._of.get(source.at, {})
        return self._outputs(source.level, depth) if source.level is not None and depth < _DEEPEST else {}

    def _outputs(self, level: Level, depth: int) -> dict[str, str]:
        """The columns that a query gives as they are, by the names that it gives them."""
        given: dict[str, str] = {}
        for target in level.outputs:
            value = unwrapped(target.val)
            if type(value).__name__ != "ColumnRef":
                continue
            names = [getattr(unwrapped(field), "sval", "*") for field in value.fields]
            if names[-1] == "*":
                for source in level.sources:
                    if names[0] in ("*", source.alias):
                        given |= self._given(source, depth)
            elif found := self._type(value, level, depth):
                given[target.name or names[-1]] = found
        return given
