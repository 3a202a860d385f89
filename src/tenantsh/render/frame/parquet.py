"""Results, and rows that come batch by batch, as Parquet files. Imports pyarrow when a file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.arrow.files import whole
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    import pyarrow as pa

    from tenantsh.model.result import Result


def write(result: Result, path: str | PathLike[str]) -> None:
    """Write the file, or none. Raises UsageError."""
    from tenantsh.render.as_parquet import write_to

    if result.cells is None:
        raise UsageError("there are no rows to write", why=f"the answer was {result.status or 'empty'}")
    with whole(path) as partial, partial.open("wb") as out:
        write_to(result, out)


def write_batches(
    about: Result, schema: pa.Schema, batches: Iterable[pa.RecordBatch], path: str | PathLike[str]
) -> int:
    """Write the file while they come, or none. Raises UsageError, and what the batches raise."""
    from tenantsh.render.as_parquet import write_batches_to

    with whole(path) as partial, partial.open("wb") as out:
        return write_batches_to(about, schema, batches, out)
