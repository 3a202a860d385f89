"""pyarrow is optional, and loaded only when a Parquet file is written or read."""

from __future__ import annotations

import importlib
from typing import Any

from tenantsh.model.errors import UsageError


def pyarrow(module: str = "pyarrow") -> Any:
    """A module of pyarrow's. Raises UsageError where it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise UsageError(
            "cold storage needs pyarrow", why="its files are Parquet", hint="pip install 'tenantsh[cold]'"
        ) from error
