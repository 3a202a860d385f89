"""Months of a table that are gone: archived or purged, as it is on record, else as the rules have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.retention import CLOCK
from tenantsh.db.why.outcome import Line
from tenantsh.db.why.rows import MONTHS
from tenantsh.model.errors import StatementError
from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from tenantsh.db.policies import Table
    from tenantsh.db.session import Session
    from tenantsh.db.why.key import Key
    from tenantsh.db.why.rows import Month

_FATES = {"cold": "in cold storage", "purge": "purged"}


def gone(session: Session, table: Table, key: Key) -> tuple[list[Line], str]:
    """What is known of months that went, and in words what became of the one that the key names, if it did."""
    row = table.relation
    if row.kind != "p":
        return [], ""
    clock = session.fetch_apart(CLOCK.ask())[0][0]
    months = _recorded(session, table, key) if clock.recorded else []
    if months:
        lines = [Line("months that are gone", _FATES.get(each.fate, each.fate), _told(table, each)) for each in months]
        held = next((each for each in months if each.holds), None)
        return lines, f"its month is {_FATES.get(held.fate, held.fate)}" if held else ""
    rule = session.retention.rule(row.name, f"{row.schema}.{row.name}")
    if rule is None:
        return [], ""
    before = f"from before {rule.limit(clock.now.date()):%Y-%m}, by its rule: {rule}"
    return [Line("rows that are gone", _FATES["cold" if rule.then is Then.COLD else "purge"], before)], ""


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
