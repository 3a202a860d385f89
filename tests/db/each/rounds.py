"""One question asked of several organizations of a test's database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.db.each import Answer, Inquiry, Wanted, ask_each
from tenantsh.db.opening import Place, open_session
from tenantsh.db.opening import Wanted as Opening
from tenantsh.model.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.db.small import Small

    from tenantsh.db.each.round import Round

HERE = Tenant("42", "Acme", "small_viewer", settings=(("app.current_org_id", "42"),))
"""Who asks, in the small database."""


def around(place: Place, orgs: Sequence[str], sql: str, *, present: Tenant = HERE, **how: Any) -> Round:
    """The question on its way."""
    told = {key: how.pop(key) for key in ("on_done", "progress") if key in how}
    return ask_each(place, present, [Wanted(org) for org in orgs], Inquiry(sql, **how), **told)


def answers(small: Small, orgs: Sequence[str], sql: str, **how: Any) -> list[Answer]:
    """All answers."""
    with around(small.place(), orgs, sql, **how) as asked:
        return list(asked)


def rows(answer: Answer) -> list[tuple[Any, ...]]:
    """An answer's rows; the test fails with what went wrong where there are none."""
    assert answer.error is None, answer.error
    assert answer.result is not None
    return answer.result.rows


def tenant_of(place: Place, org: str, **wanted: Any) -> Tenant:
    """A session's tenant."""
    with open_session(place, Opening(org, **wanted)) as session:
        return session.tenant
