"""libpq's environment at one moment: what a person changes later must not lead a session elsewhere."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Environment = tuple[tuple[str, str], ...]

UNTOUCHED: Environment = (("", ""),)
"""Whatever the environment is: for a thread that goes where is spelled out, while another one may be changing it."""


def as_it_is() -> Environment:
    """The variables that libpq reads, as they are now: PG…, and HOME for its files."""
    return tuple(sorted((name, value) for name, value in os.environ.items() if _is_libpqs(name)))


@contextmanager
def in_environment(wanted: Environment) -> Iterator[None]:
    """Have libpq see these variables and no others of its own; libpq looks only when it begins to connect."""
    now = as_it_is()
    if wanted in (now, UNTOUCHED):
        yield
        return
    _become(wanted)
    try:
        yield
    finally:
        _become(now)


def _become(wanted: Environment) -> None:
    for name in [name for name in os.environ if _is_libpqs(name)]:
        del os.environ[name]
    os.environ.update(wanted)


def _is_libpqs(name: str) -> bool:
    return name.startswith("PG") or name == "HOME"
