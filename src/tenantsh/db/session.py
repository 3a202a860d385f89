"""A session is one tenant for life; `run` and `fetch` are the only two ways to the server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from tenantsh.db import guard
from tenantsh.db.answers import TypeNames, columns_of
from tenantsh.db.guard.control import Control, Kind
from tenantsh.db.held import Held, HeldCopy
from tenantsh.db.lasting import START_OVER, Lasting
from tenantsh.db.params import Params, question, rows_of, statement
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import Refused, StatementError, TenantshError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from tenantsh.db.link import Link
    from tenantsh.db.query import Query, Request
    from tenantsh.db.runner import Runner
    from tenantsh.model.tenant import Tenant

Row = TypeVar("Row")


class Session:
    """One organization's session: every statement runs inside a scope that sets the tenant and then verifies it.

    Not for two threads at once. A context manager: leaving it closes the connection.
    """

    def __init__(self, dial: Callable[[], Link]) -> None:
        self.on_notice: Callable[[str], None] | None = None
        """Called with a notice's text, as psql prints it, once its statement was verified or has failed."""
        self._lasting = Lasting(dial, self._tell)

    @property
    def tenant(self) -> Tenant:
        """Whose data this session looks at; never changes."""
        return self.link.tenant

    @property
    def link(self) -> Link:
        """The newest connection and what is known of its server."""
        return self._lasting.link

    @property
    def server_version(self) -> int:
        """The server's version as libpq counts: 150018 is 15.18."""
        return self.link.wire.pgconn.server_version

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction of the person's waits for its COMMIT or ROLLBACK."""
        return self._lasting.in_transaction

    @property
    def failed(self) -> bool:
        """Whether the person's transaction has failed, or was lost, and waits for its ROLLBACK."""
        return self._lasting.failed

    @property
    def connected(self) -> bool:
        """Whether there is a connection that looks alive."""
        return self._lasting.connected

    def run(self, sql: str, params: Params | None = None) -> Result:
        """Run one statement of a person's inside the tenant's scope.

        `params` are psycopg's: a sequence for `%s`, a mapping for `%(name)s`; without them a `%` means itself.
        The result is there only because the context was right when the statement ended.

        Raises Refused (not sent), StatementError (the server said no), ContextDrift (rows withheld, rolled back),
        ConnectionLost (never run again by itself), SessionClosed, KeyboardInterrupt (cancelled on the server).
        """
        runner = self._lasting.ready()
        step = statement(self.link.wire.connection, sql, params)
        text = step.sql.decode("utf-8", "surrogateescape")
        reading = guard.inspect(text, self.link.surroundings)
        if self._lasting.transaction_lost:
            return self._end_of_lost_transaction(reading.control)
        if not reading.readable:
            return self._lasting.do(lambda: self._only_parse(runner, step.sql))
        if reading.copies == "out":
            return self._lasting.do(lambda: self._copy(runner, step.sql))
        if reading.copies == "in":
            raise Refused(
                "COPY FROM STDIN has no data here",
                rule="copy-in",
                why="under row security the server takes no COPY FROM",
                hint="INSERT the rows; COPY … FROM is for a DBA's plain psql",
            )
        runner.check_place(reading.inside)
        control = reading.control
        if control is not None and runner.handles(control):
            return self._lasting.do(lambda: self._controlled(runner, control))
        return self._lasting.do(lambda: self._answered(runner, step))

    def fetch(self, query: Query[Row], **params: object) -> list[Row]:
        """Run one of our own queries and fill its dataclass.

        Rows come in the query's own order, one instance per row; an empty list if none.
        Raises StatementError with the server's SQLSTATE. Sees only what the tenant's role may see.
        """
        rows: list[Row] = self.fetch_all(query.ask(**params))[0]
        return rows

    def fetch_all(self, *requests: Request) -> list[list[Any]]:
        """Run several of our own queries in one round trip; one list of rows per request, in their order."""
        runner = self._lasting.ready()
        connection = self.link.wire.connection
        steps = [question(connection, request, self.link.major) for request in requests]
        answers = self._lasting.do(lambda: runner.run(steps))
        return [rows_of(connection, final(a), r.query.row) for a, r in zip(answers, requests, strict=True)]

    def verify(self) -> None:
        """Have the server confirm that the context is the tenant's, now; raises what `run` raises."""
        runner = self._lasting.ready()
        self._lasting.do(lambda: runner.run([]))

    def close(self) -> None:
        """End the session; closing twice is fine."""
        self._lasting.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def __repr__(self) -> str:
        state = "closed" if self._lasting.closed else ("connected" if self.connected else "disconnected")
        return f"<Session {self.tenant} as {self.tenant.role}, {state}>"

    # -- one statement -----------------------------------------------------------------------------------------

    def _answered(self, runner: Runner, step: Step) -> Result:
        started = time.perf_counter()
        held = Held(self.link.wire.connection)
        answer = runner.run([step], held.take)[0]
        columns = columns_of(held.description, self._type_names()) if held.description is not None else ()
        return Result(
            columns=columns,
            cells=held if held.description is not None else None,
            status=answer.tag,
            tenant=self.tenant,
            seconds=time.perf_counter() - started,
        )

    def _copy(self, runner: Runner, sql: bytes) -> Result:
        started = time.perf_counter()
        held = HeldCopy()
        answer = runner.copy_out(sql, held)
        return Result(data=held, status=answer.tag, tenant=self.tenant, seconds=time.perf_counter() - started)

    def _controlled(self, runner: Runner, control: Control) -> Result:
        started = time.perf_counter()
        return Result(status=runner.control(control), tenant=self.tenant, seconds=time.perf_counter() - started)

    def _end_of_lost_transaction(self, control: Control | None) -> Result:
        """Take nothing but the end of a lost transaction: its other half shall not run, and commit, by itself."""
        if control is None or control.kind not in (Kind.COMMIT, Kind.ROLLBACK):
            message = "the transaction was lost with its connection, commands ignored until its end"
            raise StatementError(f"ERROR:  {message}", {"sqlstate": "25P02", "severity": "ERROR"}, hint=START_OVER)
        self._lasting.transaction_lost = False
        return Result(status="ROLLBACK", tenant=self.tenant)

    def _only_parse(self, runner: Runner, sql: bytes) -> Result:
        """Let the server say what is wrong with a text that our grammar cannot read, without running it."""
        runner.run([Step(sql, parse_only=True)])
        raise Refused(
            "the guard cannot read this statement",
            rule="unreadable",
            why="the server understands it, the grammar of PostgreSQL 18 that the guard uses does not",
            hint="write it in an older syntax",
        )

    def _type_names(self) -> TypeNames:
        return TypeNames(self.link.wire.connection, self._ask_type_name)

    def _ask_type_name(self, oid: int, modifier: int) -> str:
        from tenantsh.db.typename import TYPE_NAME

        try:
            return self.fetch(TYPE_NAME, oid=oid, modifier=modifier)[0].name
        except TenantshError:
            return f"type {oid}"

    def _tell(self, notice: str) -> None:
        if self.on_notice is not None:
            self.on_notice(notice)
