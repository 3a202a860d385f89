r"""The query buffer, files and variables: `\\g`, `\\gx`, `\\p`, `\\r`, `\\i`, `\\set`, `\\unset`, `\\echo`, `\\q`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands.registry import command
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context

GROUP = "General"


@command(r"\q", group=GROUP)
def leave(ctx: Context) -> None:
    """Leave tenantsh."""
    ctx.quit()


@command(r"\g", group=GROUP, examples=["select 1 \\g"])
def send(ctx: Context) -> Result | None:
    """Send the query buffer to the server, or the last statement again."""
    text = _query(ctx)
    return ctx.session.run(text) if text else None


@command(r"\gx", group=GROUP, examples=["select 1 as one \\gx"])
def send_expanded(ctx: Context) -> Iterator[Result]:
    """Send the query buffer, or the last statement again, and show the rows as records."""
    text = _query(ctx)
    if not text:
        return
    result = ctx.session.run(text)
    before, ctx.options = ctx.options, replace(ctx.options, expanded="on")
    try:
        yield result
    finally:
        ctx.options = replace(ctx.options, expanded=before.expanded)


@command(r"\p", group=GROUP, examples=[r"\p"])
def show_buffer(ctx: Context) -> Result:
    """Show the query buffer, or the last statement."""
    text = ctx.splitter.buffer or ctx.previous
    return Result(data=[f"{text or 'Query buffer is empty.'}\n".encode("utf-8", "surrogateescape")])


def _query(ctx: Context) -> str:
    text = ctx.splitter.take()
    if text.strip():
        ctx.previous = text
    return ctx.previous


@command(r"\r", group=GROUP, examples=[r"\r"])
def reset_buffer(ctx: Context) -> Result:
    """Empty the query buffer."""
    ctx.splitter.reset()
    return Result(status="Query buffer reset (cleared).")


@command(r"\i", "FILE", group=GROUP)
def include(ctx: Context, path: str) -> Iterator[Result | TenantshError]:
    """Run the statements and commands in a file."""
    try:
        with Path(path).expanduser().open(encoding="utf-8-sig", errors="surrogateescape") as lines:
            yield from ctx.feed(lines, path)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


@command(r"\echo", "[TEXT...]", group=GROUP, examples=[r"\echo hello"])
def echo(_ctx: Context, *words: str) -> Result:
    """Write text to the output; `-n` leaves the newline out."""
    end, shown = ("", words[1:]) if words[:1] == ("-n",) else ("\n", words)
    return Result(data=[(" ".join(shown) + end).encode("utf-8", "surrogateescape")])


@command(r"\set", "[NAME [VALUE...]]", group=GROUP, examples=[r"\set who 42", r"\set"])
def set_variable(ctx: Context, name: str | None = None, *values: str) -> Result | None:
    """Set a variable, or list all of them."""
    if name is None:
        listed = "".join(f"{key} = '{value}'\n" for key, value in ctx.variables.items())
        return Result(data=[listed.encode("utf-8", "surrogateescape")])
    ctx.variables.set(name, "".join(values))
    return None


@command(r"\unset", "NAME", group=GROUP, examples=[r"\unset who"])
def unset_variable(ctx: Context, name: str) -> None:
    """Forget a variable."""
    ctx.variables.unset(name)
