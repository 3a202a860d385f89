r"""A `\each` under way: the answers put together as they come, and what is said of those that do not."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tenantsh.commands.each.told import Failure, NotAllAnsweredError, named, not_asked, notices, table, unanswered
from tenantsh.commands.planned import with_hint
from tenantsh.db.each import ask_each
from tenantsh.db.each.together import Gathered, Streamed, Together
from tenantsh.db.frames.provenance import shapes
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
    from tenantsh.model.result import Outcome
    from tenantsh.model.tenant import Tenant


class Going:
    """One question on its way; `outcomes` is called once."""

    def __init__(self, ctx: Context, wanted: Sequence[Wanted], inquiry: Inquiry, names: Sequence[str] = ()) -> None:
        """`names` are what the inquiry's values were called, where they had names."""
        self._ctx = ctx
        self._shapes = shapes(dict(zip(names, inquiry.params, strict=True)) if names else inquiry.params)
        self._wanted = wanted
        self._inquiry = inquiry
        self._together = Together(wanted)
        self._answering: list[Tenant] = []
        self._failures: list[Failure] = []
        self._notes: dict[str, None] = {}

    def outcomes(self) -> Iterator[Outcome]:
        """The table, and an error behind it where not all of it is there."""
        at_a_time = self._ctx.variables.number("FETCH_COUNT")
        if at_a_time > 0 and not self._ctx.python.framed:
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
        session = self._ctx.tenant_session
        try:
            asked = ask_each(
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
        if asked.alone is not None and self._inquiry.shared:
            self._note(f"each organization is asked at a moment of its own: {asked.alone}")
        if self._ctx.session.in_transaction:
            self._note("what your open transaction has changed is not seen: others are asked on their own")
        return asked

    def _gathered(self, rows: Gathered, asked: Round) -> Iterator[Outcome]:
        said = self._settled(asked)
        if self._together.columns:
            yield self._table(rows, asked, said)
        else:
            self._tell()
        if said is not None and not (self._together.columns and self._ctx.python.framed):
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
        said = self._settled(asked)
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
            provenance=Provenance(self._inquiry.sql, datetime.now(UTC), where, self._shapes),
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

    def _settled(self, asked: Round) -> str | None:
        """Who has no answer is noted; how many they are, in a line."""
        self._failures = named(self._ctx.place, self._failures)
        for failure in self._failures:
            self._note(str(failure))
        if asked.left:
            self._note(not_asked(asked.left))
        return unanswered(self._failures, asked.left, len(self._wanted), asked.stopped)

    def _note(self, text: str) -> None:
        self._notes[text] = None

    def _tell(self) -> None:
        """Tell what no table has beside it."""
        for note in self._notes:
            self._ctx.note(f"note: {note}")

    def _type_name(self, oid: int, modifier: int) -> str:
        """A type's name, from the person's own session: the organizations' connections are closed by now."""
        try:
            asked = TYPE_NAME.ask(oid=oid, modifier=modifier)
            return str(self._ctx.tenant_session.fetch_apart(asked)[0][0].name)
        except TenantshError:
            return f"type {oid}"
