"""Which row is meant: what was typed as its key, as a condition with parameters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.why.rows import KeyColumn


@dataclass(frozen=True, slots=True)
class Key:
    """Columns and the texts of their values."""

    columns: tuple[KeyColumn, ...]
    values: tuple[str, ...]

    @property
    def names(self) -> list[str]:
        """The names of its columns."""
        return [column.name for column in self.columns]

    def condition(self, alias: str) -> str:
        """As SQL, with `$1` and so on for the values."""
        return " AND ".join(
            f"{alias}.{quote_identifier(column.name)} = ${at}::pg_catalog.text::{column.type}"
            for at, column in enumerate(self.columns, 1)
        )


def read(typed: Sequence[str], columns: Sequence[KeyColumn]) -> Key:
    """What was typed: values of the primary key's columns in their order, or `COLUMN=VALUE`. Raises UsageError."""
    by_name = {column.name: column for column in columns}
    primary = sorted((column for column in columns if column.key >= 0), key=lambda column: column.key)
    found: list[tuple[KeyColumn, str]] = []
    for word in typed:
        name, equals, value = word.partition("=")
        if equals and name in by_name:
            found.append((by_name[name], value))
        elif primary:
            found.append((primary.pop(0), word))
        else:
            raise UsageError(f"which column is {word!r} of?", why="the primary key has no more", hint="COLUMN=VALUE")
    return Key(tuple(column for column, _ in found), tuple(value for _, value in found))
