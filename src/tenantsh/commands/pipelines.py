r"""psql 18's pipelines: statements are queued and answered together. For plain connections (`--unscoped`)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NoReturn

from tenantsh.commands.buffer import sent
from tenantsh.commands.plan import Plan
from tenantsh.commands.registry import command
from tenantsh.db.ask import How
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Outcome

GROUP = "Extended Query Protocol"

_NUMBER = re.compile(r"\s*([-+]?[0-9]+)")


@command(r"\startpipeline", group=GROUP, since=18)
def start(ctx: Context) -> None:
    """Queue statements from now on instead of running them one by one."""
    _pass_buffer(ctx)
    ctx.pipeline.start()


@command(r"\endpipeline", group=GROUP, since=18)
def end(ctx: Context) -> Iterator[Outcome]:
    """Have all that is queued answered, and go back to one statement at a time."""
    _pass_buffer(ctx)
    yield from ctx.answered(ctx.pipeline.end(at_a_time=_at_a_time(ctx), every=ctx.variables.on("SHOW_ALL_RESULTS")))


@command(r"\syncpipeline", group=GROUP, since=18)
def sync(ctx: Context) -> None:
    """Queue the end of an implicit transaction, without reading answers."""
    _pass_buffer(ctx)
    ctx.pipeline.sync()


@command(r"\flush", group=GROUP, since=18)
def flush(ctx: Context) -> None:
    """Give what is queued to the network."""
    _pass_buffer(ctx)
    ctx.pipeline.flush()


@command(r"\flushrequest", group=GROUP, since=18)
def request_flush(ctx: Context) -> None:
    """Have the server send the answers that it has."""
    _pass_buffer(ctx)
    ctx.pipeline.request_flush()


@command(r"\getresults", "[COUNT]", group=GROUP, since=18)
def get_results(ctx: Context, count: str = "0") -> Iterator[Outcome]:
    """Read so many of the answers that there are, or all of them."""
    found = _NUMBER.match(count)
    number = int(found[1]) if found else 0
    if number < 0:
        raise UsageError(r"\getresults: invalid number of requested results")
    _pass_buffer(ctx)
    yield from ctx.answered(
        ctx.pipeline.get_results(number, at_a_time=_at_a_time(ctx), every=ctx.variables.on("SHOW_ALL_RESULTS"))
    )


@command(r"\sendpipeline", group=GROUP, sends=True, since=18)
def send(ctx: Context) -> Iterator[Outcome]:
    r"""Queue the query buffer with the parameters of `\bind` or `\bind_named`."""
    pipeline = ctx.pipeline
    if not pipeline.active:
        _refuse(ctx, r"\sendpipeline not allowed outside of pipeline mode")
    if ctx.plan.how not in (How.BOUND, How.EXECUTE):
        _refuse(ctx, r"\sendpipeline must be used after \bind or \bind_named")
    yield from sent(ctx)


def _at_a_time(ctx: Context) -> int:
    """FETCH_COUNT, where it holds; that it does not for an answer is warned of."""
    ctx.pipeline.unchunked = lambda: ctx.warn("fetching results in chunked mode failed")
    return max(0, ctx.variables.number("FETCH_COUNT")) if ctx.variables.on("SHOW_ALL_RESULTS") else 0


def _pass_buffer(ctx: Context) -> None:
    """Have the query buffer become the last statement: psql sends it with these, and nothing of it is run."""
    if ctx.buffered:
        ctx.previous = ctx.splitter.take() or ctx.previous


def _refuse(ctx: Context, what: str) -> NoReturn:
    ctx.plan = Plan()
    raise UsageError(what)
