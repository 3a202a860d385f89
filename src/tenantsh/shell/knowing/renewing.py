"""A catalog that is learnt anew, stage by stage: what has not come yet is what was known before."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.model.catalog import Catalog, Key


def with_old(found: Catalog, known: Catalog, *, columns: bool = False) -> Catalog:
    """What has been found by now, with the rest as it was known before."""
    if columns:
        known = replace(known, columns=found.columns, foreign_keys=found.foreign_keys)
    return replace(
        known,
        version=found.version,
        database=found.database,
        search_path=found.search_path,
        schemas=found.schemas,
        relations=found.relations,
    )


def still(known: Catalog, found: Catalog) -> dict[tuple[int, str], tuple[Key, ...]]:
    """The keys that were sampled of columns that there still are."""
    return {
        (oid, name): keys
        for (oid, name), keys in known.keys.items()
        if any(column.name == name for column in found.columns.get(oid, ()))
    }
