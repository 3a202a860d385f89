"""Meta-commands: one file per family, one decorator."""

from __future__ import annotations

import importlib

FAMILIES = (
    "describe.command",
    "lists.relations",
    "lists.partitioned",
    "lists.schemas",
    "output",
    "tenancy",
    "input",
    "help",
)


def load_all() -> None:
    """Import the families, which fill the registry. Importing twice does nothing."""
    for family in FAMILIES:
        importlib.import_module(f"{__name__}.{family}")
