"""What is told beside the rows: who has no answer and why, in words, and as a table for programs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.db.each.asking import BackendEnded
from tenantsh.db.each.listing import listing
from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.model.result import Result
from tenantsh.model.tenant import called, harmless

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.each import Answer, Wanted
    from tenantsh.db.opening import Place
    from tenantsh.model.tenant import Tenant

_LONGEST = 300
"""Characters of a server's words."""
_NAMED = 5
"""So many of those that were not asked are named."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An organization without an answer."""

    org_id: str = field(metadata={"heading": "org_id"})
    organization: str | None = field(metadata={"heading": "organization"})
    sqlstate: str | None = field(metadata={"heading": "sqlstate"})
    error: str = field(metadata={"heading": "error"})

    @classmethod
    def of(cls, tenant: Tenant, error: TenantshError) -> Failure:
        """What went wrong with one organization."""
        if isinstance(error, BackendEnded):
            return cls(tenant.org, tenant.name, error.sqlstate or None, error.what)
        if not isinstance(error, StatementError):
            return cls(tenant.org, tenant.name, None, error.what)
        words = error.fields.get("message_primary", error.what)
        return cls(tenant.org, tenant.name, error.sqlstate or None, words)

    def __str__(self) -> str:
        state = f"{self.sqlstate} " if self.sqlstate else ""
        return f"{called(self.organization, self.org_id)}: {state}{_on_a_line(self.error)}"


class NotAllAnsweredError(TenantshError):
    """Some organizations have no answer."""


def unanswered(failures: Sequence[Failure], left: Sequence[Wanted], total: int, stopped: str | None) -> str | None:
    """How many have no answer, and why, in one line; None where all have one.

    >>> unanswered([Failure("7", "Initech", "57014", "timeout")], [], 10, None)
    '1 of 10 organizations has no answer'
    """
    missing = len(failures) + len(left)
    if not missing:
        return None
    have = "has" if missing == 1 else "have"
    said = f"{missing:,} of {total:,} organization{'' if total == 1 else 's'} {have} no answer"
    if not left:
        return said
    return f"{said}: {len(left):,} {'was' if len(left) == 1 else 'were'} not asked ({_on_a_line(stopped or '')})"


def not_asked(left: Sequence[Wanted]) -> str:
    """Some of those that were not asked, by name."""
    named = ", ".join(called(one.name, one.org) for one in left[:_NAMED])
    return f"not asked: {named}{f' and {len(left) - _NAMED:,} more' if len(left) > _NAMED else ''}"


def table(failures: Sequence[Failure], left: Sequence[Wanted], stopped: str | None) -> Result:
    """Those without an answer as a table."""
    unasked = [Failure(one.org, one.name, None, f"not asked: {stopped}") for one in left]
    return Result.of(Failure, [*failures, *unasked], title="No answer")


def notices(answer: Answer) -> list[str]:
    """What the server said beside an organization's rows."""
    whose = called(answer.tenant.name, answer.tenant.org)
    return [f"{whose}: {notice.told()}" for notice in answer.notices]


def named(place: Place, failures: Sequence[Failure]) -> list[Failure]:
    """The same, by the names that the login may list: some were asked for by their ids, and could not say their own."""
    if all(failure.organization for failure in failures):
        return list(failures)
    names: dict[str, str | None] = {}
    with suppress(TenantshError):  # there may be no list, or no server any more
        names = {one.org: one.name for one in listing(place)}
    return [replace(one, organization=one.organization or names.get(one.org_id)) for one in failures]


def _on_a_line(words: str) -> str:
    """Words of a server's on one line, and nothing in them that a terminal would obey."""
    line = " ".join(line.strip() for line in words.splitlines() if line.strip())
    shown = harmless(line[:_LONGEST])
    return f"{shown}…" if len(line) > _LONGEST else shown
