"""Which columns hold JSON documents, and under which relation their keys are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.model.catalog import Catalog, Column

_JSON = (114, 3802)
"""The OIDs of json and jsonb."""
_DEEPEST = 9
"""Domains over domains that are looked through."""


def is_json(column: Column, catalog: Catalog) -> bool:
    """Whether a column holds JSON documents, be it by a domain."""
    oid = column.type_oid
    for _ in range(_DEEPEST):
        if oid in _JSON or not oid:
            break
        kind = catalog.types_by_oid.get(oid)
        oid = kind.element if kind else 0
    return oid in _JSON or (not column.type_oid and column.type in ("json", "jsonb"))


def root(oid: int, catalog: Catalog) -> int:
    """The relation that a partition is a part of, however many levels up; of others their own OID.

    Keys are the root's: row security is, and a partition by itself is never sampled.
    """
    relation = catalog.by_oid.get(oid)
    while relation is not None and relation.parent and relation.kind in "rpf":
        oid, relation = relation.parent, catalog.by_oid.get(relation.parent)
    return oid
