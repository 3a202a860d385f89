r"""A `\each` under way: the answers put together as they come, and what is said of those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenantsh.commands.each.told import (
    Failure,
    NotAllAnsweredError,
    as_one,
    lines,
    named,
    not_asked,
    not_shown,
    notices,
    table,
    unanswered,
)
from tenantsh.db.each import ask_each
from tenantsh.db.each.together import Gathered, Shortened, Streamed, Together
from tenantsh.db.frames.provenance import shapes
from tenantsh.db.held import InPieces
from tenantsh.db.typename import TYPE_NAME
from tenantsh.model.errors import TenantshError
from tenantsh.model.provenance import Provenance
from tenantsh.model.result import Result
from tenantsh.model.words import counted, version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from tenantsh.db.each import Answer, Inquiry, Wanted
    from tenantsh.db.each.round import Round
    from tenantsh.db.opening import Place
    from tenantsh.db.params import Params
    from tenantsh.db.session import Session
    from tenantsh.model.result import Outcome
    from tenantsh.model.tenant import Tenant


class Going:
    """One question on its way; `outcomes` is called once."""

    def __init__(
        self,
        session: Session,
        place: Place,
        wanted: Sequence[Wanted],
        inquiry: Inquiry,
        values: Params,
        *,
        framed: bool,
        tell: Callable[[str], None],
        notes: Iterable[str] = (),
    ) -> None:
        """`values` are the inquiry's, by their names where they have names; `tell` hears what no table has beside it.

        `notes` are told first. `framed`: a table is all that there is to see, and says itself who is not in it.
        """
        self._session = session
        self._place = place
        self._framed = framed
        self._tell_person = tell
        self._shapes = shapes(values)
        self._wanted = wanted
        self._inquiry = inquiry
        self._together = Together(wanted)
        self._answering: list[Tenant] = []
        self._failures: list[Failure] = []
        self._notes: dict[str, None] = dict.fromkeys(notes)

    def outcomes(self, at_a_time: int = 0) -> Iterator[Outcome]:
        """The table, and an error behind it where not all of it is there; with `at_a_time` rows are given as they come.

        Raises StatementError for what is wrong with the statement anywhere, Refused, ConnectError.
        """
        if at_a_time > 0:
            with self._begun() as asked:
                yield from self._in_pieces(asked, at_a_time)
            return
        rows = Gathered(self._together)
        with self._begun() as asked:  # while the table is shown, Ctrl-C means what it always does
            try:
                for answer in self._sound(asked):
                    rows.take(answer)
            except OSError as error:
                words = error.strerror or str(error)
                raise TenantshError(f"the rows could not be kept: {words}", hint="is the disk full?") from error
        yield from self._gathered(rows, asked)

    def _begun(self) -> Round:
        session = self._session
        asked = ask_each(
            self._place,
            replace(session.tenant, reason=session.reason),
            self._wanted,
            self._inquiry,
            on_done=session.on_done,
            ask_type=self._type_name,
            progress=session.progress,
        )
        if asked.alone is not None and self._inquiry.shared:
            self._note(f"each organization is asked at a moment of its own: {asked.alone}")
        if len(asked.clusters) > 1:
            self._note(f"moments differ between clusters: each has its own ({', '.join(asked.clusters)})")
        if session.in_transaction:
            self._note("what your open transaction has changed is not seen: others are asked on their own")
        return asked

    def _gathered(self, rows: Gathered, asked: Round) -> Iterator[Outcome]:
        said = self._settled(asked)
        if self._together.columns:
            yield self._table(rows, asked, said)
        else:
            self._tell()
        if said is not None and not (self._together.columns and self._framed):
            yield NotAllAnsweredError(said)

    def _table(self, rows: Gathered, asked: Round, said: str | None) -> Result:
        result = replace(self._result(), cells=rows, notes=tuple(self._notes))
        if said is None:
            return _for_people(result)
        missing = table(self._failures, asked.left, asked.stopped)
        return _for_people(replace(result, footers=(f"({counted(len(rows), 'row')})", said), parts=(missing,)))

    def _in_pieces(self, asked: Round, at_a_time: int) -> Iterator[Outcome]:
        rows = Streamed(self._together, self._sound(asked), lambda: asked.interrupted)
        if rows.begin():
            pieces = InPieces(rows, at_a_time)
            yield _for_people(replace(self._result(), cells=pieces, at_a_time=at_a_time))
        said = self._settled(asked, rows.unshown)
        self._tell()
        if said is not None:
            yield NotAllAnsweredError(said)

    def _sound(self, asked: Round) -> Iterator[Answer]:
        """The answers that have rows; what is wrong with the others is kept."""
        for answer in asked:
            for line in notices(answer):
                self._note(line)
            try:
                if answer.error is not None:
                    raise answer.error
                self._together.check(answer)
            except TenantshError as error:
                self._failures.append(Failure.of(answer.tenant, error))
                continue
            assert answer.result is not None
            for note in answer.result.notes:
                self._note(note)
            self._answering.append(answer.tenant)
            yield answer

    def _result(self) -> Result:
        server = self._session.server
        where = f"PostgreSQL {version(server.version)}, {server}"
        return Result(
            columns=self._together.columns,
            tenant=as_one(self._answering),
            provenance=Provenance(self._inquiry.sql, datetime.now(UTC), where, self._shapes),
        )

    def _settled(self, asked: Round, unshown: Sequence[Tenant] = ()) -> str | None:
        """Who has no answer is noted; how many they are, in a line."""
        self._failures = named(self._place, self._failures)
        for line in lines(self._failures, self._session.tenant.person, answering=bool(self._answering)):
            self._note(line)
        if asked.left:
            self._note(not_asked(asked.left, asked.stopped))
        if unshown:
            self._note(not_shown(unshown))
        return unanswered(self._failures, asked.left, len(self._wanted), asked.stopped, len(unshown))

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _tell(self) -> None:
        """Tell what no table has beside it."""
        for note in self._notes:
            self._tell_person(f"note: {note}")

    def _type_name(self, oid: int, modifier: int) -> str:
        """A type's name, from the person's own session: the organizations' connections are closed by now."""
        try:
            asked = TYPE_NAME.ask(oid=oid, modifier=modifier)
            return str(self._session.fetch_apart(asked)[0][0].name)
        except TenantshError:
            return f"type {oid}"


def _for_people(result: Result) -> Result:
    """The same, whose long names are shortened where people read them."""
    assert result.cells is not None
    return replace(result, seen=replace(result, cells=Shortened(result.cells)))
