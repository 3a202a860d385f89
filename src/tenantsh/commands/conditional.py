r"""`\if`, `\elif`, `\else`, `\endif`: parts of a script that run or do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.registry import Reads, command
from tenantsh.lang.switch import truth

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.lang.scan import Mark
    from tenantsh.lang.slash import Arguments

GROUP = "Conditional"


@command(r"\if", "EXPR", group=GROUP, reads=Reads.ITSELF, in_dead_branches=True)
def begin(ctx: Context, arguments: kinds.Condition) -> None:
    """Begin a part that runs where the expression says yes."""
    ctx.conditions.open(lambda: _says_yes(ctx, arguments), ctx.splitter.mark())
    _pass_over(arguments)


@command(r"\elif", "EXPR", group=GROUP, reads=Reads.ITSELF, in_dead_branches=True)
def otherwise_if(ctx: Context, arguments: kinds.Condition) -> None:
    r"""Begin another part of the same `\if`, for where no part before it ran."""
    _back_to(ctx, ctx.conditions.otherwise(lambda: _says_yes(ctx, arguments), ctx.splitter.mark))
    _pass_over(arguments)


@command(r"\else", group=GROUP, in_dead_branches=True)
def otherwise(ctx: Context) -> None:
    r"""Begin the last part of the same `\if`, for where no other ran."""
    _back_to(ctx, ctx.conditions.last(ctx.splitter.mark))


@command(r"\endif", group=GROUP, in_dead_branches=True)
def end(ctx: Context) -> None:
    r"""End the innermost `\if`."""
    _back_to(ctx, ctx.conditions.close())


def _back_to(ctx: Context, mark: Mark | None) -> None:
    if mark is not None:
        ctx.splitter.back_to(mark)


def _says_yes(ctx: Context, arguments: Arguments) -> bool:
    text = " ".join(argument.text for argument in arguments)
    answer = truth(text)
    if answer is None:
        ctx.complain(f'unrecognized value "{text}" for "{arguments.name} expression": Boolean expected')
    return bool(answer)


def _pass_over(arguments: Arguments) -> None:
    for _ in arguments:
        pass
