r"""The `\prune` command."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.commands import kinds
from tenantsh.commands.groups import Group
from tenantsh.commands.partitions.scanned import result
from tenantsh.commands.planned import taken, with_hint
from tenantsh.commands.registry import Reads, command
from tenantsh.db.citus import told
from tenantsh.db.pruning import look
from tenantsh.lang.bound import written_anew
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.db.pruning import Pruning
    from tenantsh.model.result import Result


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
    text, bound = taken(ctx, query, r"\prune")
    found = _looked(ctx, text, bound, analyze="+" in modifiers)
    ctx.previous = written_anew(found.instead, text) if found.instead else text
    runs = r"\bind … \g" if bound else r"\g"
    instead = rf"{runs} runs the query with what stands behind “instead”; \p shows it."
    notes = (instead,) if found.instead and ctx.interactive else ()
    shown = replace(result(found), notes=(*notes, *told(ctx.session)))
    yield shown
    if not ctx.options.has_footers:  # the reasons follow as a table of their own
        yield from shown.parts


def _looked(ctx: Context, text: str, bound: Sequence[Any], *, analyze: bool) -> Pruning:
    try:
        return look(ctx.session, text, bound=bound, analyze=analyze)
    except StatementError as error:
        with_hint(ctx, error, r"\prune")
        raise
