"""The table that rows go into, as this role meets it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.lang.quote import quote_identifier, unquote_identifier
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.session import Session

_PART = r'(?:"(?:[^"]|"")+"|[^\s".]+)'
_NAME = re.compile(rf"\s*(?:(?P<schema>{_PART})\s*\.\s*)?(?P<name>{_PART})\s*")


@dataclass(frozen=True, slots=True)
class TargetColumn:
    """A column of the table, with the table that it is of."""

    kind: str
    """pg_class.relkind."""
    schema: str
    relation: str
    name: str
    type: str
    """As PostgreSQL writes it, for people."""
    base: int
    """The type's oid; of a domain the oid of the type beneath."""
    modifier: int
    written: str
    """The base type without its modifier, as SQL that no search path changes: a cast to varchar(3) would cut."""
    delimiter: str
    """Between the elements of an array."""
    nested: bool
    """Whether these are arrays themselves: of a domain over one."""
    always: bool
    """Whether it is an identity that only the server gives."""
    generated: bool
    writable: bool
    """Whether the role has INSERT on it."""
    number: int
    oid: int
    """Of the table."""


COLUMNS = Query("insert/columns", TargetColumn)


@dataclass(frozen=True, slots=True)
class Target:
    """A table."""

    columns: tuple[TargetColumn, ...]

    @property
    def oid(self) -> int:
        """The table's."""
        return self.columns[0].oid

    @property
    def sql(self) -> str:
        """Its name as SQL."""
        return f"{quote_identifier(self.columns[0].schema)}.{quote_identifier(self.columns[0].relation)}"

    @property
    def name(self) -> str:
        """Its name for people."""
        return self.columns[0].relation

    def column(self, name: str) -> TargetColumn:
        """The column of this name, which can be written. Raises UsageError."""
        found = next((column for column in self.columns if column.name == name), None)
        if found is None:
            near = get_close_matches(name, [column.name for column in self.columns], 1)
            hint = f'did you mean "{near[0]}"?' if near else f"it has {', '.join(c.name for c in self.columns)}"
            raise UsageError(f'{self.name} has no column "{name}"', hint=f"{hint} columns= says which are written")
        if found.generated or found.always:
            why = "it is generated" if found.generated else "it is GENERATED ALWAYS AS IDENTITY"
            raise UsageError(
                f'column "{name}" of {self.name} gets its values from the server alone',
                why=why,
                hint="leave it out: columns= says which are written",
            )
        return found


def find(session: Session, table: str) -> Target:
    """The table of this name, found as in FROM. Raises UsageError."""
    schema, name = _names(table)
    (columns,) = session.fetch_apart(COLUMNS.ask(table_schema=schema, table_name=name))
    if not columns:
        raise UsageError(f'no table "{table}"', hint="is it in another schema? SCHEMA.TABLE names it there")
    return Target(tuple(columns))


def _names(table: str) -> Sequence[str | None]:
    if not isinstance(table, str):
        raise UsageError(f"a table is a str, and not {type(table).__name__}", hint='"notes", "public.notes"')
    found = _NAME.fullmatch(table)
    if found is None:
        raise UsageError(f'"{table}" names no table', hint='TABLE, SCHEMA.TABLE, or in double quotes: "My table"')
    return [part and unquote_identifier(part) for part in (found["schema"], found["name"])]
