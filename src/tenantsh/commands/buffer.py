r"""The query buffer: `\g` and its kin send it, `\p`, `\r`, `\w` and `\e` show and change it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.output import set_option
from tenantsh.commands.plan import Plan
from tenantsh.commands.registry import Reads, command
from tenantsh.db.ask import How
from tenantsh.lang.slash import Kind
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments
    from tenantsh.model.result import Outcome
    from tenantsh.render.options import Options

GROUP = "Query Buffer"
SENDING = "General"


def sent(ctx: Context) -> Iterator[Outcome]:
    """Send the query buffer as the plan says, or the last statement again where it is empty.

    Beside a lone command of `-c` there is none, and the plan is the next `-c`'s.
    """
    if not ctx.buffered:
        return
    text = ctx.splitter.take() or ctx.previous
    ctx.previous = text
    if not text and ctx.plan.how is How.SIMPLE and not ctx.plan.describes:
        ctx.plan = Plan()
        return
    yield from ctx.send(text)


def demand_buffer(ctx: Context) -> None:
    """Raise UsageError where there is no query buffer."""
    if not ctx.buffered:
        raise UsageError("no query buffer")


def refuse_in_pipeline(ctx: Context, name: str) -> None:
    """Refuse what would wait for an answer where statements are only queued."""
    if ctx.pipelining:
        ctx.plan = Plan()
        raise UsageError(f"{name} not allowed in pipeline mode")


@command(r"\g", "[(OPTIONS)] [FILE]", group=SENDING, reads=Reads.ITSELF, sends=True, examples=["select 1 \\g"])
def send(ctx: Context, arguments: kinds.Target) -> Iterator[Outcome]:
    """Send the query buffer to the server; the answer to a file or `|` program, if one is named."""
    refuse_in_pipeline(ctx, r"\g")
    _read_target(ctx, arguments)
    return sent(ctx)


@command(
    r"\gx",
    "[(OPTIONS)] [FILE]",
    group=SENDING,
    reads=Reads.ITSELF,
    sends=True,
    examples=["select 1 as one \\gx"],
)
def send_expanded(ctx: Context, arguments: kinds.Target) -> Iterator[Outcome]:
    r"""Send the query buffer as `\g` does, and show the rows as records."""
    refuse_in_pipeline(ctx, r"\gx")
    _read_target(ctx, arguments)
    ctx.plan.options = replace(ctx.plan.options or ctx.options, expanded="on")
    return sent(ctx)


def _read_target(ctx: Context, arguments: Arguments) -> None:
    r"""Read what follows `\g`: options in parentheses, then a file or a program."""
    word = arguments.next(Kind.FILE_OR_PIPE)
    if word is not None and word.text.startswith("("):
        ctx.plan.options = _read_options(ctx, arguments, word.text[1:])
        word = arguments.next(Kind.FILE_OR_PIPE)
    if word is not None:
        ctx.plan.target = word.text


def _read_options(ctx: Context, arguments: Arguments, word: str) -> Options:
    """The options up to the parenthesis that closes; all that is wrong is told. Raises UsageError for the last."""
    before = ctx.options
    wrong: list[str] = []
    try:
        for name, given, value in _options(arguments, word):
            try:
                set_option(ctx, name, value if given else None)
            except UsageError as error:
                wrong.append(error.what)
        found = ctx.options
    except UsageError as error:
        wrong.append(error.what)
    finally:
        ctx.options = before
    if wrong:
        ctx.plan = Plan()
        for text in wrong[:-1]:
            ctx.complain(text)
        raise UsageError(wrong[-1])
    return found


def _options(arguments: Arguments, word: str) -> Iterator[tuple[str, str, str]]:
    """What stands in parentheses: names, whether there is an `=`, and values."""
    while True:
        text = word.removesuffix(")")
        if text:
            yield text.partition("=")
        if text != word:
            return
        following = arguments.next()
        if following is None:
            raise UsageError(f"{arguments.name}: missing right parenthesis")
        word = following.text


@command(r"\gset", "[PREFIX]", group=SENDING, sends=True, keeps_semicolons=True, examples=["select 1 as one \\gset"])
def send_into_variables(ctx: Context, prefix: str = "") -> Iterator[Outcome]:
    """Send the query buffer, and set a variable for each column of its one row."""
    refuse_in_pipeline(ctx, r"\gset")
    ctx.plan.into = prefix
    yield from sent(ctx)


@command(r"\gexec", group=SENDING, sends=True, examples=["select 'select 1' \\gexec"])
def send_and_execute(ctx: Context) -> Iterator[Outcome]:
    """Send the query buffer, then each cell of its answer as a statement."""
    refuse_in_pipeline(ctx, r"\gexec")
    ctx.plan.executes = True
    yield from sent(ctx)


@command(r"\gdesc", group=SENDING, sends=True, examples=["select 1 as one \\gdesc"])
def describe_answer(ctx: Context) -> Iterator[Outcome]:
    """Show the columns that the query buffer's answer would have, without running it."""
    ctx.plan.describes = True
    yield from sent(ctx)


@command(
    r"\crosstabview",
    "[ROWS [COLUMNS [CELLS [SORT]]]]",
    group=SENDING,
    sends=True,
    examples=["select 'a', 'b', 1 \\crosstabview"],
)
def crosstab(
    ctx: Context,
    rows: kinds.ResultColumn = "",
    columns: kinds.ResultColumn = "",
    cells: kinds.ResultColumn = "",
    sort: kinds.ResultColumn = "",
) -> Iterator[Outcome]:
    """Send the query buffer, and show its answer as a crosstab."""
    ctx.plan.crosstab = (rows, columns, cells, sort)
    yield from sent(ctx)


@command(r"\p", group=GROUP, direct=True, aliases=(r"\print",), examples=[r"\p"])
def show_buffer(ctx: Context) -> Result:
    """Show the query buffer, or the last statement."""
    text = ctx.splitter.buffer or ctx.previous
    if not text:
        return Result(status="Query buffer is empty.")
    return Result(data=[f"{text}\n".encode("utf-8", "surrogateescape")])


@command(r"\r", group=GROUP, direct=True, aliases=(r"\reset",), examples=[r"\r"])
def reset_buffer(ctx: Context) -> Result:
    """Empty the query buffer."""
    ctx.splitter.reset()
    return Result(status="Query buffer reset (cleared).")


@command(r"\w", "FILE", group=GROUP, reads=Reads.FILE, aliases=(r"\write",))
def write_buffer(ctx: Context, target: kinds.AnyFile) -> None:
    """Write the query buffer, or the last statement, to a file or a `|` program."""
    demand_buffer(ctx)
    text = ctx.splitter.buffer or ctx.previous
    with ctx.opened(target) as out:
        if text:
            out.write(f"{text}\n".encode("utf-8", "surrogateescape"))


@command(r"\s", "[FILE]", group=GROUP)
def show_history(ctx: Context, path: kinds.AnyFile | None = None) -> Result | None:
    """Show the history of what was typed, or write it to a file."""
    if not ctx.interactive:  # psql keeps none then, and says nothing of it
        return Result(data=[b"\n"]) if path is None else None
    text = "".join(f"{line}\n" for line in ctx.history()).encode("utf-8", "surrogateescape")
    if path is None:
        return Result(data=[text])
    with ctx.opened(path) as out:
        out.write(text)
    return Result(status=f'Wrote history to file "{path}".', direct=True)
