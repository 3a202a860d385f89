"""Batches as a Parquet file, written while they come."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow.parquet as pq

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    import pyarrow as pa


def write(path: str | PathLike[str], schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> int:
    """Write the file under another name first; returns how many rows it has. Raises UsageError, and what comes."""
    if not len(schema):
        raise UsageError("there are no columns to write", why="a Parquet file without columns has no rows either")
    target = Path(path)
    partial = target.with_name(f"{target.name}.partial")
    rows = 0
    try:
        with pq.ParquetWriter(partial, schema) as out:
            for batch in batches:
                out.write_batch(batch)
                rows += batch.num_rows
        partial.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
    return rows
