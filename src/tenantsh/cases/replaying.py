"""A case's statements once more, each in a session as it was recorded in, read only, and compared with what was met.

How a session is opened is the caller's: here is only said as whom.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.cases.comparing import Compared, compare
from tenantsh.cases.words import place
from tenantsh.db.looks import look
from tenantsh.db.opening import Wanted
from tenantsh.lang.lead import keywords
from tenantsh.model.case import Difference, Recorded, Verdict
from tenantsh.model.errors import (
    ConnectError,
    Refused,
    StatementError,
    UnknownOrganization,
    UnknownPerson,
    UnsafeLogin,
    UsageError,
    WantsReason,
)
from tenantsh.model.tenant import called, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Self

    from tenantsh.db.session import Session
    from tenantsh.model.case import Entry, Look, Surroundings

    Open = Callable[[Wanted], Session]


_SAYS_NOTHING = frozenset(
    {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "release", "set", "reset", "discard"}
)
"""First words of statements that have no rows and change none: a verdict on them would say nothing of a case."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """One recorded statement, and what has come of it now."""

    recorded: Recorded
    compared: Compared | None
    """None where it is none that anything could be said of: BEGIN, SET."""
    now: Look | None = None


class Replay:
    """Runs a case's statements again, one after the other; its session is closed at the end.

    `key` is the case's own, or None where nobody has it: then rows are told by their count.
    """

    def __init__(self, open_: Open, key: bytes | None, case: str = "") -> None:
        self._open = open_
        self._key = key
        self._case = case
        self._whose: Wanted | None = None
        self._session: Session | None = None
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    def each(self, entries: Iterable[Entry]) -> Iterator[Replayed]:
        """Each statement of a case, as it is run. Raises ConnectError and its kinds, ConnectionLost."""
        for entry in entries:
            if isinstance(entry, Recorded):
                yield self._again(entry)

    def _again(self, recorded: Recorded) -> Replayed:
        was = recorded.look
        if not _tells(recorded):
            return Replayed(recorded, None)
        if was is None:
            return Replayed(recorded, _untold(f"not looked at when it was recorded ({recorded.became})"))
        try:
            session = self._as(was.surroundings)
        except (UnknownPerson, UnknownOrganization) as error:
            return Replayed(recorded, _nobody(was.surroundings, self._cause(error, was.surroundings)))
        except ConnectError as error:
            raise _explained(error, recorded.n, was) from None
        try:
            now = self._look(session, recorded, was)
        except (UsageError, StatementError, Refused) as error:
            return Replayed(recorded, _untold("looked at", f"not looked at: {error.what}"))
        return Replayed(recorded, compare(was, now, keyed=self._key is not None), now)

    def _look(self, session: Session, recorded: Recorded, was: Look) -> Look:
        """The look of now, of which the evidence log hears, whatever becomes of it."""
        rows = None
        pinned = was.surroundings.settings
        try:
            now = look(session, recorded.sql, recorded.parameters, key=self._key or _NO_KEY, pinned=pinned)
            rows = now.answer.rows if now.answer is not None else None
        finally:
            session.witness("replay", recorded.sql, rows)
        return now

    def _as(self, whose: Surroundings) -> Session:
        """The session of who is meant: the one that there is, or another one in its stead."""
        wanted = wanted_of(whose)
        if self._session is None or wanted != self._whose:
            self._stack.close()
            self._session, self._whose = None, wanted
            self._session = self._stack.enter_context(self._open(wanted))
            self._session.case = self._case
        return self._session

    def _cause(
        self, error: UnknownPerson | UnknownOrganization, whose: Surroundings
    ) -> UnknownPerson | UnknownOrganization:
        """Why nobody is found: where the organization is gone, its members are too, and it is what to name."""
        if isinstance(error, UnknownPerson):
            try:
                self._open(Wanted(whose.org)).close()
            except UnknownOrganization as gone:
                return gone
            except ConnectError:  # it cannot be asked as the organization alone: what is known stays
                pass
        return error


_NO_KEY = b"nobody has the key"
_OTHER_ROLE = "--role"
_ELSEWHERE = "--against PROFILE, -h HOST and DATABASE, or --demo say where it is replayed"
_OTHER_LOGIN = "--against PROFILE, or tenantsh case replay FILE DATABASE LOGIN"


def wanted_of(whose: Surroundings) -> Wanted:
    """As whom a statement is run again: a person with the role that she has now, and never to write."""
    return Wanted(whose.org, whose.user, role=None if whose.user else whose.role, write=False)


def _explained(error: ConnectError, n: int, was: Look) -> ConnectError:
    """The error with the statement that it keeps from being run, and a way out that a replay has."""
    whose = was.surroundings
    role = visible(whose.role or whose.login)
    where = place(was.standing)
    recorded = f"statement {n} was recorded by the login {visible(whose.login)}, as {role}, at {where}"
    error.why = f"{error.why}; {recorded}" if error.why else recorded
    if _OTHER_ROLE in (error.hint or ""):  # a replay takes no --role: a verdict would be on another role's rows
        error.hint = f"replay it with a login that may take the role {role}: {_OTHER_LOGIN}"
    elif isinstance(error, UnsafeLogin):
        error.hint = f"{error.hint}; another login: {_OTHER_LOGIN}"
    elif not isinstance(error, WantsReason):
        error.hint = f"{error.hint}; {_ELSEWHERE}" if error.hint else _ELSEWHERE
    return error


def _tells(recorded: Recorded) -> bool:
    met = recorded.look
    bare = met is None or (met.answer is None and met.failure is None)
    return not (bare and _SAYS_NOTHING.intersection(keywords(recorded.sql)))


def _untold(was: str, now: str = "") -> Compared:
    return Compared(Verdict.CANNOT_TELL, (Difference(Verdict.CANNOT_TELL, "rows", was, now),))


def _nobody(whose: Surroundings, error: UnknownPerson | UnknownOrganization) -> Compared:
    """Whose data it was cannot be looked at any more: that is what differs."""
    organization = called(whose.org_name, whose.org)
    if isinstance(error, UnknownPerson):
        what, was = f"person in {organization}", whose.email or whose.user or ""
    else:
        what, was = "organization", organization
    found = Difference(Verdict.CONTEXT_DIFFERS, what, was, error.what)
    return Compared(Verdict.CONTEXT_DIFFERS, (found,), notes=("nothing else was looked at",))
