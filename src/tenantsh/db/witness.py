"""Who hears of each of a person's statements what became of it, before she sees any of its rows."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.endpoint import Endpoint
from tenantsh.model.errors import (
    ConnectionLost,
    ContextDrift,
    Refused,
    SessionClosed,
    StatementError,
    UsageError,
)
from tenantsh.model.evidence import Done, Server, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.link import Link
    from tenantsh.db.statements import Answered
    from tenantsh.model.result import Result


@dataclass(slots=True)
class Seen:
    """A statement that is under way; what is learned of it meanwhile is filled in."""

    sql: str
    how: str = "statement"
    shapes: tuple[str, ...] = ()
    taken: bool = True
    """Whether it was taken up, to be read and sent; not while a reason for it is asked for."""
    tag: str = ""
    """The server's command tag."""
    begins: bool = False
    """Whether its rows are still to come when it is told of: in batches."""
    answered: Answered | None = None
    """Where a text was sent that may be several statements: what came of each."""

    def ended(self, result: Result) -> Result:
        """Take note of its result; returns it."""
        self.tag = result.status
        return result


class Witness:
    """Tells `on_done` of each statement, once, and nobody where nobody wants to hear it."""

    def __init__(self, lasting: Lasting) -> None:
        self.on_done: Callable[[Done], None] | None = None
        self._reason = lasting.link.tenant.reason
        self.reason_at = time.time()
        """When the reason was said, in seconds of the epoch."""
        self.case = ""
        """The support case that is recorded, by its id."""
        self._lasting = lasting
        self._place: tuple[Link, Server] | None = None

    @property
    def reason(self) -> str | None:
        """Why this data is looked at, as it was said last."""
        return self._reason

    @reason.setter
    def reason(self, said: str | None) -> None:
        self._reason, self.reason_at = said, time.time()

    def go_on(self, before: Witness) -> None:
        """Take over another one's reason, as old as it is."""
        self._reason, self.reason_at = before.reason, before.reason_at

    @contextmanager
    def seeing(self, seen: Seen) -> Iterator[Seen]:
        """Around a statement: whatever becomes of it is told."""
        started = time.perf_counter()
        server = self.server
        self._lasting.granted.noted()  # of what came before
        try:
            yield seen
        except BaseException as error:
            self._tell(seen, error, time.perf_counter() - started, server)
            raise
        self._tell(seen, None, time.perf_counter() - started, server)

    def tell(self, seen: Seen, verdict: Verdict, seconds: float = 0.0, rows: int | None = None) -> None:
        """Tell of something that is no statement's course: rows in batches, or a person's word on a mask."""
        if self.on_done is not None:
            self.on_done(self._done(seen, self.server, verdict, seconds, rows))

    def ending(self, seen: Seen) -> Callable[[int, BaseException | None], None]:
        """What tells of the end of rows that are read in batches."""
        started, server = time.perf_counter(), self.server

        def ended(rows: int, error: BaseException | None) -> None:
            if self.on_done is not None:
                verdict = verdict_of(error)
                self.on_done(self._done(seen, server, verdict, time.perf_counter() - started, rows, error))

        return ended

    def _tell(self, seen: Seen, error: BaseException | None, seconds: float, server: Server) -> None:
        if self.on_done is None:
            return
        if seen.answered is None or len(seen.answered.pieces) < 2:
            answered = seen.answered
            error = answered.error if answered is not None and error is None else error
            tag = answered.results[-1].status if answered is not None and answered.results else seen.tag
            verdict = Verdict.BEGUN if seen.begins and error is None else verdict_of(error)
            self.on_done(self._done(seen, server, verdict, seconds, rows_in(tag), error, self._noted()))
            return
        self._tell_each(seen, seen.answered, server)

    def _tell_each(self, seen: Seen, answered: Answered, server: Server) -> None:
        """Of each statement of one text: those that gave an answer, and the one that gave an error."""
        assert self.on_done is not None
        for piece, result in zip(answered.pieces, answered.results, strict=False):
            one, let = Seen(piece.text.strip(), seen.how), piece.reading.allowed
            seconds, rows = result.seconds or 0.0, rows_in(result.status)
            self.on_done(self._done(one, server, Verdict.DONE, seconds, rows, allowed=let))
        if answered.error is not None:
            at = min(len(answered.results), len(answered.pieces) - 1)
            piece = answered.pieces[at]
            one, let, error = Seen(piece.text.strip(), seen.how), piece.reading.allowed, answered.error
            self.on_done(self._done(one, server, verdict_of(error), 0.0, None, error, let))

    def _done(
        self,
        seen: Seen,
        server: Server,
        verdict: Verdict,
        seconds: float,
        rows: int | None,
        error: BaseException | None = None,
        allowed: tuple[str, ...] = (),
    ) -> Done:
        link = self._lasting.link
        return Done(
            session=link.session_id,
            how=seen.how,
            sql=seen.sql,
            shapes=seen.shapes,
            rows=rows,
            seconds=seconds,
            verdict=verdict,
            server=server,
            tenant=link.tenant,
            sqlstate=error.sqlstate if isinstance(error, StatementError) else "",
            rule=error.rule if isinstance(error, Refused) else "",
            allowed=allowed,
            reason=self.reason,
            readable=seen.taken,
            case=self.case,
        )

    def _noted(self) -> tuple[str, ...]:
        return self._lasting.granted.noted()

    @property
    def server(self) -> Server:
        """Where the newest link leads, of which a lost connection cannot tell any more."""
        link = self._lasting.link
        if self._place is None or self._place[0] is not link:
            end = Endpoint(link.wire.pgconn)
            host = end.host if end.alive or self._place is None else self._place[1].host
            port = end.port if end.alive or self._place is None else self._place[1].port
            identity = link.identity
            self._place = (link, Server(host, port, identity.database, identity.login, link.server_version))
        return self._place[1]


def verdict_of(error: BaseException | None) -> Verdict:
    """What an error says of the statement that raised it."""
    match error:
        case None:
            return Verdict.DONE
        case Refused():
            return Verdict.REFUSED
        case ContextDrift():
            return Verdict.WITHHELD
        case ConnectionLost():
            return Verdict.LOST
        case UsageError() | SessionClosed():
            return Verdict.UNSENT
        case KeyboardInterrupt():
            return Verdict.CANCELLED
        case _:
            return Verdict.FAILED


def rows_in(tag: str) -> int | None:
    """The rows that a command tag counts.

    >>> rows_in("INSERT 0 12"), rows_in("SELECT 3"), rows_in("CREATE TABLE")
    (12, 3, None)
    """
    last = tag.rpartition(" ")[2]
    return int(last) if last.isdecimal() else None


def shapes_of(params: Iterable[Any] | Mapping[str, Any] | None) -> tuple[str, ...]:
    """What kinds of values parameters are, and never which; nothing of what cannot be parameters.

    >>> shapes_of({"who": "alice", "ids": [1, 2], "when": None})
    ('str', 'list', 'NULL')
    """
    values = params.values() if isinstance(params, Mapping) else params
    if not isinstance(values, Iterable):
        return ()
    return tuple("NULL" if value is None else type(value).__name__ for value in values)
