"""What goes with a frame: whose rows they are and where they come from, as plain values that JSON has too."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from tenantsh.render.frame.caption import whose

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from tenantsh.model.provenance import Provenance
    from tenantsh.model.result import Result
    from tenantsh.model.tenant import Tenant

Attrs = dict["Hashable", Any]


def about(result: Result, rows: int, told: Iterable[str] = ()) -> Attrs:
    """The attributes of a result's frame; what there is nothing to say of is left out."""
    said = {
        "told": [*result.left_out(rows), *told],
        "title": result.title,
        "prose": not result.expandable,
        "footers": list(result.footers or ()),
        "parts": {part.title or "": _records(part) for part in result.parts},
    }
    attrs: Attrs = {} if result.tenant is None else _of_tenant(result.tenant)
    attrs |= {} if result.provenance is None else _of_origin(result.provenance)
    return attrs | {key: value for key, value in said.items() if value}


def _of_tenant(tenant: Tenant) -> Attrs:
    fields = dataclasses.asdict(tenant)
    settings = [list(setting) for setting in tenant.settings]
    return {"tenant": {**fields, "settings": settings}, "whose": whose(tenant), "verified": True}


def _of_origin(provenance: Provenance) -> Attrs:
    return {
        "query": provenance.query,
        "parameters": dict(provenance.parameters),
        "time": provenance.at.isoformat(),
        "server": provenance.server,
    }


def _records(part: Result) -> list[dict[str, Any]]:
    names = [column.name for column in part.columns]
    return [dict(zip(names, row, strict=True)) for row in part.rows]
