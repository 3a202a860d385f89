"""Meta-commands: one file per family, one decorator."""

from __future__ import annotations

import importlib

FAMILIES = (
    "describe.command",
    "describe.source",
    "lists.relations",
    "lists.partitioned",
    "lists.schemas",
    "lists.databases",
    "lists.types",
    "lists.collations",
    "lists.languages",
    "lists.extensions",
    "lists.event_triggers",
    "lists.statistics",
    "lists.publications",
    "lists.subscriptions",
    "lists.foreign",
    "lists.large_objects",
    "lists.aggregates",
    "lists.access_methods",
    "lists.tablespaces",
    "lists.conversions",
    "lists.settings",
    "lists.comments",
    "lists.domains",
    "lists.privileges",
    "lists.functions",
    "lists.operators",
    "lists.text_search",
    "lists.text_search_configurations",
    "lists.text_search_parsers",
    "lists.roles",
    "output",
    "tenancy",
    "buffer",
    "editing",
    "watch",
    "conditional",
    "variable",
    "files",
    "system",
    "extended",
    "connection",
    "large_objects",
    "help",
    "sqlhelp.command",
)


def load_all() -> None:
    """Import the families, which fill the registry. Importing twice does nothing."""
    for family in FAMILIES:
        importlib.import_module(f"{__name__}.{family}")
