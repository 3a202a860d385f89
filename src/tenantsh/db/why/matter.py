"""What is asked about: a row of a table, or of a view in front of one; and what privileges say of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.policies.rows import BARE, PATIENCE
from tenantsh.db.why.asked import of_policies
from tenantsh.db.why.key import read
from tenantsh.db.why.outcome import VIEWS, Line, Outcome
from tenantsh.db.why.rows import COLUMNS
from tenantsh.db.why.views import front
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.asked import Wording
    from tenantsh.db.why.asking import Answer
    from tenantsh.db.why.deciding import Part
    from tenantsh.db.why.key import Key
    from tenantsh.db.why.rows import KeyColumn
    from tenantsh.db.why.views import Front


@dataclass(frozen=True, slots=True)
class Matter:
    """A row in question."""

    session: Session
    shown: Table
    """What was named: a table or a view."""
    key: Key
    """By the columns of what was named."""
    table: Table
    """Whose row it is: what was named, or the table behind the view."""
    own_key: Key
    """By the columns of that."""
    front: Front | None
    """Of a view whose rows are a table's."""
    soft: bool
    """Whether the table has a column for soft deletes."""

    @property
    def reality(self) -> tuple[str, tuple[str, ...]]:
        """Whether the tenant sees it, as a question to the table or view itself."""
        condition = self.key.condition("t", "$")
        return (
            f"SELECT EXISTS (SELECT 1 FROM {self.shown.relation.quoted} AS t WHERE {condition}) AS value",
            self.key.values,
        )

    @property
    def denied(self) -> str:
        """What privileges deny; empty where they deny nothing."""
        row = self.shown.relation
        if not row.usage:
            return f"USAGE on schema {row.schema} is not granted"
        if not row.selects:
            return f"SELECT on {row.sql} is not granted"
        unread = [column.name for column in self.key.columns if not column.readable]
        return f"SELECT on {row.sql} is not granted for its column {', '.join(unread)}" if unread else ""

    @property
    def standing(self) -> tuple[Line, ...]:
        """What privileges and row security say, for any row."""
        return tuple(_standing(self))


def matter(session: Session, table: Table, typed: Sequence[str]) -> Matter:
    """What somebody asks about. Raises UsageError for a key that is none."""
    # with the schema of every type, for a connection whose path is another one
    columns: list[KeyColumn] = session.fetch_apart(
        BARE.ask(lock_timeout=PATIENCE), COLUMNS.ask(relation=table.relation.relation)
    )[1]
    found = front(session, table) if table.relation.kind == "v" else None
    if found is None:
        key = read(typed, columns, session.link.tenant_column)
        return Matter(session, table, key, table, key, None, any(each.name == "deleted_at" for each in columns))
    primary = {name: column.key for name, column in found.columns.items()}
    placed = [each.placed(primary.get(each.name, -1)) for each in columns]
    key = read(typed, placed, session.link.tenant_column)
    strange = next((name for name in key.names if name not in found.columns), None)
    if strange is not None:
        raise UsageError(
            f'"{strange}" of the view is no column of {found.base.relation.sql}',
            why="the row is looked for in the table, by the table's own columns",
            hint=", ".join(found.columns) or None,
        )
    return Matter(session, table, key, found.base, key.called(found.columns), found, found.soft)


def check_key(asked: Matter) -> None:
    """Raise UsageError for values that the key's columns cannot have."""
    types = ", ".join(f"{column.name} is {column.type}" for column in asked.key.columns)
    if not all(column.plain for column in asked.key.columns):
        raise UsageError("the row cannot be looked for by that", why=types, hint="another COLUMN=VALUE")
    condition = asked.key.condition("(s.t)", "$")
    sql = f"SELECT ({condition}) IS NULL AS value FROM (SELECT NULL::{asked.shown.relation.quoted} AS t) AS s"
    answer: Answer = asked.session.ask_apart([(sql, asked.key.values)])[0]
    if not answer.sqlstate:
        return
    if answer.sqlstate[:2] in ("22", "23"):
        raise UsageError(
            "that is no value for the key",
            why=f"{types}: {answer.word}",
            hint="several columns: COLUMN=VALUE COLUMN=VALUE",
        )
    raise UsageError("the row cannot be looked for by that", why=f"{types}: {answer.word}", hint="another COLUMN=VALUE")


def outcome(answer: Answer) -> Outcome:
    """What the table said."""
    if answer.sqlstate:
        return Outcome.FAILS
    return Outcome.SEEN if answer.value else Outcome.HIDDEN


def wordings(about: Matter) -> list[Wording]:
    """The conditions that decide about it. Raises UsageError where they cannot be looked at."""
    where = about.front.where if about.front else None
    return [*of_policies(about.table), *([where] if where else [])]


def itself(real: Outcome, detail: str = "") -> Line:
    """What the table or view itself said, as a line."""
    return Line("asked for real", str(real), detail)


def called(condition: Wording | Part) -> str:
    """What a condition is called."""
    if condition.of is None:
        return VIEWS
    return f"policy {condition.of} ({'permissive' if condition.permissive else 'restrictive'})"


def _standing(asked: Matter) -> Iterator[Line]:
    row, who = asked.shown.relation, asked.shown.subject
    yield Line(f"USAGE on schema {row.schema}", "yes" if row.usage else "no")
    unread = [column.name for column in asked.key.columns if row.selects and not column.readable]
    may = row.selects and not unread
    yield Line(f"SELECT on {row.sql}", "yes" if may else "no", f"not on {', '.join(unread)}" if unread else "")
    if asked.front is None:
        yield Line(f"row security for {who.role}", str(asked.table.standing))
        return
    base = asked.table.relation
    yield Line("the view", "in front of", f"{base.sql}, read as {asked.front.reader}")
    yield Line(f"SELECT on {base.sql} for {asked.front.reader}", "yes" if base.selects else "no")
    yield Line(f"row security for {asked.front.reader}", str(asked.table.standing))
