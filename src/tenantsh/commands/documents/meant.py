r"""What `:name` in a filter stands for: a variable of the program around the shell, or one that `\set` has set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.filters import given

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.lang.filters.tree import Value


def meant(ctx: Context, written: str) -> Value | list[Value] | None:
    """The value that is meant; None where this is nobody's name. Raises UsageError for what is no value of a filter."""
    beside = ctx.python.beside(written, 0)
    if beside is not None and beside.end == len(written):
        return given.of_python(beside.value, written)
    text = ctx.variables.get(written[1:])
    if text is not None:
        return given.of_text(text, written)
    ctx.python.unknown(written[1:].partition(".")[0], str)
    return None
