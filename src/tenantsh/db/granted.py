"""The reasons that a person gives while one statement is read: however often we read it, she is asked once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.db.guard.surroundings import Ask
    from tenantsh.db.link import Link
    from tenantsh.model.errors import NeedsReason


class Granted:
    """What was asked for since the last `forget`, and the reasons that were given."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self.allowed: frozenset[str] = frozenset()
        """Rules that the session was opened to let through."""
        self._reasons: dict[tuple[str, str], str] = {}

    def asked_by(self, link: Link) -> Link:
        """The link, whose guard asks here from now on."""
        link.surroundings = replace(link.surroundings, ask=self.reason, allowed=self.allowed)
        return link

    def allow(self, link: Link, rules: frozenset[str]) -> None:
        """Let these rules through on this link and on those that take its place."""
        self.allowed = rules
        self.asked_by(link)

    def forget(self) -> None:
        """Another statement begins: it needs reasons of its own."""
        self._reasons.clear()

    def reason(self, need: NeedsReason) -> str | None:
        """Why the person wants this all the same; None where she does not, or nobody can be asked."""
        key = (need.rule, need.what)
        if key not in self._reasons and (given := (self._ask(need) or "").strip()):
            self._reasons[key] = given
        return self._reasons.get(key)
