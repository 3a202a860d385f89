r"""The `\compare` command."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.compare.comparison import compared
from tenantsh.commands.compare.data import result
from tenantsh.commands.compare.page import page
from tenantsh.commands.compare.words import summary
from tenantsh.commands.each.asked import MOST_SECONDS, number, reason_for, refuse_closed
from tenantsh.commands.each.meant import meant
from tenantsh.commands.each.told import notices
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.db.each import Inquiry, ask_each
from tenantsh.db.each.inquiry import SECONDS
from tenantsh.lang import organizations
from tenantsh.lang.lead import keywords
from tenantsh.model.errors import StatementError, TenantshError, UsageError
from tenantsh.model.tenant import called

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.compare.comparison import Comparison
    from tenantsh.commands.context import Context
    from tenantsh.db.each import Answer, Wanted
    from tenantsh.db.session import Session
    from tenantsh.lang.organizations import Line
    from tenantsh.model.result import Result

_VALUED = frozenset({"on", "timeout", "reason"})
_SWITCHES = frozenset({"no-snapshot"})
_UNPLANNED = (("explain",), ("show",))
_TWO = r"\compare ORG_A ORG_B QUERY: each is an id, or a name in quotes"


class NotBothAnsweredError(TenantshError):
    """One of the two has no answer, or neither has."""


@command(
    r"\compare",
    "[--on COLUMN,…] [--timeout SECONDS] [--reason TEXT] [--no-snapshot] ORG_A ORG_B [QUERY]",
    group=Group.TENANT,
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[
        r"\compare 42 43 select type, count(*) from resources group by type",
        r"\compare --on name 42 'Globex' select name, type from resources",
    ],
)
def compare(ctx: Context, line: kinds.Comparing) -> Result:
    """Ask two organizations the same question, and show where their answers differ: rows, columns and plans.

    Rows are told apart by `--on`; else by what the query is grouped by, or the key of the table that it reads, where
    that is among its columns; else as whole rows, however often each comes. A row is only in one answer, only in the
    other, or changed: then each column that says something else is shown. The column that says whose a row is is not
    compared. The query is the rest of the line; without one it is the query buffer, or the last statement. It is read
    only, each organization is asked in its own verified scope, and both at one moment where the server allows it.
    Masked columns are compared as they are shown. In csv and json there is a row for each difference.
    """
    refuse_closed(ctx.tenant_session)
    left_out: list[str] = []
    asked, wanted, query = _read(ctx, line, left_out)
    text, bound = taken(ctx, query, r"\compare")
    on = asked.options.get("on")
    inquiry = Inquiry(
        text.rstrip().rstrip(";"),
        tuple(bound),
        number(asked, "timeout", SECONDS, 0, MOST_SECONDS),
        workers=2,
        shared="no-snapshot" not in asked.options,
        plans=keywords(text, 1)[:1] not in _UNPLANNED,
        reason=reason_for(ctx, asked.options.get("reason"), r"\compare"),
        session_id=ctx.tenant_session.id,
    )
    ctx.previous = text
    here, there, alone = _answers(ctx, wanted, inquiry)
    column = ctx.place.convention.tenant_column
    with catalog_of(ctx, here) as session:
        found = compared(session, inquiry.sql, here, there, on, column)
    notes = (*left_out, *_notes(ctx, found, here, there, alone))
    return replace(result(found), notes=notes, seen=partial(page, found))


@contextmanager
def catalog_of(ctx: Context, answer: Answer) -> Iterator[Session]:
    """A session whose catalog is that of an answer: one of its own where it came from another cluster."""
    if answer.cluster == ctx.tenant_session.cluster:
        yield ctx.tenant_session
        return
    from tenantsh.db.opening import Wanted as Opening
    from tenantsh.db.opening import open_session

    person = answer.tenant.person
    wanted = Opening(answer.tenant.org, person.user_id if person else None, None if person else answer.tenant.role)
    with open_session(ctx.place, replace(wanted, reason=answer.tenant.reason)) as there:
        yield there


def _read(ctx: Context, line: str, notes: list[str]) -> tuple[Line, list[Wanted], str]:
    """The options, the two organizations, and what stands behind them. Raises UsageError."""
    asked = organizations.read(line, _VALUED, _SWITCHES)
    wanted, query = meant(ctx, asked.parts, line, notes), asked.query
    if len(wanted) == 1 and query:
        second = organizations.read(query)
        wanted, query = [*wanted, *meant(ctx, second.parts, query, notes)], second.query
    if len(wanted) != 2:
        raise UsageError(rf"\compare: {len(wanted)} organization{'s' * (len(wanted) != 1)}", hint=_TWO)
    if wanted[0].org == wanted[1].org:
        raise UsageError(rf"\compare: {called(wanted[0].name, wanted[0].org)} and the same again", hint=_TWO)
    return asked, wanted, query


def _answers(ctx: Context, wanted: Sequence[Wanted], inquiry: Inquiry) -> tuple[Answer, Answer, str | None]:
    """Both answers, and why each is of a moment of its own. Raises NotBothAnsweredError, KeyboardInterrupt."""
    session = ctx.tenant_session
    try:
        with ask_each(
            ctx.place,
            replace(session.tenant, reason=session.reason),
            wanted,
            inquiry,
            on_done=session.on_done,
            progress=session.progress,
        ) as asked:
            answers = list(asked)
    except StatementError as error:
        with_hint(ctx, error, r"\compare")
        raise
    if asked.left:
        if asked.interrupted:
            raise KeyboardInterrupt
        raise NotBothAnsweredError(f"not both were asked: {asked.stopped}")
    failed = [(answer, answer.error) for answer in answers if answer.error is not None]
    if failed:
        raise NotBothAnsweredError(_said(failed), why=failed[0][1].why, hint=failed[0][1].hint)
    alone = asked.alone if inquiry.shared else None
    if len(asked.clusters) > 1:
        alone = f"{answers[0].cluster} and {answers[1].cluster} are two clusters"
    return answers[0], answers[1], alone


def _said(failed: Sequence[tuple[Answer, TenantshError]]) -> str:
    """What went wrong with whom; what both say is said once."""
    of: dict[str, list[str]] = {}
    for answer, error in failed:
        of.setdefault(_words(error), []).append(called(answer.tenant.name, answer.tenant.org))
    return "; ".join(f"{' and '.join(named)}: {words}" for words, named in of.items())


def _words(error: TenantshError) -> str:
    return error.primary if isinstance(error, StatementError) else error.what


def _notes(ctx: Context, found: Comparison, here: Answer, there: Answer, alone: str | None) -> Iterator[str]:
    """What is told beside the table; the summary too, where no page has it beneath."""
    if alone is not None:
        yield f"each organization was asked at a moment of its own: {alone}"
    if ctx.session.in_transaction:
        yield "what your open transaction has changed is not seen: both are asked on their own"
    for answer in (here, there):
        yield from notices(answer)
    if ctx.python.framed or not ctx.options.has_footers:
        yield from (f"{about}: {what}" for about, what in summary(found))
