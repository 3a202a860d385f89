r"""A `\each` under way: the answers put together as they come, and what is said of those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenantsh.commands.each.told import Failure, NotAllAnsweredError, not_asked, notices, table, unanswered
from tenantsh.commands.planned import with_hint
from tenantsh.db.each import ask_each
from tenantsh.db.each.together import Gathered, Streamed, Together
from tenantsh.db.held import InPieces
from tenantsh.db.typename import TYPE_NAME
from tenantsh.model.errors import StatementError, TenantshError
from tenantsh.model.provenance import Provenance
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.each import Answer, Inquiry, Wanted
    from tenantsh.db.each.round import Round
    from tenantsh.db.session import Session
    from tenantsh.model.result import Outcome
    from tenantsh.model.tenant import Tenant


class Going:
    """One question on its way; `outcomes` is called once."""

    def __init__(self, ctx: Context, wanted: Sequence[Wanted], inquiry: Inquiry) -> None:
        self._ctx = ctx
        self._wanted = wanted
        self._inquiry = inquiry
        self._together = Together(wanted)
        self._answering: list[Tenant] = []
        self._failures: list[Failure] = []
        self._notes: dict[str, None] = {}

    def outcomes(self) -> Iterator[Outcome]:
        """The table, and an error behind it where not all of it is there."""
        with self._begun() as asked:
            if asked.alone is not None and self._inquiry.shared:
                self._note(f"each organization is asked at a moment of its own: {asked.alone}")
            if self._ctx.session.in_transaction:
                self._note("what your open transaction has changed is not seen: others are asked on their own")
            at_a_time = self._ctx.variables.number("FETCH_COUNT")
            if at_a_time > 0 and not self._ctx.python.framed:
                yield from self._in_pieces(asked, at_a_time)
            else:
                yield from self._gathered(asked)

    def _begun(self) -> Round:
        session = self._ctx.tenant_session
        try:
            return ask_each(
                self._ctx.place,
                replace(session.tenant, reason=session.reason),
                self._wanted,
                self._inquiry,
                on_done=session.on_done,
                ask_type=self._type_name,
                progress=session.progress,
            )
        except StatementError as error:
            with_hint(self._ctx, error, r"\each")
            raise

    def _gathered(self, asked: Round) -> Iterator[Outcome]:
        rows = Gathered(self._together)
        for answer in self._sound(asked):
            rows.take(answer)
        said = unanswered(self._failures, asked.left, len(self._wanted), asked.stopped)
        self._note_failures(asked)
        if said is None or (self._together.columns and self._ctx.python.framed):
            yield self._table(rows, asked, said)
            return
        if self._together.columns:
            yield self._table(rows, asked, said)
        else:
            self._tell()
        yield NotAllAnsweredError(said)

    def _table(self, rows: Gathered, asked: Round, said: str | None) -> Result:
        result = replace(self._result(), cells=rows, notes=tuple(self._notes))
        if said is None:
            return result
        counted = f"({len(rows):,} row{'' if len(rows) == 1 else 's'})"
        missing = table(self._failures, asked.left, asked.stopped)
        return replace(result, footers=(counted, said), parts=(missing,))

    def _in_pieces(self, asked: Round, at_a_time: int) -> Iterator[Outcome]:
        rows = Streamed(self._together, self._sound(asked))
        if rows.begin():
            yield replace(self._result(), cells=InPieces(rows, at_a_time), at_a_time=at_a_time)
        said = unanswered(self._failures, asked.left, len(self._wanted), asked.stopped)
        self._note_failures(asked)
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
        server = self._ctx.tenant_session.server
        where = f"PostgreSQL {server.version // 10000}.{server.version % 10000}, {server}"
        return Result(
            columns=self._together.columns,
            tenant=self._whose(),
            provenance=Provenance(self._inquiry.sql, datetime.now(UTC), where),
        )

    def _whose(self) -> Tenant:
        """All of them as one, for whoever meets the rows without this session."""
        first = self._answering[0]
        if len(self._wanted) == 1:
            return first
        ids = ",".join(tenant.org for tenant in self._answering)
        role = first.role if all(tenant.role == first.role for tenant in self._answering) else None
        count = len(self._answering)
        name = f"{count:,} organization{'' if count == 1 else 's'}"
        return replace(first, org=ids, name=name, role=role, settings=())

    def _note_failures(self, asked: Round) -> None:
        for failure in self._failures:
            self._note(str(failure))
        if asked.left:
            self._note(not_asked(asked.left))

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _tell(self) -> None:
        """Tell what no table has beside it."""
        for note in self._notes:
            self._ctx.note(f"note: {note}")

    def _type_name(self, oid: int, modifier: int) -> str:
        session: Session = self._ctx.tenant_session
        return session.fetch(TYPE_NAME, oid=oid, modifier=modifier)[0].name
