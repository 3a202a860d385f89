"""Results as Arrow tables that say whose rows they have. Imports pyarrow."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pyarrow as pa

from tenantsh.render.frame.about import about
from tenantsh.render.frame.typed import typed

if TYPE_CHECKING:
    from tenantsh.model.result import Result
    from tenantsh.render.frame.about import Attrs

_KEY = b"PANDAS_ATTRS"
"""Where pandas keeps a frame's attrs in Parquet's metadata: so it finds these as its own, and the other way round."""


def frame(result: Result) -> pa.Table:
    """The rows as an Arrow table, its attributes in the schema's metadata; names may repeat or be empty."""
    table, told = typed(result)
    return with_attrs(table, about(result, table.num_rows, told))


def with_attrs(table: pa.Table, attrs: Attrs) -> pa.Table:
    """The table with these attributes."""
    metadata = {**(table.schema.metadata or {}), _KEY: json.dumps(attrs, default=str)}
    if table.num_columns:
        return table.replace_schema_metadata(metadata)
    # without a column, replacing would lose the number of rows
    return pa.table({"": pa.nulls(table.num_rows)}).replace_schema_metadata(metadata).select([])


def attrs_of(table: pa.Table) -> Attrs:
    """The attributes that a table was given."""
    found: Attrs = json.loads((table.schema.metadata or {}).get(_KEY, b"{}"))
    return found
