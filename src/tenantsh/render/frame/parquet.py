"""Results as Parquet files. Imports pyarrow when a file is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.arrow.files import whole
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from os import PathLike

    from tenantsh.model.result import Result


def write(result: Result, path: str | PathLike[str]) -> None:
    """Write the file, or none. Raises UsageError."""
    from tenantsh.render.as_parquet import write_to

    if result.cells is None:
        raise UsageError("there are no rows to write", why=f"the answer was {result.status or 'empty'}")
    with whole(path) as partial, partial.open("wb") as out:
        write_to(result, out)
