"""What is told beside the rows: who has no answer and why, in words, and as a table for programs."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.db.each.asking import BackendEnded
from tenantsh.db.each.listing import listing
from tenantsh.model.errors import StatementError, TenantshError, UnknownPerson
from tenantsh.model.result import Result
from tenantsh.model.tenant import called, harmless
from tenantsh.model.words import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from tenantsh.db.each import Answer, Wanted
    from tenantsh.db.opening import Place
    from tenantsh.model.tenant import Person, Tenant

_LONGEST = 300
"""Characters of a server's words."""
_NAMED = 5
"""So many organizations are named where several share a line."""


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
        if isinstance(error, UnknownPerson):
            return NoMember(tenant.org, tenant.name, None, error.what)
        if isinstance(error, BackendEnded):
            return cls(tenant.org, tenant.name, error.sqlstate or None, error.what)
        if not isinstance(error, StatementError):
            return cls(tenant.org, tenant.name, None, error.what)
        return cls(tenant.org, tenant.name, error.sqlstate or None, error.primary)

    def __str__(self) -> str:
        return f"{called(self.organization, self.org_id)}: {self.said}"

    @property
    def said(self) -> str:
        """What went wrong, on a line."""
        return f"{self.sqlstate} {_on_a_line(self.error)}" if self.sqlstate else _on_a_line(self.error)


class NoMember(Failure):
    """An organization that the session's person is not in."""


class NotAllAnsweredError(TenantshError):
    """Some organizations have no answer."""


def lines(failures: Sequence[Failure], person: Person | None, *, answering: bool) -> Iterator[str]:
    """Who has no answer, and why: by name; where nobody is `answering`, those that say the same on one line.

    >>> list(lines([Failure("7", "Initech", None, "no"), Failure("8", None, None, "no")], None, answering=False))
    ['2 organizations: no (Initech (7), 8)']
    """
    alike: dict[object, list[Failure]] = {}
    for at, failure in enumerate(failures):
        words = NoMember if isinstance(failure, NoMember) else at if answering else (failure.sqlstate, failure.error)
        alike.setdefault(words, []).append(failure)
    for same in alike.values():
        if len(same) == 1:
            yield str(same[0])
            continue
        names = _listed((one.organization, one.org_id) for one in same)
        if isinstance(same[0], NoMember):
            yield f"{person} is not a member of {len(same):,} organizations: {names}"
        else:
            yield f"{len(same):,} organizations: {same[0].said} ({names})"


def unanswered(
    failures: Sequence[Failure], left: Sequence[Wanted], total: int, stopped: str | None, unshown: int = 0
) -> str | None:
    """How many have no answer, and why, in one line; None where all have one, and all are shown.

    >>> unanswered([Failure("7", "Initech", "57014", "timeout")], [], 10, None)
    '1 of 10 organizations has no answer'
    """
    cut = f"{unshown:,} answer{' is' if unshown == 1 else 's are'} not shown to the end (Ctrl-C)" if unshown else ""
    missing = len(failures) + len(left)
    if not missing:
        return cut or None
    have = "has" if missing == 1 else "have"
    said = f"{missing:,} of {counted(total, 'organization')} {have} no answer"
    if left:
        said += f": {len(left):,} {'was' if len(left) == 1 else 'were'} not asked ({_on_a_line(stopped or '')})"
    return f"{said}; {cut}" if cut else said


def not_asked(left: Sequence[Wanted], stopped: str | None) -> str:
    """Some of those that were not asked, by name, and why."""
    return f"not asked ({_on_a_line(stopped or '')}): {_listed((one.name, one.org) for one in left)}"


def not_shown(tenants: Sequence[Tenant]) -> str:
    """Some of those that answered, and whose rows were not all shown."""
    return f"not shown to the end (Ctrl-C): {_listed((one.name, one.org) for one in tenants)}"


def _listed(organizations: Iterable[tuple[str | None, str]]) -> str:
    """The first few, and how many more there are."""
    named = [called(name, org) for name, org in organizations]
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return f"{', '.join(named[:_NAMED])}{more}"


def as_one(tenants: Sequence[Tenant]) -> Tenant:
    """Several as one, for whoever meets their rows without a session."""
    first, count = tenants[0], len(tenants)
    if count == 1:
        return first
    role = first.role if all(tenant.role == first.role for tenant in tenants) else None
    name = f"{count:,} organizations"
    return replace(first, org=",".join(tenant.org for tenant in tenants), name=name, role=role, settings=())


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
    # there may be no list, or no server any more; and whoever presses Ctrl-C wants what there is
    with suppress(TenantshError, KeyboardInterrupt):
        names = {one.org: one.name for one in listing(place)}
    return [replace(one, organization=one.organization or names.get(one.org_id)) for one in failures]


def _on_a_line(words: str) -> str:
    """Words of a server's on one line, and nothing in them that a terminal would obey."""
    line = " ".join(line.strip() for line in words.splitlines() if line.strip())
    shown = harmless(line[:_LONGEST])
    return f"{shown}…" if len(line) > _LONGEST else shown
