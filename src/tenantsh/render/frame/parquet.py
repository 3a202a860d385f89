"""Results as Parquet files. Imports pyarrow when a file is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from os import PathLike

    from tenantsh.model.result import Result


def write(result: Result, path: str | PathLike[str]) -> None:
    """Write the file under another name first. Raises UsageError."""
    from tenantsh.render.as_parquet import write_to

    if result.cells is None:
        raise UsageError("there are no rows to write", why=f"the answer was {result.status or 'empty'}")
    target = Path(path)
    partial = target.with_name(f"{target.name}.partial")
    try:
        with partial.open("wb") as out:
            write_to(result, out)
        partial.replace(target)
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)
