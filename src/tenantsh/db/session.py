"""A session is one tenant for life; `send`, `run` and `fetch` are the only ways to the server."""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from tenantsh.db import guard
from tenantsh.db.answers import columns_of
from tenantsh.db.ask import How
from tenantsh.db.held import InPieces
from tenantsh.db.params import Params, named_in, question, rows_of, statement, text_of
from tenantsh.db.scope import NO_JIT, OUR_PATH, PERSONS_PATH
from tenantsh.db.statements import Statements, copies_in
from tenantsh.db.steps import Step, final
from tenantsh.db.tenancy import Tenancy
from tenantsh.db.typename import TYPE_NAME
from tenantsh.db.witness import Seen, shapes_of
from tenantsh.model.errors import Refused, StatementError, UsageError
from tenantsh.model.result import Column, Result, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from psycopg.sql import Composable

    from tenantsh.db.ask import Ask, Copying
    from tenantsh.db.frames.batches import Batches
    from tenantsh.db.frames.describing import Wanted
    from tenantsh.db.frames.frames import Frames
    from tenantsh.db.glances.glance import Glance, Peek
    from tenantsh.db.link import Link
    from tenantsh.db.looks.asking import Asked
    from tenantsh.db.prepared import Prepared
    from tenantsh.db.query import Query, Request
    from tenantsh.db.savepoint import Savepoint
    from tenantsh.db.why.asking import Answer
    from tenantsh.db.whyempty.counting import Clock, Count, Question
    from tenantsh.model.case import Look

Row = TypeVar("Row")


class Session(Tenancy):
    """One organization's session: every statement runs inside a scope that sets the tenant and then verifies it.

    Not for two threads at once. A context manager: leaving it closes the connection.
    """

    def __init__(self, dial: Callable[[], Link]) -> None:
        super().__init__(dial)
        self._statements = Statements(self._lasting, self.fetch_all)
        self._prepared: Prepared | None = None
        self._framing: Frames | None = None

    def run(self, sql: str | Composable, params: Params | None = None) -> Result:
        """Run one statement of a person's inside the tenant's scope.

        `params` are a sequence for `%s`, a mapping for `%(name)s`, as in psycopg; without them a `%` means itself.
        Values may be Python's, numpy's, pandas', polars' and Arrow's: lists, tuples, sets and columns of frames become
        arrays, dicts jsonb, what pandas calls missing NULL; psycopg's own (Jsonb, Range, …) are what they are.
        Instead of a text it may be composed with `psycopg.sql`, and with `tenantsh.jsonb`.
        The result is there only because the context was right when the statement ended. Notices go to `on_notice`.

        Raises Refused (not sent), StatementError (the server said no), ContextDrift (rows withheld, rolled back),
        ConnectionLost (never run again by itself), SessionClosed, KeyboardInterrupt (cancelled on the server).
        """
        with self._seen(sql, "statement", params) as seen, self._failing():
            step = statement(self.link.wire.connection, text_of(self.link.wire.connection, sql), params)
            seen.sql = text = step.sql.decode("utf-8", "surrogateescape")
            reading = guard.inspect(text, self.link.surroundings)
            if reading.copies == "in" and not self._lasting.transaction_lost:
                raise copies_in()
            return seen.ended(self._statements.one(step._replace(whole=text), reading))

    def frame(
        self,
        sql: str | Composable,
        params: Params | None = None,
        *,
        engine: str = "pandas",
        dtypes: str = "pandas",
        max_rows: int | None = None,
    ) -> Any:
        """A statement's rows as a DataFrame of pandas or polars, or an Arrow table; needs the `notebook` extra.

        It runs as in `run`: in this session, inside the scope, in the transaction that is open, and is there only
        because the context was right when it ended. No value is changed on the way: what a frame's type cannot hold
        makes exact text of its column, and `attrs["told"]` says so. `max_rows` leaves further rows out, and says so.
        """
        return self.gather(sql, params, max_rows=max_rows).frame(engine, dtypes, release=True)

    def gather(self, sql: str | Composable, params: Params | None = None, *, max_rows: int | None = None) -> Result:
        """As `run`, with cells that are Arrow columns: what `frame` is made of. Raises what `run` raises."""
        with self._seen(sql, "frame", params) as seen, self._failing(), self._watched():
            return seen.ended(self._frames().gather(self._wanted(seen, sql, params, max_rows)))

    def batches(self, sql: str | Composable, params: Params | None = None, *, rows: int = 5000) -> Batches:
        """A query's rows as `pyarrow.RecordBatch` of so many rows each, in constant memory, whatever its length.

        An iterator, and a context manager; see `Batches`. A value that its column's type cannot hold is an error
        there, with a reason: a frame would make text of the column. Raises what `run` raises, here or on the way.
        """
        with self._seen(sql, "batches", params) as seen, self._failing(), self._watched():
            seen.begins = True
            batches = self._frames().batches(self._wanted(seen, sql, params), rows, self._watched)
            batches.on_end = self._witness.ending(seen)
            return batches

    def send(self, ask: Ask, copying: Copying) -> Iterator[Result | StatementError]:
        """Send what a person asks for; the answers one by one, a failed statement's error as the last of them.

        All of it has run and was verified before the first answer comes; data of a COPY TO STDOUT too.
        Raises what `run` raises, but for the StatementError.
        """
        with self._asking(ask) as seen, self._failing(), self._watched():
            framed = self._frames().ask(ask, copying) if ask.framed else None
            if framed is not None:
                answered = framed
            elif ask.how is How.SIMPLE:
                answered = self._statements.text(ask.text, copying.read)
            else:
                answered = self._others().ask(ask, copying)
            seen.answered = answered
        if isinstance(answered.error, StatementError):
            self._lasting.fail()  # it may be our own, and not the server's
        for at, result in enumerate(answered.results):
            last = at == len(answered.results) - 1 and answered.error is None
            if result.data is not None:
                _write(result.data, copying)
                yield replace(result, data=(), last=last)
            elif result.cells is not None and ask.rows_at_a_time:
                pieces = InPieces(result.cells, ask.rows_at_a_time)
                yield replace(result, cells=pieces, at_a_time=ask.rows_at_a_time, last=last)
            else:
                yield result if last else replace(result, last=False)
        if isinstance(answered.error, StatementError):
            yield answered.error
        elif answered.error is not None:
            raise answered.error

    def insert(
        self,
        table: str,
        frame: Any,
        *,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        batch: int | None = None,
    ) -> Result:
        """Insert a frame's rows, all or none: of pandas, polars, Arrow, a stream of record batches, or dicts.

        `columns` says which of the frame's columns are written, and, as a mapping, into which of the table's; `batch`
        how many rows travel at once. The organization's column is filled where the frame has none, and checked where it
        has. What `frame` reads is written back equal; where numbers are rounded, `notes` tell.
        The person's open transaction goes on, and is what it was before after an error.
        Raises UsageError for what does not fit the table, Refused in a session that may not write, what `run` raises.
        """
        try:
            from tenantsh.db.inserting.insert import insert  # few sessions need it, and start-up counts
        except ImportError as error:
            raise UsageError(
                "inserting needs pyarrow and numpy", why=str(error), hint="pip install 'tenantsh[notebook]'"
            ) from error

        with self._seen(f"insert into {table}", "insert") as seen, self._watched():
            return seen.ended(insert(self, self._lasting, table, frame, columns, batch))

    def answer_columns(self, text: str) -> Result:
        r"""The columns that a text's answer would have (`\gdesc`), as `Column` and `Type`; no cells where it has none.

        Raises StatementError, Refused, and what else `run` raises.
        """
        self._lasting.enter()
        columns = columns_of(self._statements.describe(text), self._statements.type_names())
        if not columns:
            return Result(tenant=self.tenant)
        asked = [TYPE_NAME.ask(oid=column.type_oid, modifier=column.type_modifier) for column in columns]
        types = [rows[0].name for rows in self.fetch_all(*asked)]
        cells = Table([(column.name, name) for column, name in zip(columns, types, strict=True)])
        status = f"SELECT {len(columns)}"
        return Result(columns=(Column("Column"), Column("Type")), cells=cells, status=status, tenant=self.tenant)

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
        """What the server plans for a person's statement, as EXPLAIN (FORMAT JSON, VERBOSE) says it: `["Plan"]`.

        `params` are as in `run`; `bound` are texts or values for `$1`, `$2`, … instead.
        `shards`: on Citus, for each shard, and not for one that stands for all.
        Nothing runs, unless `analyze`: then it is run read only, and rolled back. `seconds` bound it, and half of one
        each wait for a lock. The person's open transaction stays as it was, also after an error.
        Raises UsageError for what has no plan and for several statements, and what `run` raises.
        """
        from tenantsh.db.plans.explaining import Asked  # few sessions need it, and start-up counts
        from tenantsh.db.plans.scoped import plan

        if not analyze:  # nothing runs
            self._lasting.enter()
            return plan(self._lasting, sql, params, Asked(analyze, seconds, tuple(bound), shards))
        with self._seen(sql, "plan", params or bound):
            return plan(self._lasting, sql, params, Asked(analyze, seconds, tuple(bound), shards))

    def glance(self, peek: Peek) -> Glance:
        """A query's plan, first rows and count, in one round trip and a bounded time; read only.

        The person's open transaction stays as it was, also after an error. Raises what `run` raises.
        """
        from tenantsh.db.glances.scoped import look  # few sessions need it, and start-up counts

        with self._seen(peek.sql, "glance"):
            return look(self._lasting, self._statements, peek)

    def look(self, asked: Asked, key: bytes) -> Look:
        """What a case keeps of a statement: see `db.looks.look`, by which it is asked for."""
        from tenantsh.db.looks.looking import looked  # few sessions need it, and start-up counts

        with self._watched():
            return looked(self._lasting, asked, key)

    def savepoint(self) -> Savepoint:
        """The person's transaction as it is now, be it none, to come back to when what follows goes wrong."""
        from tenantsh.db.savepoint import Savepoint  # few sessions need it, and start-up counts

        return Savepoint(self._lasting)

    def take_remarks(self) -> tuple[str, ...]:
        """What is still to be told of the server that was found; whoever takes it tells it."""
        return self._lasting.take_remarks()

    def heard(self) -> list[str]:
        """The NOTIFYs that came since the last call, in psql's words."""
        return self._lasting.heard()

    def fetch(self, query: Query[Row], **params: object) -> list[Row]:
        """Run one of our own queries and fill its dataclass.

        Rows come in the query's own order, one instance per row; an empty list if none.
        Raises StatementError with the server's SQLSTATE. Sees only what the tenant's role may see.
        """
        rows: list[Row] = self.fetch_all(query.ask(**params))[0]
        return rows

    def fetch_all(self, *requests: Request) -> list[list[Any]]:
        """Run several of our own queries in one round trip; one list of rows per request, in their order."""
        self._lasting.enter()
        for request in requests:
            self.on_question(request, self.link.major)
        connection = self.link.wire.connection
        asked = [question(connection, request, self.link.major) for request in requests]
        before = [Step(OUR_PATH)] if self.in_transaction else [Step(NO_JIT), Step(OUR_PATH)]
        asking = [*before, *asked, Step(PERSONS_PATH)]
        answers = self._lasting.twice(lambda runner: runner.run(asking))[len(before) : -1]
        return [rows_of(connection, final(a), r.query.row) for a, r in zip(answers, requests, strict=True)]

    def fetch_apart(self, *requests: Request) -> list[list[Any]]:
        """As `fetch_all`; an open transaction of the person's stays as it was, whatever is set, and after an error."""
        from tenantsh.db.apart import fetch_apart  # few sessions need it, and start-up counts

        self._lasting.enter()
        for request in requests:
            self.on_question(request, self.link.major)
        return fetch_apart(self._lasting, requests)

    def ask_apart(self, conditions: Sequence[tuple[str, Sequence[str]]]) -> list[Answer]:
        """What conditions of ours say, with values that nobody is to be shown: `on_question` does not hear them."""
        from tenantsh.db.why.asking import answers  # few sessions need it, and start-up counts

        self._lasting.enter()
        return answers(self._lasting, conditions)

    def telling(self, sql: str, how: str) -> AbstractContextManager[Seen]:
        """Around what is asked about a person's statement, which is not run as it stands: `on_done` hears of it."""
        return self._seen(sql, how)

    def counts_apart(self, questions: Sequence[Question], clock: Clock, *, ours: bool = False) -> list[Count]:
        """How many rows queries of a person's own parts have: read only, bounded in time, and apart from her work.

        `ours`: they are of our own words, and other operators in the search path shall not answer.
        """
        from tenantsh.db.whyempty.counting import counts  # few sessions need it, and start-up counts

        self._lasting.enter()
        return counts(self._lasting, questions, clock, ours=ours)

    def verify(self) -> None:
        """Have the server confirm that the context is the tenant's, now; raises what `run` raises."""
        runner = self._lasting.enter()
        self._lasting.do(lambda: runner.run([]))

    def partitions(self, name: str | None = None) -> Result:
        r"""A table's partitions and what is wrong with them, as `\partitions` has it; without a name all such tables.

        The findings are its part. Raises UsageError for a name that no partitioned table has.
        """
        from tenantsh.commands.partitions.door import partitions_of

        return partitions_of(self, name)

    def describe(self, name: str) -> Result:
        r"""A relation as `\d` describes it: its columns, with indexes, policies and so on as parts.

        Raises UsageError where the name has no relation, or several.
        """
        from tenantsh.commands.partitions.door import description_of

        return description_of(self, name)

    def why(self, table: str, *key: object, **columns: object) -> Result:
        r"""Why this session sees one row, or does not, as `\why` says it: by its primary key, or columns by name.

            session.why("orders", 5)
            session.why("users", email="alice@acme.com")

        Of a row that is not seen only with an admin's profile: `connect(…, admin="NAME")`. Raises UsageError,
        StatementError, ConnectError.
        """
        from tenantsh.commands.why.answer import of_session

        return of_session(self, table, key, columns)

    def each(
        self,
        organizations: Any,
        sql: str | Composable,
        params: Params | None = None,
        *,
        workers: int = 4,
        timeout: float = 30,
        reason: str | None = None,
        snapshot: bool = True,
    ) -> Result:
        r"""Ask many organizations one question, as `\each` does: each on a connection and in a scope of its own.

            session.each([42, 43, "Acme Labs"], "select count(*) from events")
            session.each("@plan_tier=enterprise", "select …").frame()

        `organizations` are ids and names, a frame's column of them, or a text as behind `\each`. They are asked as this
        session's person or role, read only, at one moment where the server allows it (`snapshot`), `workers` at a time,
        each for `timeout` seconds. Who has no answer is in the result's `notes` and its part; where nobody has one it
        is an error. Ctrl-C gives what is done. Raises UsageError, UnknownOrganization, Refused, StatementError.
        """
        from tenantsh.commands.each.door import of_session

        text = text_of(self.link.wire.connection, sql)
        return of_session(
            self, organizations, text, params, workers=workers, timeout=timeout, reason=reason, snapshot=snapshot
        )

    def row_security(self, name: str | None = None, role: str | None = None) -> Result:
        r"""Which rows row security leaves a role, as `\rls` has it: of a relation by which policies, or a row for each.

        The role is the session's own, unless another one is named. Raises UsageError for names that nothing has.
        """
        from tenantsh.commands.policies.door import row_security_of

        return row_security_of(self, name, role)

    def why_empty(self, sql: str, params: Params | None = None) -> Result:
        r"""Why a query has no rows, as `\why-empty` says it: `params` are as in `run`, and the verdict is the last row.

        Whether row security hides rows is told only with an admin's profile: `connect(…, admin="NAME")`. Raises
        UsageError, StatementError, Refused.
        """
        from tenantsh.commands.why.emptiness import of_session

        return of_session(self, sql, params)

    @contextmanager
    def _failing(self) -> Iterator[None]:
        """What is wrong with a statement fails the transaction that it was to be in, be it sent or not."""
        try:
            yield
        except (Refused, UsageError, StatementError):
            self._lasting.fail()
            raise

    @contextmanager
    def _seen(self, sql: str | Composable, how: str, params: Params | None = None) -> Iterator[Seen]:
        """Around a statement: have `on_ask` agree, see to the connection, and tell `on_done` what became of it."""
        text = sql if isinstance(sql, str) else ""  # of one that is composed it is known once it is
        with self._witness.seeing(Seen(text, how, shapes_of(params), taken=False)) as seen:
            self.on_ask()
            self._lasting.enter(seen.sql)
            seen.taken = True
            yield seen

    def _asking(self, ask: Ask) -> AbstractContextManager[Seen]:
        how = "frame" if ask.framed else "statement" if ask.how in (How.SIMPLE, How.BOUND) else ask.how.name.lower()
        return self._seen(ask.text or ask.name, how, ask.params)

    @contextmanager
    def _watched(self) -> Iterator[None]:
        """Tell how a statement comes along, on the connection that it is sent on."""
        self.link.wire.progress = self.progress
        self.progress.begin()
        try:
            yield
        finally:
            self.progress.end()

    def _others(self) -> Prepared:
        from tenantsh.db.prepared import Prepared  # few sessions need it, and start-up counts

        self._prepared = self._prepared or Prepared(self._lasting, self._statements)
        return self._prepared

    def _wanted(self, seen: Seen, sql: str | Composable, params: Params | None, most: int | None = None) -> Wanted:
        from tenantsh.db.frames.describing import Wanted

        text = text_of(self.link.wire.connection, sql)
        step = statement(self.link.wire.connection, text, params)
        step = step._replace(whole=step.sql.decode("utf-8", "surrogateescape"))
        seen.sql = step.whole
        reading = guard.inspect(step.whole, self.link.surroundings)
        return Wanted(step, reading, named_in(text, params), text, most)

    def _frames(self) -> Frames:
        from tenantsh.db.frames.frames import Frames  # brings numpy and pyarrow

        self._framing = self._framing or Frames(self._lasting, self._statements)
        return self._framing


def _write(data: Iterable[bytes], copying: Copying) -> None:
    with suppress(OSError):  # whoever writes knows; the rest is thrown away, as in psql
        for piece in data:
            copying.write(piece)
