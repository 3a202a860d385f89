r"""Going elsewhere (`\c`), and coming back when the server was lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db.session import Session
from tenantsh.model.errors import ConnectError, ConnectionLost, TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell import telling

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.asking import Asking
    from tenantsh.db.connect import Target
    from tenantsh.db.opening import Place
    from tenantsh.model.result import Outcome
    from tenantsh.shell.connected import Connected


def move(shell: Connected, parts: dict[str, str | None], *, fresh: bool) -> Iterator[Outcome]:
    """Connect to another place; the present connection is closed once the new one is there, and kept where it is not.

    In a script a failure ends it: what follows was meant for another place.
    """
    session = shell.session
    if isinstance(session, Session):
        refuse_in_transaction(session)
    try:
        if shell.stranded:
            _refuse_reuse(shell, parts, fresh=fresh)
        if shell.place.cells is not None:
            _refuse_server(parts, fresh=fresh)
        target = _target(shell, parts, fresh=fresh or shell.stranded)
        found = _opened(shell, target)
        same = not _names_server(parts, fresh=fresh)
        if same and isinstance(session, Session) and isinstance(found, Session):
            refuse_older_primary(session, found)
    except TenantshError as error:
        yield _refused(shell, error)
        return
    before = session.endpoint
    kept = (before.host, before.port)
    shell.replace(found, _place(shell, target, parts))
    if not shell.variables.on("QUIET"):
        yield Result(data=[_greeting(shell, kept).encode("utf-8", "surrogateescape")], direct=True)


def refuse_in_transaction(session: Session) -> None:
    """Raise UsageError where a transaction of the person's is open: it would be lost on the way."""
    if session.in_transaction:
        raise UsageError("a transaction is open", hint="COMMIT or ROLLBACK it before going elsewhere")


def refuse_older_primary(before: Session, session: Session) -> None:
    """Raise ConnectError where it writes to a primary that came back, or to one of another system than before."""
    if before.cluster != session.cluster or session.link.lineage is None:
        return
    from tenantsh.db.timeline import refuse_another  # few sessions have several servers to write to

    try:
        refuse_another(before.link, session.link)
    except ConnectError:
        session.close()
        raise


def strand(shell: Connected) -> None:
    r"""End a tenant's script whose `\c` or `\org` has failed: what follows was meant for another place, or tenant."""
    if shell.tenant is not None and not shell.interactive:
        _leave(shell)


def regain(shell: Connected) -> Iterator[Outcome]:
    """The connection is gone. A tenant's session finds its own way back; a plain one is reset for a person."""
    from tenantsh.db.plain import Plain

    session = shell.session
    if not isinstance(session, Plain):
        return
    if not shell.interactive:
        shell.lost = True
        yield UsageError("connection to server was lost")
        return
    if session.reset():
        shell.say("The connection to the server was lost. Attempting reset: Succeeded.")
        telling.of_connection(shell)
    else:
        shell.say("The connection to the server was lost. Attempting reset: Failed.")
        telling.of_nothing(shell)


def _target(shell: Connected, parts: dict[str, str | None], *, fresh: bool) -> Target:
    database = parts.get("dbname")
    conninfo = ""
    if database is not None and _is_conninfo(database):
        conninfo, database = database, None
    return shell.place.target.elsewhere(
        conninfo, database=database, user=parts.get("user"), host=parts.get("host"), port=parts.get("port"), fresh=fresh
    )


def _place(shell: Connected, target: Target, parts: dict[str, str | None]) -> Place:
    """Where the shell is now; another organization is looked for in the same database, as the same login."""
    place = replace(shell.place, target=target)
    if place.cells is None:
        return place
    return replace(place, cells=place.cells.elsewhere(parts.get("dbname"), parts.get("user")))


def _refuse_server(parts: dict[str, str | None], *, fresh: bool) -> None:
    """Raise UsageError where a server is named, which the organization decides."""
    if _names_server(parts, fresh=fresh):
        raise UsageError(
            "the organization decides the server here: it is in the cluster that its directory says",
            hint=r"\c DATABASE and \c - LOGIN stay there; another tenantsh may go to another server",
        )


def _names_server(parts: dict[str, str | None], *, fresh: bool) -> bool:
    return bool(parts.get("host") or parts.get("port") or fresh or _is_conninfo(parts.get("dbname")))


def _refuse_reuse(shell: Connected, parts: dict[str, str | None], *, fresh: bool) -> None:
    """Raise UsageError where something would have to be taken from the connection that there is not."""
    if shell.psql_major < 14:
        if not all(parts.get(name) for name in ("dbname", "user", "host", "port")):
            raise UsageError("All connection parameters must be supplied because no database connection exists")
    elif not fresh and not _is_conninfo(parts.get("dbname")):
        raise UsageError("No database connection exists to re-use parameters from")


def _is_conninfo(database: str | None) -> bool:
    return database is not None and ("=" in database or "://" in database)


def _opened(shell: Connected, target: Target) -> Asking:
    session = shell.session
    if isinstance(session, Session):
        from tenantsh.db.opening import reopen

        tenant = replace(session.tenant, reason=session.reason)
        return reopen(replace(shell.place, target=target), tenant)
    from tenantsh.db.plain import open_plain_session

    return open_plain_session(target, terminal=shell.interactive)


def _refused(shell: Connected, error: TenantshError) -> Outcome:
    if shell.interactive:
        shell.note(error.what if shell.tenant is None else str(error))
        shell.note("Previous connection kept")
        return UsageError("")
    _leave(shell)
    if isinstance(error, (ConnectError, ConnectionLost)):
        return UsageError(rf"\connect: {error.what}")
    return error


def _leave(shell: Connected) -> None:
    """Give the session up. What follows was meant for another place: a tenant's shell ends here."""
    if shell.tenant is None:
        shell.stranded = True
    else:
        shell.lost = True
    if shell.knowing is not None:
        shell.knowing.close()
    shell.session.close()
    telling.of_nothing(shell)


def _greeting(shell: Connected, kept: tuple[str, str]) -> str:
    endpoint = shell.session.endpoint
    place = f" {endpoint.place}" if (endpoint.host, endpoint.port) != kept else ""
    tenant = f", organization {shell.tenant}" if shell.tenant else ""
    return f'You are now connected to database "{endpoint.database}" as user "{endpoint.user}"{place}{tenant}.\n'
