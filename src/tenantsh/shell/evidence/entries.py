"""What an entry says: never a result, never a parameter, and no literal unless that is wanted."""

from __future__ import annotations

import os
import socket
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from tenantsh.lang.literals import only_lead, without_literals
from tenantsh.model.evidence import Verdict

if TYPE_CHECKING:
    from tenantsh.lang.literals import Bare
    from tenantsh.model.evidence import Done, Server
    from tenantsh.model.tenant import Tenant
    from tenantsh.shell.evidence.recorder import Recorded

_NAMES = ("42", "3F")
"""Classes of errors about syntax and names that there are not: what was meant as a literal may stand anywhere."""
_NO_PRIVILEGE = "42501"
"""It is in one of them; every name was known."""


def opened(session: Recorded, server: Server) -> dict[str, Any]:
    """A session begins."""
    from tenantsh import __version__

    about = _about(session.id, session.tenant, server, session.reason)
    return {**_when("opened"), **about, "tenantsh": __version__, "version": server.version}


def statement(done: Done, *, literals: bool) -> dict[str, Any]:
    """A statement, and what became of it."""
    bare = _bare(done)
    entry = {
        **_when("statement"),
        **_about(done.session, done.tenant, done.server, done.reason),
        "how": done.how,
        "statement": done.sql if literals else bare.text,
        "fingerprint": bare.fingerprint,
        "verdict": str(done.verdict),
        "rows": done.rows,
        "seconds": round(done.seconds, 6),
    }
    more = {
        "parameters": list(done.shapes),
        "sqlstate": done.sqlstate,
        "rule": done.rule,
        "allowed": list(done.allowed),
        "case": done.case,
    }
    return {**entry, **{name: value for name, value in more.items() if value}}


def missed(count: int) -> dict[str, Any]:
    """So many entries before this one could not be written."""
    return {**_when("missed"), "count": count}


def _bare(done: Done) -> Bare:
    nobody_read_it = done.verdict is Verdict.UNSENT or done.rule == "unreadable" or not done.readable
    misread = done.sqlstate.startswith(_NAMES) and done.sqlstate != _NO_PRIVILEGE
    return (only_lead if nobody_read_it or misread else without_literals)(done.sql)


def _when(event: str) -> dict[str, Any]:
    return {"at": datetime.now(UTC).isoformat(timespec="microseconds"), "event": event}


def _about(session_id: str, tenant: Tenant | None, server: Server, reason: str | None) -> dict[str, Any]:
    """Who looked at whose data, as whom, where and why."""
    whose = (
        {"org": tenant.org, "role": tenant.role, "user": tenant.person and tenant.person.shown, "write": tenant.write}
        if tenant is not None
        else {"org": None}
    )
    return {
        "session": session_id,
        "who": who(),
        "login": server.login,
        **whose,
        "reason": reason,
        "server": str(server),
    }


@cache
def who() -> str:
    """The account that runs this, and where: no variable of the environment's has a say in it."""
    import pwd

    try:
        name = pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        name = str(os.getuid())
    return f"{name}@{socket.gethostname()}"
