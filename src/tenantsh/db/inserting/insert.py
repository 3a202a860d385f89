"""A frame's rows inserted: all of them or none, and the person's transaction is what it was."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from operator import index
from typing import TYPE_CHECKING, Any

from tenantsh.arrow.given import Given, pieces_of
from tenantsh.db.apart import BACK, SAVEPOINT
from tenantsh.db.inserting.batch import Batches, Filled, Told
from tenantsh.db.inserting.refusal import explained
from tenantsh.db.inserting.target import find
from tenantsh.db.statements import lost
from tenantsh.db.steps import Step
from tenantsh.model.errors import Refused, StatementError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.db.inserting.batch import Batch
    from tenantsh.db.inserting.target import Target
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.runner import Runner
    from tenantsh.db.session import Session
    from tenantsh.db.steps import Answer

_MOST_BYTES = 1_070_000_000
"""Of a batch's parameters: the server takes messages of 1 GB at most."""

_COLUMNS = "a list of the frame's columns, or a dict of these and the table's"

Columns = Sequence[str] | Mapping[str, str] | None


def insert(session: Session, lasting: Lasting, table: str, frame: Any, columns: Columns, rows: int | None) -> Result:
    """See `Session.insert`."""
    started = time.perf_counter()
    if not session.tenant.write:
        raise Refused(
            "this session is read only",
            rule="read-only",
            why="nothing was sent",
            hint="a session that may write is opened with --write, or connect(…, write=True)",
        )
    batch, names = _number(rows), _names(columns)
    if lasting.transaction_lost:
        raise lost()
    target, told = find(session, table), Told()
    making = Batches(session, target, names, batch, told)
    writing = _Writing(session, lasting, target)
    session.progress.total = _rows(frame)
    count = writing.all(making.of(_pieces(frame)))
    notes = [*writing.notes, *told.sentences(target)]
    return Result(
        status=f"INSERT 0 {count}",
        tenant=session.tenant,
        seconds=time.perf_counter() - started,
        notes=tuple(notes),
    )


def _number(rows: Any) -> int | None:
    """How many rows a batch has; None for as many as are fast."""
    if rows is None:
        return None
    try:
        number = 0 if isinstance(rows, bool) else index(rows)  # numpy's are numbers too
    except TypeError:
        number = 0
    if number < 1:
        raise UsageError(f"batch={rows!r}", hint="a number of rows, 1 or more")
    return number


def _names(columns: Any) -> Mapping[str, str] | None:
    """The table's column for each of the frame's, whose labels may be numbers; None for all, by their names."""
    if columns is None:
        return None
    if isinstance(columns, str):
        return {columns: columns}
    if not isinstance(columns, Iterable) or isinstance(columns, bytes):
        raise UsageError(f"columns={columns!r}", hint=_COLUMNS)
    named = columns if isinstance(columns, Mapping) else {name: str(name) for name in columns}
    if odd := [to for to in named.values() if not isinstance(to, str)]:
        raise UsageError(f"a column of the table is called {odd[0]!r}", hint=_COLUMNS)
    return {str(name): to for name, to in named.items()}


def _rows(frame: Any) -> int | None:
    """How many rows a frame has; None for what comes in batches, and for columns, whose length is not theirs."""
    return len(frame) if hasattr(frame, "__len__") and not isinstance(frame, Mapping) else None


def _pieces(frame: Any) -> Iterator[list[Given]]:
    if not isinstance(frame, Result):
        return pieces_of(frame)
    rows = frame.rows
    return iter([[Given(each.name, [row[at] for row in rows]) for at, each in enumerate(frame.columns)]])


class _Writing:
    """The batches of one frame, in one transaction."""

    def __init__(self, session: Session, lasting: Lasting, target: Target) -> None:
        self._session = session
        self._lasting = lasting
        self._runner: Runner | None = None
        self._target = target
        self._filled = Filled()
        self._written = 0
        self._began = False
        self.notes: list[str] = []

    def all(self, batches: Iterator[Batch]) -> int:
        """Write them; the number of rows that the server counted."""
        persons = self._lasting.in_transaction
        ahead = next(batches, None)  # what does not fit in it is found before anything is sent
        if ahead is None:
            return 0
        self._fill(ahead)
        self._runner = self._lasting.ready()
        try:
            while ahead is not None:
                following = self._following(batches)
                self._write(ahead, persons=persons, last=following is None)
                ahead = following
        except StatementError as error:
            self._undo(persons=persons)
            assert ahead is not None
            raise explained(self._session, self._lasting, self._target, ahead, self._filled, error) from error
        except BaseException:
            self._undo(persons=persons)
            raise
        return self._written

    def _following(self, batches: Iterator[Batch]) -> Batch | None:
        """The next batch. Whatever makes it must not use this session: that would end the transaction of the others."""
        self._lasting.occupied = "it inserts a frame whose batches are still being made"
        try:
            return next(batches, None)
        finally:
            self._lasting.occupied = None

    def _fill(self, batch: Batch) -> None:
        """The organization's column gets the organization where the frame does not have it."""
        name = self._session.link.tenant_column
        there = next((column for column in self._target.columns if column.name == name), None)
        if there is None or not there.writable or there.generated or there in batch.columns:
            return
        self._filled = Filled(self._session.tenant.org, (there,))
        self.notes.append(f"{name} filled with {self._session.tenant.org}")

    def _write(self, batch: Batch, *, persons: bool, last: bool) -> None:
        _check_size(batch)
        step = batch.step(self._target, self._filled, citus=self._session.link.identity.citus is not None)
        before = [SAVEPOINT] if persons and not self._began else []
        after = [_RELEASE] if persons and last else []
        answers: list[Answer] = []
        self._began = True
        assert self._runner is not None
        runner = self._runner  # and no newer one: on another connection the batches before would be missing
        self._lasting.do(lambda: runner.run_each([*before, step, *after], answers, last=last))
        if runner.link.wire.interrupted and not last:  # it came too late to cancel this batch, not for those behind it
            raise KeyboardInterrupt
        self._written += int(answers[len(before)].tag.split()[-1])
        self._session.progress.rows = self._written

    def _undo(self, *, persons: bool) -> None:
        """Back to where the person's transaction was before; without one, nothing has been written."""
        if not self._lasting.connected or self._lasting.transaction_lost:
            return
        runner = self._lasting.ready()
        if not persons:
            self._lasting.do(runner.give_up)
        elif self._began and self._lasting.in_transaction:
            self._lasting.do(lambda: runner.run(BACK))


def _check_size(batch: Batch) -> None:
    if sum(len(each.data) for each in batch.parameters) <= _MOST_BYTES:
        return
    largest = max(zip(batch.columns, batch.parameters, strict=True), key=lambda each: len(each[1].data))
    raise UsageError(
        f"rows {batch.first} to {batch.first + batch.rows - 1} are too large for one message to the server",
        why=f"it holds 1 GB, and {largest[0].name} alone has {len(largest[1].data) >> 20:,} MiB",
        hint="a smaller batch=" if batch.rows > 1 else "a value of that size cannot be inserted at once",
    )


_RELEASE = Step(b'RELEASE SAVEPOINT "apart"')
