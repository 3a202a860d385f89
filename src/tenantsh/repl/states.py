"""What is to be said of a session at a glance: whose it is, what it may, what is open in it, and where it is.

Each thing is one `State`; the toolbar puts them side by side, plain prompts say them in words.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.session import Session
from tenantsh.model.tenant import visible
from tenantsh.shell.knowing import follows

if TYPE_CHECKING:
    from tenantsh.db.age import Age
    from tenantsh.shell.shell import Shell

UNSCOPED = "UNSCOPED"
"""What a plain connection is called where a tenant's session shows its organization."""

MOVED = " MOVED"
"""What stands behind an organization that is in another cluster by now."""

IDLE_SECONDS = 60.0
"""After how long a transaction in which nothing happens is worth a warning."""


@dataclass(frozen=True, slots=True)
class State:
    """One thing to be said."""

    text: str
    kind: str = ""
    """`org`, `loud` for what must not be overlooked, `warning`; empty for the rest."""
    rank: int = 0
    """What has room before others where there is little: the lower. 0 stays in any case."""


def whose(shell: Shell) -> str:
    """Whose data this is: the organization that is verified with every statement, or that there is none."""
    return f"{shell.tenant}{MOVED if moved(shell) else ''}" if shell.tenant else UNSCOPED


def moved(shell: Shell) -> bool:
    """Whether the organization is in another cluster by now: then nothing more is sent here."""
    return bool(getattr(shell.session, "moved", False))


def cluster(shell: Shell) -> State | None:
    """In which of several clusters the organization is; None where there is one database for all."""
    session = shell.session
    name = session.cluster if isinstance(session, Session) else None
    return None if name is None else State(f"cluster {visible(name)}", rank=2)


def person(shell: Shell) -> str:
    """Who looks, and as whom, where that is somebody."""
    return as_person(shell.tenant_session) if shell.tenant else ""


def as_person(session: Session) -> str:
    """Both identities, behind an organization's name: ` engineer as alice@acme.com`; nothing where nobody is meant."""
    person = session.tenant.person
    return f" {visible(session.link.identity.login)} as {person}" if person else ""


def tenant(shell: Shell) -> State:
    """Whose data this is."""
    seal = f" {lock()}" if sealed(shell) else ""
    return State(f"{whose(shell)}{person(shell)}{seal}", "org" if shell.tenant else "loud")


LOCK = "\N{LOCK}"


def sealed(shell: Shell) -> bool:
    """Whether the database itself holds this session to its organization, in every table that it reaches."""
    session = shell.session
    seal = session.link.seal if isinstance(session, Session) and session.connected else None
    return seal is not None and seal.holds


def lock() -> str:
    """What a terminal shows for it: a lock, or the word where its encoding has none."""
    encoding = (getattr(sys.stdout, "encoding", None) or "").lower()
    return LOCK if encoding.startswith("utf") else "sealed"


def may_write(shell: Shell) -> bool:
    """Whether the server lets this session write; a plain one's login decides it."""
    return shell.tenant.write if shell.tenant else True


def mode(shell: Shell) -> State:
    """Whether it may write: in small letters where not."""
    return State("READ-WRITE", "loud") if may_write(shell) else State("read only")


def role(shell: Shell) -> State:
    """Who one is to the server."""
    session = shell.session
    if isinstance(session, Session):
        return State(visible(session.tenant.role or session.link.identity.role), rank=2)
    endpoint = session.endpoint
    name = visible(endpoint.reported("session_authorization") or endpoint.user)
    return State(f"{name} (superuser)" if endpoint.superuser else name, rank=2)


def case(shell: Shell) -> State | None:
    """The support case that is recorded, and whether it would be lost; None where none is open."""
    if shell.case is None:
        return None
    tally = shell.case.tally
    title = visible(shell.case.opening.ticket or shell.case.opening.title)
    how = f"{tally.unsaved} unsaved" if tally.unsaved else "saved" if tally.entries else "nothing yet"
    return State(f"case {title}: {how}", "org", 2)


def transaction(shell: Shell) -> State | None:
    """The open transaction, its age, and what it wants; None where none is open."""
    session = shell.session
    if not session.connected and not session.failed:
        return State("DISCONNECTED", "warning", 1)
    if not session.in_transaction:
        return None
    age = session.age
    if session.failed:
        return State(f"tx FAILED{'' if age is None else f' {duration(age.seconds)}'}: ROLLBACK ends it", "warning", 1)
    return None if age is None else open_for(age)


def open_for(age: Age) -> State:
    """An open transaction of this age; one in which nothing happens keeps its locks, and others waiting."""
    if age.idle < IDLE_SECONDS:
        return State(f"tx {duration(age.seconds)}", "warning" if age.seconds >= IDLE_SECONDS else "org", 1)
    return State(f"tx {duration(age.seconds)}, IDLE {duration(age.idle)}: COMMIT or ROLLBACK?", "warning", 1)


def server(shell: Shell) -> State | None:
    """Where the server is: `db.example:5432/app PG 15`."""
    endpoint = shell.session.endpoint
    if not endpoint.alive:
        return None
    host = "local" if endpoint.on_socket or not endpoint.host else visible(endpoint.host)
    major = shell.session.server_version // 10000
    return State(f"{host}:{endpoint.port}/{visible(endpoint.database)} PG {major}", rank=6)


def standby(shell: Shell) -> State | None:
    """That it is a standby, and how far behind, as it was found last; None for one that was promoted meanwhile."""
    knowing = shell.knowing
    if not (follows(shell.session) if knowing is None else knowing.standby):
        return None
    lag = None if knowing is None else knowing.lag
    return State("standby" if lag is None else f"standby, {duration(lag, tenths=True)} behind", rank=4)


def standby_in_short(shell: Shell) -> str:
    """The same in a prompt, where less than a second is not worth its room."""
    if (state := standby(shell)) is None:
        return ""
    lag = None if shell.knowing is None else shell.knowing.lag
    return "standby" if lag is None or lag < 1 else state.text.replace(",", "")


def pooler(shell: Shell) -> State | None:
    """That there is a pooler between."""
    session = shell.session
    return State("pooler", rank=5) if isinstance(session, Session) and session.link.pooled else None


def spoken(shell: Shell) -> list[str]:
    """The states that a prompt in words tells."""
    found = [f"{whose(shell)}{person(shell)}", role(shell).text, "read and write" if may_write(shell) else "read only"]
    if (cell := cluster(shell)) is not None:
        found.append(cell.text)
    if sealed(shell):
        found.append("sealed")
    if shell.case is not None:
        found.append("recorded as a case")
    if not shell.conditions.live:
        found.append("in a condition that is false")
    if (follower := standby(shell)) is not None:
        found.append(follower.text)
    if pooler(shell) is not None:
        found.append("through a pooler")
    session = shell.session
    if not session.connected:
        found.append("disconnected")
    if session.in_transaction:
        found.append("transaction failed" if session.failed else "in a transaction")
    return found


def duration(seconds: float, *, tenths: bool = False) -> str:
    """A duration as one says it.

    >>> duration(12.6), duration(75), duration(7300), duration(0.34, tenths=True)
    ('12 s', '1 min 15 s', '2 h 1 min', '0.3 s')
    """
    if tenths and seconds < 10:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if not minutes:
        return f"{rest} s"
    hours, left = divmod(minutes, 60)
    return f"{hours} h {left} min" if hours else f"{minutes} min {rest} s"
