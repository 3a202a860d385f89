"""Settings, and everything else that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.query import Query
from tenantsh.model.catalog import Setting, Thing
from tenantsh.model.named import Names

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping

    from tenantsh.model.tenant import Tenant


@dataclass(frozen=True, slots=True)
class Parameter:
    """A configuration parameter."""

    name: str
    kind: str
    values: list[str]
    detail: str
    settable: bool


@dataclass(frozen=True, slots=True)
class Alone:
    """Something that belongs to no relation."""

    kind: str
    name: str
    schema: str
    detail: str


@dataclass(frozen=True, slots=True)
class Belonging:
    """Something that belongs to a relation."""

    kind: str
    name: str
    of: int
    other: int
    """The relation that a foreign key leads to; else 0."""
    detail: str


@dataclass(frozen=True, slots=True)
class Here:
    """A role or a database that this database is about."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Cast:
    """A cast between types."""

    source: str
    target: str
    detail: str


@dataclass(frozen=True, slots=True)
class Zone:
    """A time zone."""

    name: str
    detail: str


SETTINGS = Query("catalog/settings", Parameter)
ALONE = Query("catalog/things", Alone)
IN_SCHEMAS = Query("catalog/schema_things", Alone)
BELONGING = Query("catalog/relation_things", Belonging)
CASTS = Query("catalog/casts", Cast)
ZONES = Query("catalog/timezones", Zone)
HERE = Query("catalog/here", Here)

KINDS = (
    "role",
    "database",
    "tablespace",
    "schema",
    "extension",
    "available extension",
    "language",
    "access method",
    "publication",
    "subscription",
    "server",
    "foreign-data wrapper",
    "event trigger",
    "encoding",
    "timezone",
    "collation",
    "text search configuration",
    "text search dictionary",
    "text search parser",
    "text search template",
    "operator",
    "operator class",
    "operator family",
    "conversion",
    "cast",
    "domain",
    "constraint",
    "policy",
    "trigger",
    "rule",
    "statistics",
)
"""All kinds; a catalog that is whole has each of them."""
_FOREIGN_KEY = "FOREIGN KEY"


def settings(parameters: Iterable[Parameter], tenant: Tenant | None) -> Names[Setting]:
    """The server's parameters, and those that say whose data a tenant's session sees: to be shown, not to be set."""
    found = [Setting(p.name, p.kind, tuple(p.values), p.detail, p.settable) for p in parameters]
    known = {setting.name for setting in found}
    own = tenant.settings if tenant is not None else ()
    for name, _ in own:
        if name not in known:
            found.append(Setting(name, "string", detail=f"of {tenant}", settable=False, identity=True))
    return Names(found)


def things(
    alone: Iterable[Alone],
    belonging: Iterable[Belonging],
    casts: Iterable[Cast],
    zones: Iterable[Zone],
    here: Iterable[Here],
    relations: Container[int],
) -> Mapping[str, Names[Thing]]:
    """Everything by its kind; what belongs to a relation only where that is among these.

    A foreign key to one that is not does not say where it leads.
    """
    rows: dict[str, list[tuple[str, str, int, str, bool]]] = {kind: [] for kind in KINDS}
    concerned = {(found.kind, found.name) for found in here}
    for thing in alone:
        about = (thing.kind, thing.name) in concerned
        rows[thing.kind].append((thing.name, thing.schema, 0, thing.detail, about))
    for part in belonging:
        if part.of in relations:
            told = not part.other or part.other in relations
            rows[part.kind].append((part.name, "", part.of, part.detail if told else _FOREIGN_KEY, False))
    rows["cast"] = [(f"{cast.source} AS {cast.target}", "", 0, cast.detail, False) for cast in casts]
    rows["timezone"] = [(zone.name, "", 0, zone.detail, False) for zone in zones]
    return {kind: Names.packed(found, Thing, at=0) for kind, found in rows.items()}
