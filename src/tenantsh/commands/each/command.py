r"""The `\each` command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.commands import kinds
from tenantsh.commands.each.asked import MOST_SECONDS, number, reason_for, refuse_closed
from tenantsh.commands.each.going import Going
from tenantsh.commands.each.meant import meant
from tenantsh.commands.groups import Group
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.db.each import Inquiry
from tenantsh.db.each.inquiry import MOST_WORKERS, SECONDS, WORKERS
from tenantsh.lang import organizations
from tenantsh.lang.bound import Bound
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.lang.organizations import Line
    from tenantsh.model.result import Outcome

_VALUED = frozenset({"workers", "timeout", "reason"})
_SWITCHES = frozenset({"no-snapshot"})


@command(
    r"\each",
    "[--workers N] [--timeout SECONDS] [--reason TEXT] [--no-snapshot] ORGS [QUERY]",
    group=Group.TENANT,
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[
        r"\each 42,43,Initech select count(*) from resources",
        r"\each @plan_tier=enterprise select count(*), max(created_at) from events",
    ],
)
def each(ctx: Context, line: kinds.Asking) -> Iterator[Outcome]:
    r"""Ask many organizations the same question, each in a verified scope of its own; one table, whose is first.

        42,43,'Acme Labs'       ids and names
        @all                    all that this login may list
        @plan_tier=enterprise   those of the list; != for the others
        @FILE                   an id or a name a line
        (SELECT …)              the first column has the ids; asked in this session
        :orgs                   a variable that holds any of these; a notebook's list

    They may be joined by commas. The query is the rest of the line; without one it is the query buffer, or the last
    statement. It is read by the guard once and is read only; no connection is used for two organizations. All are
    asked at one moment, by one snapshot, where the server allows it, and it is said where not. Four are asked at a time
    (`--workers`), and each has 30 seconds (`--timeout`). Answers come in the order of the organizations, and those that
    have none are told by name; then the exit status is not 0. Ctrl-C keeps what is done. `\set FETCH_COUNT 100` shows
    rows as they come.
    """
    refuse_closed(ctx.tenant_session)
    asked = organizations.read(line, _VALUED, _SWITCHES)
    text, bound = taken(ctx, asked.query, r"\each")
    ctx.previous = text
    inquiry = _inquiry(ctx, asked, text, bound)
    notes: list[str] = []
    wanted = meant(ctx, asked.parts, line, notes)
    if not wanted:
        raise UsageError(
            "no organization is meant", why="; ".join(notes) or "the list is empty", hint=organizations.FORMS
        )
    values = dict(zip(text.names, inquiry.params, strict=True)) if isinstance(text, Bound) else inquiry.params
    framed = ctx.python.framed
    going = Going(ctx.tenant_session, ctx.place, wanted, inquiry, values, framed=framed, tell=ctx.note, notes=notes)
    try:
        yield from going.outcomes(0 if framed else ctx.variables.number("FETCH_COUNT"))
    except StatementError as error:
        with_hint(ctx, error, r"\each")
        raise


def _inquiry(ctx: Context, asked: Line, text: str, bound: Sequence[Any]) -> Inquiry:
    workers = number(asked, "workers", WORKERS, 1, MOST_WORKERS)
    seconds = number(asked, "timeout", SECONDS, 0, MOST_SECONDS)
    if workers != int(workers):
        raise UsageError(f"--workers {workers:g}: a whole number is wanted")
    return Inquiry(
        text.rstrip().rstrip(";"),
        tuple(bound),
        seconds,
        int(workers),
        shared="no-snapshot" not in asked.options,
        reason=reason_for(ctx, asked.options.get("reason"), r"\each"),
        session_id=ctx.tenant_session.id,
    )
