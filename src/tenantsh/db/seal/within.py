"""People of one organization, looked up by a sealed login: it finds nobody before its seal is open, so it opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.answers import statement_error
from tenantsh.db.link import dial
from tenantsh.db.lookup import Membership
from tenantsh.db.params import question, rows_of
from tenantsh.db.scope import Modes
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from tenantsh.db.opening import Place
    from tenantsh.db.query import Request
    from tenantsh.model.tenant import Tenant

_AS_LOGIN = Step(b"SET LOCAL ROLE NONE")
"""Look-ups are the login's: tenants' roles may not ask them."""


def found_within(place: Place, tenant: Tenant, asked: Request) -> list[Membership]:
    """Ask a look-up question on a connection whose seal is open on the tenant's organization, and for nothing else.

    Raises what `dial` raises, WantsReason among it; ConnectError where the look-up fails.
    """
    link = dial(place.target, place.convention, tenant, i_know=place.i_know)
    try:
        opening = [Step(link.scope.begin(Modes(read_only=True))), *map(Step, link.scope.opening), _AS_LOGIN]
        steps = [*opening, question(link.wire.connection, asked, link.major), Step(b"ROLLBACK")]
        answer = link.wire.exchange(steps)[-2]
        if answer.failed or answer.skipped:
            error = statement_error(final(answer)).what if answer.failed else "the look-up could not be asked"
            raise ConnectError(error, why="the convention looks people up as the login")
        return rows_of(link.wire.connection, final(answer), Membership)
    finally:
        link.wire.close()
