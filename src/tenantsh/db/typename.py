"""The name of a type that psycopg does not know by itself."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.db.query import Query


@dataclass(frozen=True, slots=True)
class TypeName:
    """One type's name, e.g. `plan_tier`."""

    name: str


TYPE_NAME = Query("type_name", TypeName)
