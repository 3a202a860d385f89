"""What the rules need to know of the session that a statement is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from tenantsh.model.errors import NeedsReason, Refused

Ask = Callable[[NeedsReason], str | None]
"""Asks a person for the reason of something; None where she has none, or there is nobody."""

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

    allowed: frozenset[str] = frozenset()
    """Rules that this session was opened to let through: `--allow`."""
    ask: Ask = field(default=lambda _: None, compare=False)

    def let_through(self, needs: Iterable[NeedsReason]) -> tuple[str, ...]:
        """The rules that are let through, with the reason where a person gave one; raises the first that is not.

        >>> Surroundings(frozenset(), allowed=frozenset({"call"})).let_through([NeedsReason("CALL", rule="call")])
        ('call',)
        """
        let: dict[str, None] = {}
        for need in needs:
            if need.rule in self.allowed:
                let[need.rule] = None
            elif reason := self.ask(need):
                let[f"{need.rule}: {reason}"] = None
            else:
                raise need
        return tuple(let)

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
