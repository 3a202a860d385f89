"""One look at a statement: in one read-only transaction apart from the person's, in two round trips, or three."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from tenantsh.db import guard
from tenantsh.db.endpoint import Endpoint
from tenantsh.db.looks.asking import Asked, Visit
from tenantsh.db.looks.digesting import Secret
from tenantsh.db.looks.finding import Finding, Found
from tenantsh.db.looks.reading import read
from tenantsh.model.case import Look, Standing, Surroundings
from tenantsh.model.errors import Refused, RowsTooLarge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.looks.reading import Read
    from tenantsh.db.session import Session
    from tenantsh.model.case import Parameter

SECONDS = 30.0
"""The time for a statement's rows."""
ROWS = 1_000_000
"""So many rows are looked at."""
MOST_BYTES = 256 << 20
"""So many bytes of rows are looked at, and so many may come before a row, or a plan, is complete."""
_UNDONE = frozenset({"every-row"})
"""What nobody has to be asked for here: it is only planned."""
_LAST: WeakKeyDictionary[Lasting, tuple[dict[str, str], str | None]] = WeakKeyDictionary()
"""What the last look at a session has found, settings and system: in a failed transaction nothing can be asked."""
_FAILED = "the transaction had failed, and nothing could be asked in it"


def look(
    session: Session,
    sql: str,
    parameters: Sequence[Parameter] = (),
    *,
    key: bytes,
    pinned: Mapping[str, str] | None = None,
    seconds: float = SECONDS,
    rows: int = ROWS,
    most_bytes: int = MOST_BYTES,
) -> Look:
    """Look at one statement as this session sees it; what she has open stays as it is, and nobody hears a notice of it.

    Its rows are digested with `key` as they come, in constant memory. `pinned` are the settings that it had when it
    was recorded: those that change what it means are set for it, and those of the session itself are told.
    Of a statement that fails here the error is told in `Look.failure`, of what cannot be known why in `Look.untold`.
    Raises ConnectionLost, ContextDrift, SessionClosed, KeyboardInterrupt; UsageError for a text that cannot be sent.
    """
    return session.look(Asked(sql, tuple(parameters), pinned or {}, seconds, rows, most_bytes), key)


def looked(lasting: Lasting, asked: Asked, key: bytes) -> Look:
    """See `look`."""
    began = time.perf_counter()
    runner = lasting.enter(asked.sql)
    if lasting.failed:
        return _as_before(lasting, _FAILED)
    seen = read(asked.sql)
    if runner.fresh and not seen.planned:  # after a query SET TRANSACTION would come too late
        return _as_before(lasting, *seen.untold)
    refused = _refused(lasting, asked.sql) if seen.planned else None
    if refused is not None:
        seen = replace(seen, planned=False, query=False)
    found = _found(lasting, asked, seen, Secret(key))
    standing = replace(_standing(lasting), **found.standing)
    _LAST[lasting] = (found.settings, standing.system)
    return Look(
        surroundings=_surroundings(lasting, found.settings),
        standing=standing,
        planned=found.planned,
        prints=found.prints,
        answer=found.answer,
        failure=found.failure,
        seconds=time.perf_counter() - began,
        untold=tuple(dict.fromkeys([*seen.untold, *([refused] if refused else []), *found.untold])),
    )


def _found(lasting: Lasting, asked: Asked, seen: Read, secret: Secret) -> Found:
    """All that can be found; where a value or a plan is so large that the connection was closed, all but that."""
    with Visit(lasting) as visit:
        finding = Finding(lasting, visit, asked, seen, secret)
        try:
            finding.first()
            finding.second()
            finding.third()
        except RowsTooLarge as error:
            large = error.what
        else:
            return finding.found
    lasting.ready()
    planned = finding.found.planned is not None
    found = _found(lasting, asked, replace(seen, planned=planned, query=False), secret)
    found.untold.append(f"{large}: a look does not take it")
    return found


def _as_before(lasting: Lasting, *untold: str) -> Look:
    """A look for which nothing is asked."""
    settings, system = _LAST.get(lasting, ({}, None))
    return Look(_surroundings(lasting, settings), replace(_standing(lasting), system=system), untold=untold)


def _refused(lasting: Lasting, sql: str) -> str | None:
    """Why the guard lets the statement through for nobody, or for a reason only; None where it does."""
    around = lasting.link.surroundings
    around = replace(around, allowed=around.allowed | _UNDONE, ask=lambda _: None, note=lambda _: None)
    try:
        guard.inspect(sql, around)
    except Refused as error:
        return f"the guard does not let it be looked at: {error.what}"
    return None


def _surroundings(lasting: Lasting, settings: Mapping[str, str]) -> Surroundings:
    tenant = lasting.link.tenant
    person = tenant.person
    return Surroundings(
        org=tenant.org,
        org_name=tenant.name,
        role=tenant.role,
        login=lasting.link.identity.login,
        user=person.user_id if person else None,
        email=person.kept if person else None,
        write=tenant.write,
        context=tenant.settings,
        settings=settings,
    )


def _standing(lasting: Lasting) -> Standing:
    link = lasting.link
    end = Endpoint(link.wire.pgconn)
    return Standing(
        version=link.server_version,
        system=None,
        database=link.identity.database,
        host=end.host,
        port=end.port,
        recovering=link.standby,
        lag=None,
        lsn=None,
        snapshot="",
        now="",
    )
