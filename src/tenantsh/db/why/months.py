"""Months of a table that are gone: archived or purged, as it is on record, else as the rules have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.retention import CLOCK
from tenantsh.db.why.outcome import Line
from tenantsh.db.why.rows import MONTHS
from tenantsh.model.errors import StatementError
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from datetime import date

    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.key import Key
    from tenantsh.db.why.rows import Month

_FATES = {"cold": "in cold storage", "purge": "purged"}


def gone(session: Session, table: Table, key: Key) -> tuple[list[Line], str]:
    """What is known of months that went, and in words what became of the one that the key names, if it did.

    Nothing, where the key names a month that is not among them.
    """
    row = table.relation
    if row.kind != "p":
        return [], ""
    clock = session.fetch_apart(CLOCK.ask())[0][0]
    months = _recorded(session, table, key) if clock.recorded else []
    if months:
        lines = [Line("months that are gone", _FATES.get(each.fate, each.fate), _told(table, each)) for each in months]
        held = next((each for each in months if each.holds), None)
        if held is None and key.moment is not None:
            return [], ""
        return lines, f"its month is {_FATES.get(held.fate, held.fate)}" if held else ""
    rule = session.retention.rule(row.name, f"{row.schema}.{row.name}")
    if rule is None:
        return [], ""
    limit = rule.limit(clock.now.date())
    if _is_kept(session, key, limit):
        return [], ""
    run = "no run that took any is on record" if clock.recorded else "whether it ran is not known"
    before = f"from before {limit:%Y-%m}, by the rule; {run}: {rule}"
    return [Line("rows that may be gone", _FATES["cold" if rule.then is Then.COLD else "purge"], before)], ""


def _is_kept(session: Session, key: Key, limit: date) -> bool:
    """Whether the key names a moment of which the rule keeps the rows; as the server reads it."""
    if key.moment is None:
        return False
    asked = "SELECT $1::pg_catalog.timestamptz >= $2::pg_catalog.timestamptz AS value"
    return session.ask_apart([(asked, [key.moment, f"{limit:%Y-%m-%d} 00:00+00"])])[0].value is True


def _told(table: Table, month: Month) -> str:
    between = month.first if month.first == month.last else f"{month.first} to {month.last}"
    if month.fate != "cold":
        return between
    return rf"{between}: \cold {table.relation.label} {month.first}..{month.last} WHERE …"


def _recorded(session: Session, table: Table, key: Key) -> list[Month]:
    """By the record; where a value is no moment, without it."""
    name = f"{table.relation.schema}.{table.relation.name}"
    try:
        found: list[Month] = session.fetch_apart(MONTHS.ask(name=name, moment=key.moment))[0]
    except StatementError:
        found = session.fetch_apart(MONTHS.ask(name=name, moment=None))[0]
    return found
