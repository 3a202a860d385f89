"""From a session's statements to its log's entries; what becomes of a session whose log cannot be written."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tenantsh.model.errors import TenantshError
from tenantsh.model.message import Message
from tenantsh.shell.evidence import entries
from tenantsh.shell.evidence.log import Log
from tenantsh.shell.evidence.reasons import wants_reasons

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from tenantsh.db.session import Session
    from tenantsh.model.evidence import Done, Keeping, Server
    from tenantsh.model.tenant import Tenant
    from tenantsh.shell.evidence.reasons import Ask

_HINT = "log = false in the profile keeps none"


class Recorded(Protocol):
    """A session of which a log can be kept: a tenant's, or a plain one."""

    on_notice: Callable[[Message], None]

    @property
    def id(self) -> str:
        """By which its entries belong together."""
        ...

    @property
    def server(self) -> Server:
        """Where it leads."""
        ...

    @property
    def tenant(self) -> Tenant | None:
        """Whose data; None on a plain connection."""
        ...

    @property
    def reason(self) -> str | None:
        """Why this data is looked at."""
        ...

    @property
    def on_done(self) -> Callable[[Done], None] | None:
        """Hears of each statement."""
        ...

    @on_done.setter
    def on_done(self, hears: Callable[[Done], None] | None) -> None: ...

    def close(self) -> None:
        """End it."""
        ...


def kept(session: Session, keeping: Keeping, ask: Ask | None = None) -> Session:
    """The session, of which a log is kept from here on, and which asks for reasons, where that is wanted.

    `ask` asks a person for a reason. Raises TenantshError where a log has to be kept and cannot.
    """
    wants_reasons(session, keeping, ask)
    recorded(session, keeping)
    return session


def recorded(session: Recorded, keeping: Keeping) -> None:
    """Keep a log of a session from here on. Raises TenantshError where it has to be kept and cannot."""
    if keeping.path is not None and session.on_done is None:  # one of Python's that a notebook shows keeps its own
        recorder = Recorder(session, keeping, Log(Path(keeping.path)))
        try:
            recorder.begin()
        except TenantshError:
            session.close()
            raise
        session.on_done = recorder.done


class Recorder:
    """Writes what one session does."""

    def __init__(self, session: Recorded, keeping: Keeping, log: Log) -> None:
        self._session = session
        self._keeping = keeping
        self._log = log
        self._missed = 0

    def begin(self) -> None:
        """The session was opened."""
        self._write(entries.opened(self._session, self._session.server), "no session was opened")

    def done(self, done: Done) -> None:
        """A statement has ended. Raises TenantshError where it has to be in the log and is not."""
        entry = entries.statement(done, literals=self._keeping.literals)
        self._write(entry, "its rows are withheld; what it wrote stays written")

    def _write(self, entry: dict[str, Any], outcome: str) -> None:
        try:
            if self._missed:
                self._log.add(entries.missed(self._missed))
                self._missed = 0
            self._log.add(entry)
        except OSError as error:
            self._failed(error, outcome)

    def _failed(self, error: OSError, outcome: str) -> None:
        what = f"{self._log.path} cannot be written: {error.strerror or error}"
        if self._keeping.required:
            raise TenantshError(
                f"the evidence log {what}", why=f"this profile wants all of it on record: {outcome}", hint=_HINT
            ) from error
        self._missed += 1
        if self._missed == 1:
            with suppress(TenantshError):
                self._session.on_notice(Message(text=f"note: statements are not recorded: {what} ({_HINT})"))
