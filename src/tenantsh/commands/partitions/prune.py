r"""The `\prune` command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.partitions.scanned import result
from tenantsh.commands.plan import Plan
from tenantsh.commands.registry import Reads, command
from tenantsh.db.pruning import look
from tenantsh.lang.host import Host
from tenantsh.lang.split import Splitter
from tenantsh.model.errors import StatementError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.pruning import Pruning
    from tenantsh.model.result import Result

_BIND = 160000
r"""The server whose psql has `\bind`."""


@command(
    r"\prune",
    "[QUERY]",
    group=Group.PARTITIONS,
    modifiers="+",
    reads=Reads.LINE,
    keeps_semicolons=True,
    examples=[
        r"\prune select * from events where created_at::date = current_date",
        r"\prune+ select count(*) from audit_logs where created_at > now() - interval '1 month'",
    ],
)
def prune(ctx: Context, query: kinds.Statement = "", *, modifiers: str = "") -> Iterator[Result]:
    r"""Say which partitions a query would scan, when that is decided, how much it is, and why not fewer.

    The query is the rest of the line; without one it is the query buffer, or the last statement. It is planned and not
    run. Where a condition hides the key from the planner (a cast, date_trunc(), extract(), to_char(), AT TIME ZONE,
    an addition), it says what to write instead for just the same rows, in the time zone of the session; the query
    written so is then what \g runs and \p shows. `+` runs the query, read only, and says what was really read.
    """
    text = _query(ctx, query)
    bound, ctx.plan = ctx.plan.params, Plan()
    found = _looked(ctx, text, bound, analyze="+" in modifiers)
    ctx.previous = found.instead or text
    runs = r"\bind … \g" if bound else r"\g"
    told = (rf"{runs} runs the query with what stands behind “instead”; \p shows it.",)
    shown = replace(result(found), notes=told if found.instead and ctx.interactive else ())
    yield shown
    if not ctx.options.has_footers:  # the reasons follow as a table of their own
        yield from shown.parts


def _looked(ctx: Context, text: str, bound: Sequence[str], *, analyze: bool) -> Pruning:
    try:
        return look(ctx.session, text, bound=bound, analyze=analyze)
    except StatementError as error:
        if error.sqlstate == "08P01":
            error.hint = (
                r"give them: SELECT … $1 \bind 2026-01-01 \prune"
                if ctx.session.server_version >= _BIND
                else r"PREPARE the statement, then \prune EXECUTE name('2026-01-01')"
            )
        raise


def _query(ctx: Context, line: str) -> str:
    if line.strip():
        return _with_variables(ctx, line)
    text = (ctx.splitter.take() or ctx.previous) if ctx.buffered else ""
    if not text.strip():
        raise UsageError(r"\prune: no query", hint=r"\prune SELECT …, or type a query and \prune behind it")
    return text


def _with_variables(ctx: Context, line: str) -> str:
    """The line with the values of variables in it. Raises UsageError for a line with another command in it."""
    splitter = Splitter(Host(variable=ctx.variables.get))
    items = [*splitter.feed_whole(line), splitter.finish()]
    texts = [getattr(item, "text", None) for item in items if item is not None]
    if None in texts:
        raise UsageError(
            r"\prune takes all of its line", hint=r"to go on with another command, put it on a line of its own"
        )
    return ";".join(str(text) for text in texts)
