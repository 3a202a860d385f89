"""The name of a type that psycopg does not know by itself."""

from __future__ import annotations

from typing import NamedTuple

from tenantsh.db.query import Query


class TypeName(NamedTuple):
    """One type's name, e.g. `plan_tier`."""

    name: str


TYPE_NAME = Query("type_name", TypeName)
