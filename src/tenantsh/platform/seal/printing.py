"""The seal as one script for psql: the objects, then each table in a short transaction of its own."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from tenantsh.db.scope import identifier
from tenantsh.lang.quote import quote_literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.platform.seal.tables import Found, Reached, Way

_SHARED = {
    "platform.retention_months": "what was archived and purged, of all organizations together",
    "platform.retention_runs": "when that was done",
}
"""Tables of the platform's own that hold no organization's data, and what they hold."""


def printed(found: Found) -> str:
    """Everything that seals these logins in this database, in the order in which psql runs it."""
    return "\n".join(["\\set ON_ERROR_STOP on\n", objects(_array(found.logins), found.type), *_tables(found)])


def objects(logins: str, kind: str) -> str:
    """The schema, its tables and functions; `logins` is SQL, `kind` the type of an organization's id."""
    return _file("objects", logins=logins, type=kind)


def _array(logins: Sequence[str]) -> str:
    return f"ARRAY[{', '.join(_literal(login) for login in logins)}]::pg_catalog.name[]"


def _tables(found: Found) -> Iterator[str]:
    for table in found.tables:
        if table.type is not None:
            yield _policy(table, identifier(found.column), _of_column(table.type, found))
        elif ways := _ways(found, table):
            yield _by(found, table, ways)
        else:
            yield _unknown(table)


def _ways(found: Found, table: Reached) -> list[Way]:
    return [way for way in found.ways_of(table) if not way.lacking] or found.ways_of(table)


def _of_column(kind: str, found: Found) -> str:
    """The only form that holds: `=` to a sub-select is merged with the application's own `=`, and then forgotten."""
    cast = "" if kind == found.type else f"::text::{kind}"
    return f"ARRAY[(SELECT tenantsh.org(){cast})]"


def _by(found: Found, table: Reached, ways: list[Way]) -> str:
    """By another table: as it is where there is one way without doubts; else for somebody to choose."""
    made = [
        _policy(
            table,
            way.key,
            f"ARRAY(SELECT via.{way.via_key} FROM {way.via} AS via\n"
            f"        WHERE via.{identifier(found.column)} = ANY ({_of_column(way.type, found)}))",
        )
        for way in ways
    ]
    if len(made) == 1 and not ways[0].lacking:
        return made[0]
    lines = [
        f"-- {table.name} has no {found.column}. Which rows are an organization's? Until somebody chooses, no lock."
    ]
    for way, policy in zip(ways, made, strict=True):
        if way.lacking:
            lines.append(f"-- {', '.join(way.lacking)} could not read it any more without SELECT on {way.via}:")
        lines += [f"-- {line}" for line in policy.splitlines()]
    return "\n".join(lines) + "\n"


def _unknown(table: Reached) -> str:
    known = _SHARED.get(table.name)
    values = f"({_literal(table.name)}, {_literal(known or 'why')})"
    insert = f"INSERT INTO tenantsh.shared VALUES {values} ON CONFLICT DO NOTHING;"
    if known:
        return f"{insert}\n"
    return (
        f"-- {table.name} has no organization's column, and nothing that leads to one."
        f" If no organization's data is in it:\n-- {insert}\n"
    )


def _literal(text: str) -> str:
    return quote_literal(text).lstrip()


def _policy(table: Reached, column: str, rows: str) -> str:
    # a table without row security shows all rows to whoever may read it: to others it goes on doing so
    before = "" if table.row_security else _file("opened", table=table.name)
    return _file("policy", table=table.name, column=column, rows=rows, before=before)


def _file(name: str, **values: str) -> str:
    text = resources.files(__package__).joinpath(f"sql/{name}.sql").read_text(encoding="utf-8")
    for key, value in values.items():
        text = text.replace(f"@{key}@", value)
    return text
