"""Results as frames of pandas, polars or Arrow: PostgreSQL's types, NULLs kept, and whose rows they are."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    import pyarrow as pa

    from tenantsh.model.result import Result

__all__ = ["batches_to_parquet", "to_frame", "to_parquet"]

_ENGINES = ("pandas", "polars", "arrow")
_DTYPES = ("pandas", "pyarrow")
_EXTRAS = {"pandas": "notebook", "pyarrow": "notebook", "numpy": "notebook", "polars": "polars"}


def to_frame(result: Result, engine: str = "pandas", dtypes: str = "pandas", *, release: bool = False) -> Any:
    """The rows as a frame, one column per result column, in order.

    Without a table the frame is empty. Raises UsageError for an engine that is unknown or not installed.
    """
    _one_of("engine", engine, _ENGINES)
    _one_of("dtypes", dtypes, _DTYPES)
    if dtypes != "pandas" and engine != "pandas":
        raise UsageError(f"{engine} has its own types", hint='dtypes="pyarrow" is for engine="pandas"')
    try:
        made = import_module(f"{__name__}.as_{engine}")
    except ModuleNotFoundError as error:
        raise not_installed(error) from error
    return made.frame(result, dtypes, release=release) if engine == "pandas" else made.frame(result)


def to_parquet(result: Result, path: str | PathLike[str]) -> None:
    """Write the rows to a Parquet file, or none: where that fails, nothing is left of it. Raises UsageError."""
    from tenantsh.render.frame.parquet import write

    write(result, path)


def batches_to_parquet(
    about: Result, schema: pa.Schema, batches: Iterable[pa.RecordBatch], path: str | PathLike[str]
) -> int:
    """Write the same of rows that come batch by batch; returns how many they are.

    `about` has no rows: it says whose they are and where they come from. Raises what the batches raise, too.
    """
    from tenantsh.render.frame.parquet import write_batches

    return write_batches(about, schema, batches, path)


def not_installed(error: ModuleNotFoundError) -> UsageError:
    """What is said where a library is missing; another error than that is raised as it is."""
    extra = _EXTRAS.get(error.name or "")
    if extra is None:
        raise error
    return UsageError(f"{error.name} is not installed", hint=f"pip install 'tenantsh[{extra}]'")


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if given not in known:
        raise UsageError(f"{what} {given!r} is not known", hint=f"{what} is one of {', '.join(known)}")
