"""A second session beside a person's own: the same server, login and tenant, to read only; nobody is asked anything.

How to open it is noted in the thread of the first one; it is opened in any.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tenantsh.db.connect import LIVELY, Target, spelled
from tenantsh.db.environment import UNTOUCHED
from tenantsh.db.link import Link, dial
from tenantsh.db.probe import confirm_same
from tenantsh.db.session import Session
from tenantsh.model.errors import ConnectError, SessionClosed

if TYPE_CHECKING:
    from tenantsh.db.asking import Asking
    from tenantsh.db.endpoint import Endpoint
    from tenantsh.db.opening import Place
    from tenantsh.db.probe import Identity
    from tenantsh.model.message import Message
    from tenantsh.model.tenant import Tenant

APPLICATION = "tenantsh completion"
"""What the server's other users see of it."""

_READ_ONLY = "-c default_transaction_read_only=on"
_LIVELY = {**LIVELY, "tcp_user_timeout": "60000"}
"""What finds out within a minute that a network has gone: nobody sits before this session and presses Ctrl-C."""
_ASKING = ("oauth_issuer", "oauth_client_id")
"""Options of logins that ask a person each time."""


@dataclass(frozen=True, slots=True)
class Beside:
    """How to open a second session."""

    place: Place = field(repr=False)  # a password may be in it
    login: Place = field(repr=False)
    """The same for the login itself, without the tenant's startup options: what organizations are looked up by."""
    tenant: Tenant | None
    """None for the plain one of `--unscoped`."""
    identity: Identity | None
    """What the first one's server said of itself."""

    def open(self) -> Asking:
        """Open it, a tenant's verified. Raises ConnectError and its kinds, SessionClosed where it is not the same."""
        # explicit to the last option: whatever the environment says by now leads nowhere else, and is left alone
        target = replace(self.place.target, environment=UNTOUCHED)
        if self.tenant is None or self.identity is None:
            from tenantsh.db.plain import Plain

            return Plain(target, encoding="UTF8")
        return self._same(target, self.tenant, self.identity)

    def _same(self, target: Target, tenant: Tenant, identity: Identity) -> Session:
        wanted = replace(tenant, name=None, write=False)

        def redial() -> Link:
            return dial(target, self.place.convention, wanted, i_know=self.place.i_know, masking=self.place.masking)

        session = Session(redial)
        session.on_notice = _unheard
        try:
            confirm_same(identity, session.link.identity, tenant)
            if session.tenant.name != tenant.name:
                raise SessionClosed(f"the organization is another one there: {session.tenant}, not {tenant}")
        except SessionClosed:
            session.close()
            raise
        return session


def _unheard(_notice: Message) -> None:
    """Nobody sits before it who has asked for anything."""


def beside(place: Place, session: Asking) -> Beside:
    """How to open a second session beside this one. Raises ConnectError where nobody can tell, or has to be asked."""
    options = explicit(session.endpoint)
    options["application_name"] = APPLICATION
    if not isinstance(session, Session):
        options["options"] = f"{options.get('options', '')} {_READ_ONLY}".strip()
        options.pop("connect_timeout", None)  # libpq minds it only where it waits itself, and holds everybody up
    there = replace(place, target=Target(spelled(options)), cells=None)
    if not isinstance(session, Session):
        return Beside(there, there, None, None)
    options.pop("options", None)
    cells = None if place.cells is None else place.cells.spelled()
    login = replace(place, target=Target(spelled(options)), cells=cells)
    return Beside(there, login, session.tenant, session.link.identity)


def explicit(endpoint: Endpoint) -> dict[str, str]:
    """What leads to the same server as this connection, said to the last option: no environment has a part in it.

    Raises ConnectError where nobody can tell, or a person would have to be asked.
    """
    options = endpoint.told
    if not options:
        raise ConnectError("not connected")
    if any(options.get(name) for name in _ASKING):
        raise ConnectError("this login asks a person each time")
    for one in ("service", "servicefile", "fallback_application_name"):
        options.pop(one, None)
    options = {**_LIVELY, **options}
    options |= {"host": endpoint.host, "port": endpoint.port}
    if "hostaddr" in options:
        options["hostaddr"] = endpoint.hostaddr
    return options
