r"""Scripts and files: `\i`, `\ir`, `\o`, `\copy`, and what is written by the way: `\echo`, `\qecho`, `\warn`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.paths import at_home
from tenantsh.commands.registry import Reads, command
from tenantsh.lang import copying
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.commands.context import Context
    from tenantsh.lang.slash import Arguments
    from tenantsh.model.result import Outcome

GROUP = "Input/Output"


@command(r"\i", "FILE", group=GROUP, aliases=(r"\include",))
def include(ctx: Context, path: kinds.Script) -> Iterator[Outcome]:
    """Run the statements and commands in a file."""
    yield from ctx.include(at_home(path))


@command(r"\ir", "FILE", group=GROUP, aliases=(r"\include_relative",))
def include_relative(ctx: Context, path: kinds.Script) -> Iterator[Outcome]:
    r"""Run a file as `\i` does, found from where the present script lies."""
    path = at_home(path)
    if ctx.folder is not None and not Path(path).is_absolute():
        path = str(ctx.folder / path)
    yield from ctx.include(path)


@command(r"\o", "[FILE]", group=GROUP, reads=Reads.FILE, aliases=(r"\out",))
def redirect(ctx: Context, target: kinds.AnyFile | None = None) -> None:
    """Send results to a file or a `|` program from now on; without one, back to standard output."""
    ctx.redirect(target if target is None or target.startswith("|") else at_home(target))


@command(r"\copy", "...", group=GROUP, reads=Reads.LINE)
def copy(ctx: Context, text: kinds.CopyClauses = "") -> Iterator[Outcome]:
    """Run a COPY whose file or program is on this side."""
    yield from ctx.copy(copying.parsed(text))


@command(r"\echo", "[-n] [TEXT...]", group=GROUP, reads=Reads.ITSELF, direct=True, examples=[r"\echo hello"])
def echo(_ctx: Context, arguments: kinds.Texts) -> Result:
    """Write text to standard output; `-n` leaves the newline out."""
    return Result(data=[_words(arguments)])


@command(r"\qecho", "[-n] [TEXT...]", group=GROUP, reads=Reads.ITSELF, examples=[r"\qecho hello"])
def echo_to_results(_ctx: Context, arguments: kinds.Texts) -> Result:
    r"""Write text to where results go (`\o`)."""
    return Result(data=[_words(arguments)])


@command(r"\warn", "[-n] [TEXT...]", group=GROUP, reads=Reads.ITSELF, examples=[r"\warn hello"])
def echo_to_errors(_ctx: Context, arguments: kinds.Texts) -> Result:
    """Write text to standard error."""
    return Result(data=[_words(arguments)], aside=True)


def _words(arguments: Arguments) -> bytes:
    words = list(arguments)
    bare = bool(words) and words[0].text == "-n" and not words[0].quote
    text = " ".join(word.text for word in (words[1:] if bare else words))
    return (text if bare else f"{text}\n").encode("utf-8", "surrogateescape")
