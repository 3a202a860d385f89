"""The reasons that a person gives while one statement is read: however often we read it, she is asked once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from tenantsh.db.query import Query
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tenantsh.db.guard.surroundings import Ask
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.link import Link
    from tenantsh.model.errors import NeedsReason


_SECONDS = 5.0
"""How long rows are counted."""
_CANCELLED = "57014"


class Taken(NamedTuple):
    """A relation that a temporary one would stand in front of."""

    relation: str


class Trusting(NamedTuple):
    """Something that asks for a setting."""

    what: str


TAKEN = Query("guard/taken", Taken)
TRUSTING = Query("guard/trusting", Trusting)


class Granted:
    """What was asked for since the last `forget`, and the reasons that were given."""

    def __init__(self, ask: Ask, lasting: Lasting) -> None:
        self._ask = ask
        self._lasting = lasting
        self.allowed: frozenset[str] = frozenset()
        """Rules that the session was opened to let through."""
        self._reasons: dict[tuple[str, str], str] = {}
        self._noted: dict[str, None] = {}

    def asked_by(self, link: Link) -> Link:
        """The link, whose guard asks here from now on."""
        around = replace(link.surroundings, ask=self.reason, taken=self._taken, trusting=self._trusting, note=self.note)
        link.surroundings = replace(around, allowed=self.allowed)
        return link

    def allow(self, link: Link, rules: frozenset[str]) -> None:
        """Let these rules through on this link and on those that take its place."""
        self.allowed = rules
        self.asked_by(link)

    def forget(self) -> None:
        """Another statement begins: it needs reasons of its own."""
        self._reasons.clear()

    def note(self, let: Iterable[str]) -> None:
        """Keep what was let through."""
        self._noted.update(dict.fromkeys(let))

    def noted(self) -> tuple[str, ...]:
        """What was let through since the last call, with the reasons that were given."""
        noted, self._noted = tuple(self._noted), {}
        return noted

    def reason(self, need: NeedsReason) -> str | None:
        """Why the person wants this all the same; None where she does not, or nobody can be asked."""
        key = (need.rule, need.what)
        if need.counts and key not in self._reasons:
            need.what = f"{need.what}: {self._counted(need.counts)}"
        if key not in self._reasons and (given := (self._ask(need) or "").strip()):
            self._reasons[key] = given
        return self._reasons.get(key)

    def _taken(self, name: str) -> list[str]:
        """The relations of a name, as the person's transaction sees them; none where that has failed."""
        from tenantsh.db.apart import fetch_apart  # few statements need it, and start-up counts

        try:
            return [row.relation for row in fetch_apart(self._lasting, [TAKEN.ask(name=name)])[0]]
        except StatementError:
            return []

    def _trusting(self, setting: str) -> list[str]:
        """What in the database asks for a setting; nothing where the person's transaction has failed."""
        from tenantsh.db.apart import fetch_apart  # few statements need it, and start-up counts

        name = setting.lower()
        asked = TRUSTING.ask(name=name, bytes=" ".join(map(str, name.encode())))
        try:
            return [row.what for row in fetch_apart(self._lasting, [asked])[0]]
        except StatementError:
            return []

    def _counted(self, relation: str) -> str:
        """How many rows a relation has for this session: counted apart, for a few seconds."""
        try:
            return f"{self._count(relation)} rows"
        except StatementError as error:
            many = error.sqlstate == _CANCELLED
            return f"more rows than could be counted in {_SECONDS:g} seconds" if many else "how many rows is not known"
        except TenantshError:
            return "how many rows is not known"

    def _count(self, relation: str) -> int:
        from tenantsh.db.apart import apart
        from tenantsh.db.params import encoded, question
        from tenantsh.db.plans.explaining import bounds
        from tenantsh.db.steps import Step, final

        link = self._lasting.link
        bound = question(link.wire.connection, bounds(_SECONDS), link.major)
        counted = apart(self._lasting, [bound, Step(encoded(f"select pg_catalog.count(*) from {relation}"))])[1]
        return int(final(counted).get_value(0, 0) or 0)
