r"""The groups of commands, in the order in which `\\?` shows them: ours first, then psql's."""

from __future__ import annotations

from enum import StrEnum


class Group(StrEnum):
    """What a command is about."""

    TENANT = "Tenant"
    SAFETY = "Row Security and Safety"
    DOCUMENTS = "JSON Documents"
    PARTITIONS = "Partitions and Retention"
    CASES = "Support Cases"
    GENERAL = "General"
    HELP = "Help"
    BUFFER = "Query Buffer"
    INPUT_OUTPUT = "Input/Output"
    CONDITIONAL = "Conditional"
    INFORMATIONAL = "Informational"
    LARGE_OBJECTS = "Large Objects"
    FORMATTING = "Formatting"
    CONNECTION = "Connection"
    SYSTEM = "Operating System"
    VARIABLES = "Variables"
    EXTENDED = "Extended Query Protocol"


OURS = frozenset({Group.TENANT, Group.SAFETY, Group.DOCUMENTS, Group.PARTITIONS, Group.CASES})
"""Groups of commands that psql does not have."""
