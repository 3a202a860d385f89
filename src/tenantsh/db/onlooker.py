"""Who hears of each statement on a plain connection what became of it, before its answer is handed over."""

from __future__ import annotations

import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from tenantsh.db.ask import How
from tenantsh.db.mark import new_id
from tenantsh.db.witness import rows_in, shapes_of, verdict_of
from tenantsh.lang.lead import is_single, keywords
from tenantsh.lang.split import split
from tenantsh.model.errors import StatementError
from tenantsh.model.evidence import Done, Server, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from tenantsh.db.ask import Ask
    from tenantsh.db.endpoint import Endpoint
    from tenantsh.model.result import Result

    Answer = Result | StatementError


@dataclass(slots=True)
class _Asked:
    """A text that is under way, which may be several statements."""

    statements: list[str]
    how: str
    shapes: tuple[str, ...] = ()
    at: int = 0
    """Which of them is being answered."""
    begun: bool = False
    """Whether rows of it are being handed over in pieces."""

    @property
    def sql(self) -> str:
        """The statement that is being answered; what more answers there are belongs to the last one."""
        return self.statements[min(self.at, len(self.statements) - 1)]


class Onlooker:
    """Tells `on_done` of each statement, and nobody where nobody wants to hear it."""

    def __init__(self, endpoint: Callable[[], Endpoint]) -> None:
        self.on_done: Callable[[Done], None] | None = None
        self.id = new_id()
        """By which a session's entries belong together; the server does not see it."""
        self._endpoint = endpoint
        self._server = Server("", "", "", "", 0)

    @property
    def server(self) -> Server:
        """Where it leads: also of a connection that is lost."""
        end = self._endpoint()
        if end.alive:
            self._server = Server(end.host, end.port, end.database, end.user, end.server_version)
        return self._server

    def answers(self, ask: Ask, send: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
        """What `send` gives, each answer once it was told; one in pieces is told of as begun, and at its end."""
        return send() if self.on_done is None else self._told(_asked(ask), send)

    def queued(self, ask: Ask) -> None:
        """Tell of a statement that waits in a pipeline; nobody is told of its answer."""
        self._tell(_Asked([ask.text or ask.name], "pipeline", shapes_of(ask.params)), Verdict.BEGUN)

    @contextmanager
    def seeing(self, how: str, sql: str) -> Iterator[None]:
        """Around something that is no text of the person's to be sent: a plan that is run, a large object."""
        started, asked = time.perf_counter(), _Asked([sql], how)
        try:
            yield
        except BaseException as error:
            self._tell(asked, verdict_of(error), time.perf_counter() - started, error=error)
            raise
        self._tell(asked, Verdict.DONE, time.perf_counter() - started)

    def _told(self, asked: _Asked, send: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
        with closing(cast("Generator[Answer]", send())) as answers:
            while True:
                started = time.perf_counter()
                try:
                    answer = next(answers, None)
                except BaseException as error:
                    if asked.begun or not asked.at:
                        self._tell(asked, verdict_of(error), error=error)
                    raise
                self._hear(asked, answer, time.perf_counter() - started)
                if answer is None:
                    return
                yield answer

    def _hear(self, asked: _Asked, answer: Answer | None, seconds: float) -> None:
        if asked.begun and not isinstance(answer, StatementError):
            self._tell(asked, Verdict.DONE)
            asked.at += 1
        asked.begun = False
        if isinstance(answer, StatementError):
            self._tell(asked, Verdict.FAILED, seconds, error=answer)
        elif answer is not None:
            asked.begun = bool(answer.at_a_time)
            verdict = Verdict.BEGUN if asked.begun else Verdict.DONE
            self._tell(asked, verdict, answer.seconds or seconds, rows=rows_in(answer.status))
        asked.at += not asked.begun

    def _tell(
        self,
        asked: _Asked,
        verdict: Verdict,
        seconds: float = 0.0,
        *,
        rows: int | None = None,
        error: BaseException | None = None,
    ) -> None:
        if self.on_done is None:
            return
        self.on_done(
            Done(
                session=self.id,
                how=asked.how,
                sql=asked.sql,
                shapes=asked.shapes,
                rows=rows,
                seconds=seconds,
                verdict=verdict,
                server=self.server,
                tenant=None,
                sqlstate=error.sqlstate if isinstance(error, StatementError) else "",
                readable=self._endpoint().standard_strings,
            )
        )


def _asked(ask: Ask) -> _Asked:
    how = "statement" if ask.how in (How.SIMPLE, How.BOUND) else ask.how.name.lower()
    text = ask.text or ask.name
    if ask.how is not How.SIMPLE or is_single(text):
        return _Asked([text], how, shapes_of(ask.params))
    return _Asked([one.strip() for one in split(text) if keywords(one)] or [text], how)
