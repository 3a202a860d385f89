"""Where a session is: its database, and the schemas that it may use and searches."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tenantsh.db.query import Query

_NAME = re.compile(r'"((?:[^"]|"")*)"|([^",\s]+)')
_FIRST = "pg_catalog"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a session is."""

    database: str
    oids: list[int]
    schemas: list[str]
    """Those that the role may use, each in the place of its OID; also the one of this session's temporary tables."""
    searched: list[str]
    """Those on the search path that there are, as the server searches them for our own question."""
    search_path: str
    """The setting."""


PLACE = Query("catalog/place", Place)


def path(place: Place) -> tuple[str, ...]:
    """The schemas that the person's statements search, in order.

    A tenant's session puts pg_catalog first for its own questions, be it named further behind or not.

    >>> path(Place("", [], [], ["pg_catalog", "public"], "pg_catalog, public, pg_catalog"))
    ('public', 'pg_catalog')
    >>> path(Place("", [], [], ["pg_temp_3", "pg_catalog", "public"], 'pg_catalog, "$user", public'))
    ('pg_temp_3', 'pg_catalog', 'public')
    """
    named = [quoted.replace('""', '"') or plain.lower() for quoted, plain in _NAME.findall(place.search_path)]
    if named.count(_FIRST) < 2:
        return tuple(place.searched)
    behind = set(named[named.index(_FIRST, 1) + 1 :])
    rest = [name for name in place.searched if name != _FIRST]
    at = next((at for at, name in enumerate(rest) if name in behind), len(rest))
    return (*rest[:at], _FIRST, *rest[at:])


def schemas(place: Place) -> tuple[str, ...]:
    """The schemas that a person may name."""
    return tuple(name for name in place.schemas if not name.startswith("pg_temp_"))
