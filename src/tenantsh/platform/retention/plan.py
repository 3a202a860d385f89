"""What is due, by the rules and the server's clock, and what stands in its way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.model.retention import Then

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from tenantsh.db.retention import Part, RuledTable
    from tenantsh.model.retention import Retention, Rule


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why something cannot go, and what helps."""

    why: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """A partition that is past its time."""

    table: RuledTable
    part: Part
    rule: Rule
    obstacle: Obstacle | None = None

    @property
    def month(self) -> str:
        """What it holds: `2025-03`, or its bounds where that is no month."""
        if self.part.is_month and self.part.lower is not None:
            return self.part.lower.isoformat()[:7]
        return f"{self.part.lower or 'the beginning'} to {self.part.upper}"


@dataclass(frozen=True, slots=True)
class Planned:
    """What a rule means today."""

    rule: Rule
    limit: date
    """The first day that is kept as a whole month."""
    table: RuledTable | None = None
    obstacle: Obstacle | None = None
    """Why nothing of the table can go."""
    due: tuple[Due, ...] = ()
    straddling: Part | None = None
    """The partition that has rows past their time and others: it stays until all of them are."""
    kept: tuple[Part, ...] = ()
    """The others that stay, oldest first."""

    @property
    def name(self) -> str:
        """The table's name, as far as it is known."""
        return self.rule.table if self.table is None else self.table.full_name

    @property
    def oldest(self) -> date | None:
        """The first day that is still there when all that is due has gone."""
        days = [part.lower for part in (self.straddling, *self.kept) if part is not None and part.lower is not None]
        return min(days, default=None)


def names_of(retention: Retention) -> list[str]:
    """The tables that rules name."""
    return [rule.table for rule in retention.rules]


def plan(retention: Retention, tables: Sequence[RuledTable], parts: Sequence[Part], today: date) -> list[Planned]:
    """What each rule means today, in the order of the rules."""
    return [_planned(rule, tables, parts, today) for rule in retention.rules]


def _planned(rule: Rule, tables: Sequence[RuledTable], parts: Sequence[Part], today: date) -> Planned:
    limit = rule.limit(today)
    found = _named(rule, tables)
    if isinstance(found, Obstacle):
        return Planned(rule, limit, obstacle=found)
    if (obstacle := _of_table(rule, found)) is not None:
        return Planned(rule, limit, found, obstacle)
    own = [part for part in parts if part.parent == found.relation]
    due = [part for part in own if part.upper is not None and part.upper <= limit]
    stay = [part for part in own if part not in due]
    straddling = next((part for part in stay if _straddles(part, limit)), None)
    return Planned(
        rule,
        limit,
        found,
        None,
        tuple(Due(found, part, rule, _of_part(rule, part)) for part in due),
        straddling,
        tuple(part for part in stay if part is not straddling),
    )


def _straddles(part: Part, limit: date) -> bool:
    return (part.lower is None or part.lower <= limit) and part.upper is not None and limit < part.upper


def _named(rule: Rule, tables: Iterable[RuledTable]) -> RuledTable | Obstacle:
    found = [table for table in tables if rule.table in (table.name, table.full_name)]
    exact = [table for table in found if rule.table == table.full_name or table.schema == "public"]
    if len(found) == 1 or exact:
        return (exact or found)[0]
    if not found:
        return Obstacle(f"there is no table {rule.table}", "the rule is in [retention] of the configuration")
    listed = ", ".join(table.full_name for table in found)
    return Obstacle(f"several tables are called {rule.table}: {listed}", "name the schema in the rule")


def _of_table(rule: Rule, table: RuledTable) -> Obstacle | None:
    if table.kind != "p":
        return Obstacle("it is not partitioned", "only partitions can leave as a whole")
    if not table.by_time:
        return Obstacle("it is not partitioned by ranges of one date or timestamp")
    if rule.then is Then.COLD and not table.has_organizations:
        return Obstacle("it has no column that says whose a row is", "archives are by organization: purge, or keep it")
    return None


def _of_part(rule: Rule, part: Part) -> Obstacle | None:
    if part.kind == "f":
        return Obstacle("it is a foreign table: its rows are on another server")
    if part.views:
        return Obstacle(f"{', '.join(part.views)} reads it by its name", "drop the view, or have it read the table")
    if rule.then is Then.COLD and not part.is_month:
        return Obstacle("it does not hold one month of UTC", "archives are by month")
    return None
