"""A session as psql has it: the login itself, no tenant, nothing verified. For `--unscoped` alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar

import psycopg
from psycopg import pq

from tenantsh.db.answers import statement_error
from tenantsh.db.ask import Ask, Copying, How
from tenantsh.db.codec import encoded
from tenantsh.db.cursor import Cursor, reads
from tenantsh.db.dialing import dial
from tenantsh.db.large_objects import LargeObjects
from tenantsh.db.line import Line
from tenantsh.db.onlooker import Onlooker
from tenantsh.db.params import question, rows_of
from tenantsh.db.progress import Progress
from tenantsh.db.query import Query
from tenantsh.db.steps import Step, final
from tenantsh.db.typename import TYPE_NAME
from tenantsh.model.errors import ConnectError, StatementError, TenantshError, UsageError
from tenantsh.model.message import Message
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tenantsh.db.age import Age
    from tenantsh.db.connect import Target
    from tenantsh.db.endpoint import Endpoint
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.params import Params
    from tenantsh.db.pipeline import Pipeline
    from tenantsh.db.query import Request
    from tenantsh.model.evidence import Done, Server

Row = TypeVar("Row")

_LETTERS = {
    pq.TransactionStatus.IDLE: "",
    pq.TransactionStatus.ACTIVE: "*",
    pq.TransactionStatus.INTRANS: "*",
    pq.TransactionStatus.INERROR: "!",
    pq.TransactionStatus.UNKNOWN: "?",
}


@dataclass(frozen=True, slots=True)
class Described:
    """One column of what a statement would give."""

    column: str = field(metadata={"heading": "Column"})
    type: str = field(metadata={"heading": "Type"})


DESCRIBED = Query("described", Described)

_FRESH = Step(b"")
"""Nothing: libpq forgets that the last answer's rows came in chunks only at the second statement of a pipeline."""


def open_plain_session(target: Target, *, terminal: bool = False) -> Plain:
    """Connect as the login itself.

    With a `terminal` at both ends the client's encoding is the locale's; else it is PGCLIENTENCODING or the
    database's own, as in psql. Raises ConnectError with libpq's words.
    """
    return Plain(target, encoding="auto" if terminal else None)


class Plain:
    """One login's session, with psql's manners: what is lost stays lost until `reset`, and nothing is checked."""

    def __init__(self, target: Target, *, encoding: str | None = None) -> None:
        self.on_notice: Callable[[Message], None] = _nothing
        """Hears each notice the moment that it comes."""
        self.on_question: Callable[[Request, int], None] = _unasked
        """Hears each of our own questions before it is sent, with the server's major."""
        self.on_cancel: Callable[[str], None] = _nothing
        """Hears in psql's words what became of a Ctrl-C that was passed on to the server."""
        self.autocommit = True
        r"""Whether `\lo_import` and the like commit what they began; the shell's AUTOCOMMIT."""
        self.progress = Progress()
        """Whom to tell while a statement of `send` runs."""
        self.tenant: None = None
        self.reason: None = None
        self._onlooker = Onlooker(lambda: self.endpoint)
        self._encoding = encoding
        self._target = target
        self._line = self._dial()

    def _dial(self) -> Line:
        opened = dial(self._target, encoding=self._encoding)
        self._target, self._remarks = opened.target, opened.remarks
        line = Line(opened.connection)
        line.talk.on_notice = self._tell
        line.talk.type_names = self._type_name
        line.waiter.on_cancel = self._tell_of_cancel
        line.waiter.progress = self.progress
        return line

    # -- what it is --------------------------------------------------------------------------------------------

    @property
    def endpoint(self) -> Endpoint:
        """What the connection says of itself, without asking the server."""
        return self._line.endpoint

    @property
    def id(self) -> str:
        """By which what `on_done` hears belongs together; the server does not see it."""
        return self._onlooker.id

    @property
    def server(self) -> Server:
        """Where it leads: also of a connection that is lost."""
        return self._onlooker.server

    @property
    def on_done(self) -> Callable[[Done], None] | None:
        """Hears of each statement what became of it, before its answer is handed over.

        What it raises, the person gets instead.
        """
        return self._onlooker.on_done

    @on_done.setter
    def on_done(self, hears: Callable[[Done], None] | None) -> None:
        self._onlooker.on_done = hears

    @property
    def server_version(self) -> int:
        """The server's version as libpq counts: 150018 is 15.18; 0 without a connection."""
        return self.endpoint.server_version

    @property
    def connected(self) -> bool:
        """Whether there is a connection; a server that went away is noticed when it is spoken to, as in psql."""
        return self.endpoint.alive

    @property
    def transaction(self) -> str:
        """What psql's prompt shows: nothing outside of a transaction, `*` in one, `!` failed, `?` not connected."""
        return _LETTERS[self._status]

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction waits for its COMMIT or ROLLBACK."""
        return self._status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR)

    @property
    def failed(self) -> bool:
        """Whether the transaction has failed and waits for its ROLLBACK."""
        return self._status is pq.TransactionStatus.INERROR

    @property
    def age(self) -> Age | None:
        """How old the transaction is; None where there is none."""
        return self._line.talk.clock.age if self.in_transaction else None

    @property
    def _status(self) -> pq.TransactionStatus:
        if not self.connected:
            return pq.TransactionStatus.UNKNOWN
        return self._line.talk.transaction

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of psql 18; while it is active, `send` queues and gives nothing."""
        return self._line.pipeline

    # -- asking ------------------------------------------------------------------------------------------------

    @property
    def round_trips(self) -> int:
        """How often our own questions have waited for the network."""
        return self._line.wire.round_trips

    def fetch(self, query: Query[Row], **params: object) -> list[Row]:
        """Run one of our own queries and fill its dataclass. Raises StatementError."""
        rows: list[Row] = self.fetch_all(query.ask(**params))[0]
        return rows

    def fetch_all(self, *requests: Request) -> list[list[Any]]:
        """Run several of our own queries in one round trip; one list of rows per request, in their order.

        Raises StatementError for the first that fails, KeyboardInterrupt when the server has answered to Ctrl-C.
        """
        line = self._ready_alone()
        line.codec.follow()
        major = self.server_version // 10000
        for request in requests:
            self.on_question(request, major)
        steps = [_FRESH, *(question(line.connection, request, major) for request in requests)]
        answers = line.wire.exchange(steps)
        if line.wire.interrupted:
            raise KeyboardInterrupt
        for answer, step in zip(answers, steps, strict=True):
            if answer.failed:
                raise statement_error(final(answer), statement=line.codec.decode(step.sql))
        return [rows_of(line.connection, final(a), r.query.row) for a, r in zip(answers[1:], requests, strict=True)]

    def fetch_apart(self, *requests: Request) -> list[list[Any]]:
        """As `fetch_all`; an open transaction stays as it was, whatever is set, and after an error."""
        from tenantsh.db.apart import fetch_plainly_apart  # few sessions need it, and start-up counts

        line = self._ready_alone()
        for request in requests:
            self.on_question(request, self.server_version // 10000)
        return fetch_plainly_apart(line, requests)

    def send(self, ask: Ask, copying: Copying) -> Iterator[Result | StatementError]:
        """Send what a person asks for; the answers one by one, a failed statement's error as the last of them.

        A server that goes away may have two errors: its own last words and libpq's. Where Ctrl-C came,
        KeyboardInterrupt is raised after the server's answer to it.
        """
        line = self._ready()
        if line.pipeline.active:
            return self._queue(ask)
        return self._onlooker.answers(ask, lambda: self._send(line, ask, copying))

    def _send(self, line: Line, ask: Ask, copying: Copying) -> Iterator[Result | StatementError]:
        if ask.rows_at_a_time and self.server_version < 170000:
            if reads(ask.text):
                return Cursor(line.connection, line.talk, ask).send()
            ask = replace(ask, rows_at_a_time=0)
        return line.talk.send(ask, copying)

    def answer_columns(self, text: str) -> Result:
        """The columns that a text's answer would have, as `Column` and `Type`; no cells where there is none.

        Raises StatementError.
        """
        line = self._ready_alone()
        line.talk.only(Ask(text, How.PREPARE))
        found = line.talk.only(Ask("", How.DESCRIBE))
        if not found.nfields:
            return Result()
        fields = range(found.nfields)
        rows = self.fetch(
            DESCRIBED,
            names=[line.codec.decode(found.fname(i)) for i in fields],
            types=[found.ftype(i) for i in fields],
            modifiers=[found.fmod(i) for i in fields],
        )
        return Result.of(Described, rows)

    def glance(self, peek: Peek) -> Glance:
        """A query's plan, first rows and count, in one round trip and a bounded time; read only. Raises StatementError.

        An open transaction stays as it was, also after an error.
        """
        from tenantsh.db.glances.plain import look  # few sessions need it, and start-up counts

        with self._onlooker.seeing("glance", peek.sql):
            return look(self, peek)

    def plan(
        self,
        sql: str,
        params: Params | None = None,
        *,
        analyze: bool = False,
        seconds: float = 5.0,
        bound: Sequence[Any] = (),
        shards: bool = False,
    ) -> dict[str, Any]:
        """What the server plans for a person's statement; see `Session.plan`. The guard reads nothing here."""
        from tenantsh.db.plans.explaining import Asked
        from tenantsh.db.plans.plainly import plan

        asked = Asked(analyze, seconds, tuple(bound), shards)
        if not analyze:  # nothing runs
            return plan(self._ready_alone(), sql, params, asked)
        with self._onlooker.seeing("plan", sql):
            return plan(self._ready_alone(), sql, params, asked)

    def heard(self) -> list[str]:
        """The NOTIFYs that came since the last call, in psql's words."""
        return self._line.heard() if self.connected else []

    # -- large objects ------------------------------------------------------------------------------------------

    def lo_import(self, path: str, comment: str | None = None) -> int:
        """Make a large object of a file; its OID. Raises UsageError, StatementError."""
        with self._onlooker.seeing("large object", f"\\lo_import {path}"):
            return self._large_objects.put(path, comment)

    def lo_export(self, oid: str, path: str) -> None:
        """Write a large object to a file. Raises UsageError, StatementError."""
        with self._onlooker.seeing("large object", f"\\lo_export {oid} {path}"):
            self._large_objects.write(oid, path)

    def lo_unlink(self, oid: str) -> None:
        """Delete a large object. Raises UsageError, StatementError."""
        with self._onlooker.seeing("large object", f"\\lo_unlink {oid}"):
            self._large_objects.delete(oid)

    @property
    def _large_objects(self) -> LargeObjects:
        return LargeObjects(self._ready().talk, autocommit=self.autocommit)

    # -- the connection ----------------------------------------------------------------------------------------

    @property
    def encoding(self) -> str:
        """The client's encoding, as PostgreSQL writes it."""
        return self.endpoint.client_encoding

    def set_encoding(self, name: str) -> None:
        """Have texts sent and received in another encoding. Raises UsageError."""
        try:
            line = self._ready_alone()
            line.talk.only(Ask(f"set client_encoding to {_quoted(name)}"))
        except StatementError as error:
            raise UsageError(f"{name}: invalid encoding name or conversion procedure not found") from error
        line.codec.follow()

    def change_password(self, user: str, password: str) -> None:
        """Set a user's password, which leaves this process only as a hash. Raises StatementError."""
        line = self._ready_alone()
        try:
            with self._onlooker.seeing("password", f"\\password {user}"):
                line.pgconn.change_password(encoded(user), encoded(password))
        except psycopg.Error as error:
            raise StatementError(line.codec.decode(line.pgconn.error_message), {}) from error

    def reset(self) -> bool:
        """Connect to the same place again; whether that succeeded."""
        self.close()
        try:
            self._line = self._dial()
        except ConnectError:
            return False
        for remark in self.take_remarks():
            self.on_notice(Message(text=remark))
        return True

    def take_remarks(self) -> tuple[str, ...]:
        """What is still to be told of the server that was found; whoever takes it tells it."""
        remarks, self._remarks = self._remarks, ()
        return remarks

    def cancel(self) -> None:
        """Ask the server to cancel what it does."""
        if self.connected:
            self._line.waiter.cancel()

    def close(self) -> None:
        """End the session; closing twice is fine."""
        self._line.wire.close()

    def _ready(self) -> Line:
        if not self.connected:
            raise UsageError("You are currently not connected to a database.")
        return self._line

    def _ready_alone(self) -> Line:
        """The connection for a question of our own, which has no place in a pipeline."""
        line = self._ready()
        line.pipeline.refuse_others()
        return line

    def _queue(self, ask: Ask) -> Iterator[Result | StatementError]:
        try:
            self.pipeline.queue(ask)
            self._onlooker.queued(ask)
        except StatementError as error:
            yield error

    def _tell(self, message: Message) -> None:
        self.on_notice(message)  # whoever listens at this moment

    def _tell_of_cancel(self, words: str) -> None:
        self.on_cancel(words)

    def _type_name(self, oid: int, modifier: int) -> str:
        try:
            return self.fetch(TYPE_NAME, oid=oid, modifier=modifier)[0].name
        except TenantshError:
            return f"type {oid}"


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _unasked(_request: Request, _major: int) -> None:
    pass


def _nothing(_heard: object) -> None:
    pass
