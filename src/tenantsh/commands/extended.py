r"""Parameters and prepared statements: `\bind`, `\parse`, `\bind_named`, `\close_prepared`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
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


@command(r"\bind", "[VALUE...]", group=GROUP, keeps_semicolons=True, examples=[r"select $1 \bind one \g"], since=16)
def bind(ctx: Context, *values: str) -> None:
    """Send the next statement with these parameters."""
    ctx.plan = Plan(How.BOUND, values)


@command(r"\bind_named", "NAME [VALUE...]", group=GROUP, keeps_semicolons=True, since=18)
def bind_named(ctx: Context, name: kinds.Prepared | None = None, *values: str) -> None:
    r"""Run a prepared statement with these parameters, by the next `\g`."""
    ctx.plan = Plan(How.EXECUTE, values, _needed(ctx, r"\bind_named", name))


@command(r"\parse", "NAME", group=GROUP, keeps_semicolons=True, sends=True, since=18)
def prepare(ctx: Context, name: str | None = None) -> Iterator[Outcome]:
    """Prepare the query buffer under a name."""
    ctx.plan = Plan(How.PREPARE, name=_needed(ctx, r"\parse", name))
    yield from sent(ctx)


@command(r"\close_prepared", "NAME", group=GROUP, keeps_semicolons=True, since=18)
def close(ctx: Context, name: kinds.Prepared | None = None) -> Iterator[Outcome]:
    """Forget a prepared statement."""
    ctx.plan = Plan(How.CLOSE, name=_needed(ctx, r"\close_prepared", name))
    yield from ctx.send("")


def _needed(ctx: Context, command: str, name: str | None) -> str:
    """The statement's name; without one psql has forgotten an earlier way to send, too."""
    if name is None:
        ctx.plan = Plan()
        raise UsageError(f"{command}: missing required argument", hint=f"{command} NAME")
    return name
