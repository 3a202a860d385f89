r"""`\watch`: the same statement again and again."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from tenantsh.commands import kinds
from tenantsh.commands.buffer import refuse_in_pipeline
from tenantsh.commands.plan import Plan
from tenantsh.commands.registry import command
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tenantsh.commands.context import Context
    from tenantsh.model.result import Outcome

_MOST = 2**31 - 1


@dataclass(slots=True)
class _Asked:
    interval: float | None = None
    """Seconds between the end of a run and the next one."""
    count: int | None = None
    """How many runs; None for as long as nobody stops it."""
    least: int | None = None
    """It ends when fewer rows than these come."""


@command(r"\watch", "[[i=]SECONDS] [c=TIMES] [m=ROWS]", group="General", examples=["select 1 \\watch i=0.1 c=1"])
def watch(ctx: Context, *words: kinds.WatchOption) -> Iterator[Outcome]:
    r"""Send the query buffer every so many seconds, so many times or as long as so many rows come."""
    text = ctx.splitter.take() or ctx.previous
    refuse_in_pipeline(ctx, r"\watch")
    if ctx.session.server_version < 160000:
        _demand(text)
    asked = _read(words)
    _demand(text)
    interval = _default(ctx) if asked.interval is None else asked.interval
    with suppress(KeyboardInterrupt):  # it is how a person ends it
        yield from _runs(ctx, text, asked, interval)
    ctx.plan = Plan()
    yield Result(data=[b"\n"], direct=True)


def _demand(text: str) -> None:
    if not text.strip():
        raise UsageError(r"\watch cannot be used with an empty query")


def _runs(ctx: Context, text: str, asked: _Asked, interval: float) -> Iterator[Outcome]:
    plan, done = ctx.plan, 0
    while True:
        ctx.plan = replace(plan)
        shown = f"{time.strftime('%a %b %e %H:%M:%S %Y')} (every {interval:g}s)\n"
        title = f"{ctx.options.title}\t{shown}" if ctx.options.title else shown
        fewest, failed = None, False
        for outcome in ctx.send(text):
            failed = failed or isinstance(outcome, TenantshError)
            if isinstance(outcome, Result) and outcome.cells is not None:
                fewest = len(outcome) if fewest is None else min(fewest, len(outcome))
                yield replace(outcome, title=title)
            else:
                yield outcome
        done += 1
        if failed or done == asked.count or (asked.least is not None and fewest is not None and fewest < asked.least):
            return
        time.sleep(interval)


def _default(ctx: Context) -> float:
    return float(ctx.variables.get("WATCH_INTERVAL") or 2)


def _read(words: Sequence[str]) -> _Asked:
    asked = _Asked()
    for word in words:
        name, given, value = word.partition("=")
        if not given:
            name, value = "i", word
        if name in ("i", "interval"):
            asked.interval = _once(asked.interval, _seconds(value), "interval value is")
        elif name in ("c", "count"):
            asked.count = _once(asked.count, _whole(value, "iteration count"), "iteration count is")
        elif name in ("m", "min_rows"):
            asked.least = _once(asked.least, _whole(value, "minimum row count"), "minimum row count")
        else:
            raise UsageError(rf'\watch: unrecognized parameter "{word}"')
    return asked


T = TypeVar("T")


def _once(before: T | None, value: T, what: str) -> T:
    if before is not None:
        raise UsageError(rf"\watch: {what} specified more than once")
    return value


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1
    if not 0 <= seconds <= _MOST:
        raise UsageError(rf'\watch: incorrect interval value "{text}"')
    return seconds


def _whole(text: str, what: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 0 < int(text) <= _MOST:
        raise UsageError(rf'\watch: incorrect {what} "{text}"')
    return int(text)
