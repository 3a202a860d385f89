"""Meta-commands: one file per family, one decorator."""

from __future__ import annotations

import importlib

FAMILIES = {
    "describe.command": "d",
    "describe.source": "sf sv",
    "lists.relations": "dt dv dm di ds dE",
    "lists.partitioned": "dP",
    "lists.schemas": "dn",
    "lists.databases": "l list",
    "lists.types": "dT",
    "lists.collations": "dO",
    "lists.languages": "dL",
    "lists.extensions": "dx",
    "lists.event_triggers": "dy",
    "lists.statistics": "dX",
    "lists.publications": "dRp",
    "lists.subscriptions": "dRs",
    "lists.foreign": "des deu dew det",
    "lists.large_objects": "dl lo_list",
    "lists.aggregates": "da",
    "lists.access_methods": "dA dAc dAf dAo dAp",
    "lists.tablespaces": "db",
    "lists.conversions": "dc dC",
    "lists.settings": "dconfig drds",
    "lists.comments": "dd",
    "lists.domains": "dD",
    "lists.privileges": "dp z ddp",
    "lists.functions": "df",
    "lists.operators": "do",
    "lists.text_search": "dFd dFt",
    "lists.text_search_configurations": "dF",
    "lists.text_search_parsers": "dFp",
    "lists.roles": "du dg drg",
    "output": "x a t f C H html T pset",
    "tenancy": "org orgs as whoami",
    "each.command": "each",
    "why.command": "why",
    "why.empty": "why-empty",
    "masking": "unmask",
    "policies.command": "rls",
    "doctor.command": "doctor",
    "partitions.command": "partitions",
    "partitions.prune": "prune",
    "plans.command": "plan",
    "route.command": "route",
    "retention.command": "retention",
    "documents.filtering": "filter",
    "documents.keys": "keys",
    "buffer": "g gx gset gexec gdesc crosstabview p print r reset w write s",
    "editing": "e edit ef ev",
    "watch": "watch",
    "conditional": "if elif else endif",
    "variable": "set unset prompt getenv setenv",
    "files": "i include ir include_relative o out copy echo qecho warn",
    "system": "q quit copyright errverbose cd ! timing",
    "extended": "bind bind_named parse close_prepared",
    "pipelines": "startpipeline endpipeline syncpipeline flush flushrequest getresults sendpipeline",
    "connection": "c connect conninfo encoding password",
    "large_objects": "lo_import lo_export lo_unlink",
    "restricted": "restrict unrestrict",
    "cases.command": "case",
    "compare.command": "compare",
    "cold.command": "cold",
    "help": "?",
    "sqlhelp.command": "h help",
}
"""Each family's module, and the names of its commands without their backslash: what a command needs to be found.

A family is imported when one of its commands is asked for; a test holds this table to what the modules register.
"""

_HOMES = {f"\\{name}": family for family, names in FAMILIES.items() for name in names.split()}


def load(name: str) -> None:
    """Import the family of the command of just this name; nothing happens where there is none."""
    if name in _HOMES:
        importlib.import_module(f"{__name__}.{_HOMES[name]}")


def load_all() -> None:
    """Import every family. Importing twice does nothing."""
    for family in FAMILIES:
        importlib.import_module(f"{__name__}.{family}")
