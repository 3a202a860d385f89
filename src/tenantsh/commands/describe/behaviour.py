"""What happens when a relation is used: the view behind it, its rules and triggers, statistics, publications."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tenantsh.commands.describe.keys import TABLES
from tenantsh.commands.describe.section import Section, headed
from tenantsh.db.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tenantsh.commands.describe.relation import Look

_VIEWS = "vm"
_ALL_KINDS_OF_STATISTICS = 3


class Statistics(NamedTuple):
    """An extended statistics object."""

    relation: int
    schema: str
    name: str
    kinds: list[str]
    """Of `ndistinct`, `dependencies`, `mcv`."""
    columns: str
    table: str
    target: int | None

    def line(self, major: int) -> str:
        """The object as the psql of this major writes it; from 14 on all kinds, or none, go without saying."""
        name = f'"{self.schema}.{self.name}"' if major >= 14 else f'"{self.schema}"."{self.name}"'
        said = major < 14 or 0 < len(self.kinds) < _ALL_KINDS_OF_STATISTICS
        kinds = f" ({', '.join(self.kinds)})" if said else ""
        target = "" if self.target is None else f"; STATISTICS {self.target}"
        return f"    {name}{kinds} ON {self.columns} FROM {self.table}{target}"


class Publication(NamedTuple):
    """A publication that a table is part of."""

    relation: int
    name: str
    columns: str | None
    where: str | None

    @property
    def line(self) -> str:
        """The publication as psql writes it."""
        columns = f" ({self.columns})" if self.columns is not None else ""
        where = f" WHERE {self.where}" if self.where is not None else ""
        return f'    "{self.name}"{columns}{where}'


class Rule(NamedTuple):
    """A rewrite rule."""

    relation: int
    name: str
    enabled: str
    """`O` as usual, `D` disabled, `A` always, `R` on replicas only."""
    definition: str

    @property
    def text(self) -> str:
        """The definition without `CREATE RULE`."""
        return self.definition.removeprefix("CREATE RULE ")


class Trigger(NamedTuple):
    """A trigger."""

    relation: int
    name: str
    enabled: str
    """`O` as usual, `D` disabled, `A` always, `R` on replicas only."""
    internal: bool
    definition: str
    inherited_from: str | None

    @property
    def line(self) -> str:
        """The trigger as psql writes it."""
        _, _, text = self.definition.partition(" TRIGGER ")
        whence = f", ON TABLE {self.inherited_from}" if self.inherited_from else ""
        return f"    {text or self.definition}{whence}"


class ViewDefinition(NamedTuple):
    """The query behind a view."""

    relation: int
    text: str


def _statistics(look: Look, rows: Sequence[Statistics]) -> Iterable[str]:
    return headed("Statistics objects:", (row.line(look.major) for row in rows))


def _publications(_: Look, rows: Sequence[Publication]) -> Iterable[str]:
    return headed("Publications:", (row.line for row in rows))


def _rules(_: Look, rows: Sequence[Rule]) -> Iterable[str]:
    headings = {
        "O": "Rules:",
        "D": "Disabled rules:",
        "A": "Rules firing always:",
        "R": "Rules firing on replica only:",
    }
    for enabled, heading in headings.items():
        yield from headed(heading, (f"    {row.text}" for row in rows if row.enabled == enabled))


def _view_definition(_: Look, rows: Sequence[ViewDefinition]) -> Iterable[str]:
    return headed("View definition:", (row.text for row in rows))


def _view_rules(_: Look, rows: Sequence[Rule]) -> Iterable[str]:
    return headed("Rules:", (f" {row.text}" for row in rows))  # one blank, and all in one list: psql's way with views


def _triggers(_: Look, rows: Sequence[Trigger]) -> Iterable[str]:
    headings = {
        "Triggers:": ("O", None),
        "Disabled user triggers:": ("D", False),
        "Disabled internal triggers:": ("D", True),
        "Triggers firing always:": ("A", None),
        "Triggers firing on replica only:": ("R", None),
    }
    for heading, (enabled, internal) in headings.items():
        listed = (row for row in rows if row.enabled == enabled and internal in (None, row.internal))
        yield from headed(heading, (row.line for row in listed))


_RULES = Query("describe/rules", Rule)

STATISTICS = Section(Query("describe/statistics", Statistics), lambda look: look.at(TABLES), _statistics, "Statistics")
PUBLICATIONS = Section(
    Query("describe/publications", Publication), lambda look: look.at(TABLES), _publications, "Publications"
)
RULES = Section(_RULES, lambda look: look.at("rfpt") and look.relation.has_rules, _rules, "Rules")
VIEW_DEFINITION = Section(
    Query("describe/view_definition", ViewDefinition),
    lambda look: look.at(_VIEWS) and look.verbose,
    _view_definition,
    "View definition",
)
VIEW_RULES = Section(
    _RULES, lambda look: look.at(_VIEWS) and look.verbose and look.relation.has_rules, _view_rules, "Rules"
)
TRIGGERS = Section(
    Query("describe/triggers", Trigger),
    lambda look: look.relation.has_triggers and not look.at("S"),
    _triggers,
    "Triggers",
)
