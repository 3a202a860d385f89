"""As whom a statement ran: the organization, the role, the person, and the settings around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.looks.settings import TOLD
from tenantsh.model.case import Difference, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tenantsh.model.case import Look, Surroundings

NOTHING = "(none)"
NOT_SET = "(not set)"
_OF_TRANSACTIONS = frozenset({"transaction_isolation", "default_transaction_isolation"})
"""Of one statement they change nothing: a replay's transaction is its own."""


def compare_whose(was: Surroundings, now: Surroundings) -> Iterator[Difference]:
    """What differs in who asked and under which settings."""
    for what, before, after in (
        ("organization", was.org, now.org),
        ("role", was.role or was.login, now.role or now.login),
        ("person", was.user, now.user),
        ("person's email", was.email, now.email),
    ):
        if before != after:
            yield Difference(Verdict.CONTEXT_DIFFERS, what, before or NOTHING, after or NOTHING)
    for name, before, after in (*_others(dict(was.context), dict(now.context)), *_others(was.settings, now.settings)):
        if not _plans(name):
            yield Difference(Verdict.CONTEXT_DIFFERS, name, before, after)


def compare_planning(was: Surroundings, now: Surroundings) -> Iterator[Difference]:
    """The planner's settings that are others: what they change is a plan."""
    for name, before, after in _others(was.settings, now.settings):
        if _plans(name):
            yield Difference(Verdict.PLAN_CHANGED, name, before, after)


def _others(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in sorted((was.keys() | now.keys()) - _OF_TRANSACTIONS):
        before, after = was.get(name, NOT_SET), now.get(name, NOT_SET)
        if before != after:
            yield name, before, after


def _plans(name: str) -> bool:
    """Whether a look tells it for the plan's sake alone; what has a dot is somebody's own."""
    return name not in TOLD and "." not in name


def whose_notes(was: Look, now: Look) -> Iterator[str]:
    """What is another one, and of no account for a role's rows."""
    before, after = was.surroundings, now.surroundings
    if before.org == after.org and before.org_name != after.org_name:
        yield f"the organization was called {before.org_name or NOTHING}, and is called {after.org_name or NOTHING} now"
    if before.login != after.login and before.role and after.role:
        yield f"recorded by the login {before.login}, replayed by {after.login}"
    if before.write:
        yield "recorded in a session that could write; a replay reads only"
