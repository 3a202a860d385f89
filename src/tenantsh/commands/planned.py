r"""The query that `\prune` and `\plan` look at: the rest of the line, the query buffer, or the last statement."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tenantsh.commands.plan import Plan
from tenantsh.lang.bound import Bound
from tenantsh.lang.host import Host
from tenantsh.lang.split import Splitter
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.commands.context import Context
    from tenantsh.model.errors import StatementError

_BIND = 160000
r"""The server whose psql has `\bind`."""
_UNBOUND = "08P01"


def taken(ctx: Context, line: str, command: str) -> tuple[str, Sequence[Any]]:
    """The query and the values that were bound to it. Raises UsageError where there is none."""
    text = _query(ctx, line, command)
    bound, ctx.plan = ctx.plan.params, Plan()
    return text, text.values if isinstance(text, Bound) else bound


def with_hint(ctx: Context, error: StatementError, command: str) -> None:
    """Say in an error how values are given, where that is what it lacks."""
    if error.sqlstate == _UNBOUND:
        error.hint = (
            rf"give them: SELECT … $1 \bind 2026-01-01 {command}"
            if ctx.session.server_version >= _BIND
            else rf"PREPARE the statement, then {command} EXECUTE name('2026-01-01')"
        )


def _query(ctx: Context, line: str, command: str) -> str:
    if line.strip():
        return with_variables(ctx, line, command)
    text = (ctx.splitter.take() or ctx.previous) if ctx.buffered else ""
    if not text.strip():
        raise UsageError(f"{command}: no query", hint=f"{command} SELECT …, or type a query and {command} behind it")
    return text


def with_variables(ctx: Context, line: str, command: str) -> str:
    """The line with the values of variables in it. Raises UsageError for a line with another command in it."""
    splitter = Splitter(Host(variable=ctx.variables.get, beside=ctx.python.beside, unknown=ctx.python.unknown))
    items = [*splitter.feed_whole(line), splitter.finish()]
    texts = [getattr(item, "text", None) for item in items if item is not None]
    if None in texts:
        raise UsageError(
            f"{command} takes all of its line", hint="to go on with another command, put it on a line of its own"
        )
    if len(texts) == 1 and isinstance(texts[0], Bound):
        return texts[0]
    return ";".join(str(text) for text in texts)
