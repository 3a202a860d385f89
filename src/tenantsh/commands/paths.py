"""Files that a person names."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path


def at_home(path: str) -> str:
    """A path with `~` at its front replaced, as psql does; one that names nobody's home stays as it is.

    >>> at_home("~nobody-is-called-so/x"), at_home("./x")
    ('~nobody-is-called-so/x', './x')
    """
    if path.startswith("~"):
        with suppress(RuntimeError):
            return str(Path(path).expanduser())
    return path
