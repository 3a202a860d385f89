"""What the rules need to know of the session that a statement is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from tenantsh.db.guard.switches import NOTHING, Switches
from tenantsh.model.errors import NeedsReason, Refused

Ask = Callable[[NeedsReason], str | None]
"""Asks a person for the reason of something; None where she has none, or there is nobody."""

LEXING = frozenset({"standard_conforming_strings", "backslash_quote", "client_encoding", "names"})
"""Settings that decide how the text of a statement is read; the last is SET NAMES."""
ALWAYS_KEPT = frozenset({"row_security", "role", "session_authorization"}) | LEXING
"""Settings that decide whose data is seen, or how the text of a statement is read."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The session as the guard sees it."""

    context: frozenset[str]
    """Settings that carry the tenant, and those that its convention forbids; lower case."""
    write: bool = False
    pooled: bool = False
    """Whether the server connection is shared with other clients between transactions."""
    citus: bool = False
    """Whether Citus distributes the tables, so that functions there are that act on other nodes."""

    allowed: frozenset[str] = frozenset()
    """Rules that this session was opened to let through: `--allow`."""
    ask: Ask = field(default=lambda _: None, compare=False)
    switches: Switches = NOTHING
    """What in the database itself could change the context when it is used."""
    taken: Callable[[str], Sequence[str]] = field(default=lambda _: (), compare=False)
    """The relations of a name that a temporary one would stand in front of."""
    trusting: Callable[[str], Sequence[str]] = field(default=lambda _: (), compare=False)
    """What in the database asks for a setting: policies, views and functions."""
    note: Callable[[Iterable[str]], None] = field(default=lambda _: None, compare=False)
    """Hears what was let through."""

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
        self.note(let)
        return tuple(let)

    def keeps(self, setting: str) -> bool:
        """Whether a setting is the tool's to set; names of settings ignore case."""
        return setting.lower() in ALWAYS_KEPT or setting.lower() in self.context


def left_on_a_shared_connection() -> Refused:
    """The refusal of a server connection on which names may mean what another client of the pooler has left there."""
    return Refused(
        "another client of the pooler has left temporary tables or open cursors on this server connection",
        rule="pooled",
        why="a name could mean one of them, and nobody knows whose rows it has: nothing was run",
        hint="try again, the pooler may have another connection free; or connect to the server directly",
    )


def on_a_shared_connection(command: str) -> Refused:
    """The refusal of what stays on a server connection, or finds what others left on it."""
    return Refused(
        f"{command} needs a server connection of its own, and this one is pooled",
        rule="pooled",
        why="what it leaves behind, or finds, may be another client's",
        hint="connect to the server directly",
    )
