"""What the rules need to know of the session that a statement is for."""

from __future__ import annotations

from dataclasses import dataclass

from tenantsh.model.errors import Refused

ALWAYS_KEPT = frozenset(
    {"row_security", "standard_conforming_strings", "client_encoding", "role", "session_authorization"}
)
"""Settings that decide whose data is seen, or how the text of a statement is read."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The session as the guard sees it."""

    context: frozenset[str]
    """Settings that carry the tenant, and those that its convention forbids; lower case."""
    write: bool = False
    pooled: bool = False
    """Whether the server connection is shared with other clients between transactions."""

    def keeps(self, setting: str) -> bool:
        """Whether a setting is the tool's to set; names of settings ignore case."""
        return setting.lower() in ALWAYS_KEPT or setting.lower() in self.context


def on_a_shared_connection(command: str) -> Refused:
    """The refusal of what stays on a server connection, or finds what others left on it."""
    return Refused(
        f"{command} needs a server connection of its own, and this one is pooled",
        rule="pooled",
        why="what it leaves behind, or finds, may be another client's",
        hint="connect to the server directly",
    )
