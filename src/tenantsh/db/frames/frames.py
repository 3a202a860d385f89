"""A person's statement on its way to Arrow columns.

Its columns are described before it runs, in the transaction that it runs in: so nothing runs twice, and nothing is
found out by an error.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING, SupportsIndex

from tenantsh.db import guard
from tenantsh.db.answers import columns_of
from tenantsh.db.ask import How
from tenantsh.db.frames.batches import Batches
from tenantsh.db.frames.cursor import Cursor
from tenantsh.db.frames.describing import Described, Describing, Wanted, limited_step, shape
from tenantsh.db.frames.feed import MOST_BYTES, Feed, no_garbage_collection
from tenantsh.db.frames.provenance import provenance
from tenantsh.db.frames.shape import (
    COPY,
    around,
    as_texts,
    query_in,
)
from tenantsh.db.held import Held
from tenantsh.db.mark import marked, unmarked
from tenantsh.db.params import bound, encoded
from tenantsh.db.statements import answer_of, lost
from tenantsh.db.steps import Do, Step
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable
    from contextlib import AbstractContextManager

    from psycopg.pq.abc import PGresult

    from tenantsh.db.ask import Ask, Copying
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.params import Params
    from tenantsh.db.runner import Runner
    from tenantsh.db.statements import Answered, Statements
    from tenantsh.db.wire import Read

_REMEMBERED = 500
"""Statements."""


class Frames:
    """Runs statements whose rows are to be frames. Each raises what `Session.run` raises."""

    def __init__(self, lasting: Lasting, statements: Statements) -> None:
        self._lasting = lasting
        self._statements = statements
        self._describing = Describing(lasting)
        self._known: dict[Hashable, Described] = {}
        """Statements that gave few rows, by what is sent of them: once more, they need not be described."""

    def ask(self, ask: Ask, copying: Copying) -> Answered | None:
        """What `Session.send` answers to an ask whose rows are to be a frame; None for what is no single statement."""
        if ask.how not in (How.SIMPLE, How.BOUND):
            return None
        link = self._lasting.link
        pieces = guard.inspect_each(ask.text, link.surroundings)
        if len(pieces) > 1:
            return None
        sql = encoded(ask.text)
        step = bound(link.wire.connection, sql, ask.params) if ask.how is How.BOUND else Step(sql)
        wanted = Wanted(step._replace(whole=ask.text), pieces[0].reading, _named(ask), most=ask.most)
        return answer_of(lambda: self.gather(wanted, copying.read))

    def gather(self, wanted: Wanted, read: Read | None = None) -> Result:
        """A statement's result, whose cells are `Gathered` where it has rows."""
        if wanted.most is not None:
            wanted = replace(wanted, most=_number("max_rows", wanted.most, least=0))
        wanted = replace(wanted, step=marked(wanted.step, self._lasting.link.session_id))
        reading = wanted.reading
        apart = reading.control or reading.copies or reading.inside or not reading.readable
        if apart or self._lasting.transaction_lost:
            return self._statements.one(wanted.step, reading, read)
        with no_garbage_collection():
            return self._lasting.twice(lambda runner: self._gather(runner, wanted), wanted.step.whole, reading)

    def batches(self, wanted: Wanted, rows: int, watched: Callable[[], AbstractContextManager[None]]) -> Batches:
        """A query's rows batch by batch, by a cursor. Raises UsageError for what no cursor can be declared for."""
        rows = _number("rows", rows, least=1)
        if self._lasting.transaction_lost:
            raise lost()
        query = query_in(wanted.text)
        if query is None:
            raise _no_cursor()
        wanted = replace(wanted, step=marked(wanted.step, self._lasting.link.session_id))
        runner = self._lasting.ready()
        self._lasting.note_kept(wanted.text)
        try:
            described, step = self._lasting.do(lambda: self._describing.describe(runner, wanted, fresh=True))
            step = _readable(step, query, described)
            cursor = Cursor(self._lasting, runner, step)
        except BaseException:
            self._lasting.do(runner.give_up)
            raise
        link = self._lasting.link
        about = provenance(wanted.query or wanted.text, wanted.params, link.wire)
        batches = Batches(described.columns, cursor, rows, tenant=link.tenant, provenance=about, watched=watched)
        batches.masks = self._lasting.masking.of(wanted.text)(described.result)
        return batches

    def _gather(self, runner: Runner, wanted: Wanted) -> Result:
        self._lasting.note_kept(wanted.text)
        started = time.perf_counter()
        key = (wanted.step.sql, tuple(wanted.step.types or ()), wanted.most)
        known = self._known.pop(key, None)
        try:
            if known is not None:
                described, result = self._again(runner, wanted, known)
            else:
                described, step = self._describing.describe(runner, wanted)
                result = self._run(runner, wanted, described, step)
        finally:
            runner.give_up()
        if (described is known or described.short) and len(self._known) < _REMEMBERED:
            self._known[key] = described
        return replace(result, seconds=time.perf_counter() - started)

    def _again(self, runner: Runner, wanted: Wanted, known: Described) -> tuple[Described, Result]:
        """Run what is known, in one exchange; what it gives may have changed since."""
        wire = self._lasting.link.wire

        def begun(first: PGresult) -> None:
            nonlocal known
            if shape(first) != shape(known.result):
                known = replace(known, result=first, columns=self._describing.changed(first))

        feed = Feed(wire.connection, lambda: self._describing.columns(known.result), wanted.most, wire.take_in)
        masked = self._lasting.masking.of(wanted.text)

        def begins(first: PGresult) -> None:
            begun(first)
            feed.masks = masked(first)

        feed.begun = begins
        tag = runner.run([*self._describing.asked_again(known), _fetching(limited_step(wanted), feed)])[-1].tag
        return known, self._result(wanted, known, feed, tag)

    # -- running it --------------------------------------------------------------------------------------------

    def _run(self, runner: Runner, wanted: Wanted, described: Described, step: Step) -> Result:
        unread = described.unread
        masks = self._lasting.masking.of(wanted.text)(described.result)
        long = described.long and masks is None  # rows are masked, the data of a COPY are not
        query = query_in(unmarked(step)) if unread or long else None
        if unread and query is None:
            return self._as_text(runner, wanted, step)  # which masks what it holds
        if query is not None:
            step = _readable(step, query, described)
        wire = self._lasting.link.wire
        columns = self._describing.columns
        feed = Feed(wire.connection, lambda: columns(described.result), wanted.most, wire.take_in, masks)
        if long and query is not None:
            tag = self._copy(runner, _copied(step, query, described), feed)
        else:
            tag = self._fetch(runner, described, step, feed, prepared=not unread and not long)
        return self._result(wanted, described, feed, tag)

    def _fetch(self, runner: Runner, described: Described, step: Step, feed: Feed, *, prepared: bool) -> str:
        """Fetch the rows in chunks; the types that somebody may have altered are asked for before them, once more."""
        asked = self._describing.asked_again(described)
        run = _fetching(step, feed)._replace(do=Do.EXECUTE if prepared and not asked else Do.RUN)
        return runner.finish([*asked, run])[-1].tag

    def _copy(self, runner: Runner, step: Step, feed: Feed) -> str:
        return runner.copy_rows(step._replace(most_bytes=MOST_BYTES), feed.take_copied).tag.replace("COPY", "SELECT")

    def _as_text(self, runner: Runner, wanted: Wanted, step: Step) -> Result:
        """What cannot come in binary format, and not be put into another query either."""
        held = Held(self._lasting.link.wire.connection, self._lasting.masking.of(wanted.text))
        tag = runner.finish([step._replace(sink=held.take)])[0].tag
        found = held.description
        columns = columns_of(found, self._statements.type_names()) if found is not None else ()
        return self._about(wanted, Result(columns, held if found is not None else None, status=tag))

    def _result(self, wanted: Wanted, described: Described, feed: Feed, tag: str) -> Result:
        if not feed.came:
            return self._about(wanted, Result(status=tag))
        cells = feed.done()
        columns = columns_of(described.result, self._statements.type_names())
        if feed.left_out and tag.startswith("SELECT "):  # which counts what came: one more told that there are more
            tag = f"SELECT {len(cells)}"
        result = Result(columns, cells, status=tag, truncated=feed.left_out)
        masked = (feed.masks.note,) if feed.masks is not None else ()
        return self._about(wanted, replace(result, notes=(*result.left_out(len(cells)), *cells.told, *masked)))

    def _about(self, wanted: Wanted, result: Result) -> Result:
        link = self._lasting.link
        about = provenance(wanted.query or wanted.text, wanted.params, link.wire)
        return replace(result, tenant=link.tenant, provenance=about)


def _named(ask: Ask) -> Params | None:
    """The parameters, by name where they have names."""
    if ask.how is not How.BOUND:
        return None
    return dict(zip(ask.names, ask.params, strict=True)) if ask.names else ask.params


def _readable(step: Step, query: str, described: Described) -> Step:
    """The query, with what nobody can read in binary format as text."""
    if not described.unread:
        return step
    return around(step, query, *as_texts([column.name for column in described.columns], described.unread))


def _copied(step: Step, query: str, described: Described) -> Step:
    """The query in a COPY."""
    if not described.unread:
        return around(step, query, *COPY)
    before, behind = as_texts([column.name for column in described.columns], described.unread)
    return around(step, query, f"{COPY[0]}{before}", f"{behind}{COPY[1]}")


def _number(name: str, given: object, *, least: int) -> int:
    """A number of rows, be it numpy's. Raises UsageError for another value."""
    if not isinstance(given, SupportsIndex) or isinstance(given, bool) or given.__index__() < least:
        raise UsageError(f"{name}={given!r}", hint=f"a number of rows, {least} or more")
    return given.__index__()


def _no_cursor() -> UsageError:
    return UsageError(
        "only a query can be read in batches",
        why="PostgreSQL declares cursors for SELECT, VALUES, TABLE and WITH that change nothing",
        hint="frame() reads the rows of anything",
    )


def _fetching(step: Step, feed: Feed) -> Step:
    return step._replace(sink=feed.take, binary=True, most_bytes=MOST_BYTES)
