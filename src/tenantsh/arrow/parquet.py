"""Batches as a Parquet file, written while they come."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tenantsh.arrow.files import whole
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    import pyarrow as pa


def write(path: str | PathLike[str], schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write the file, or none; returns how many rows it has. Raises UsageError, and what comes."""
    if not len(schema):
        raise UsageError("there are no columns to write", why="a Parquet file without columns has no rows either")
    rows = 0
    with whole(path) as partial, pq.ParquetWriter(partial, schema) as out:
        for batch in batches:
            out.write_batch(batch)
            rows += batch.num_rows
    return rows
