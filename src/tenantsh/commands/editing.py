r"""`\e`, `\ef`, `\ev`: statements, functions and views in the person's editor."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.commands import kinds
from tenantsh.commands.buffer import demand_buffer
from tenantsh.commands.describe.source import Kind, definition
from tenantsh.commands.paths import at_home
from tenantsh.commands.registry import Reads, command
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context

GROUP = "Query Buffer"

_NEW_FUNCTION = """\
CREATE FUNCTION ( )
 RETURNS \n LANGUAGE \n -- common options:  IMMUTABLE  STABLE  STRICT  SECURITY DEFINER
AS $function$

$function$
"""
_NEW_VIEW = "CREATE VIEW  AS\n SELECT \n  -- something...\n"


@command(r"\e", "[FILE] [LINE]", group=GROUP, aliases=(r"\edit",))
def edit(ctx: Context, path: kinds.Script | None = None, line: str | None = None) -> None:
    """Edit the query buffer, or a file, and run what is complete of it."""
    demand_buffer(ctx)
    if path is not None and line is None and path.isascii() and path.isdigit():
        path, line = None, path
    number = _line(line)
    if path is not None:
        text = _edited_file(ctx, Path(at_home(path)), number)
    else:
        ctx.splitter.end_line()
        text = _edited_copy(ctx, ctx.splitter.buffer or ctx.previous, number)
    if text is not None:
        ctx.splitter.edit(text)


@command(r"\ef", "[FUNCTION [LINE]]", group=GROUP, reads=Reads.LINE)
def edit_function(ctx: Context, text: kinds.Function = "") -> Result | None:
    """Edit a function's definition, or a new one."""
    return _edit_definition(ctx, text, "function", _NEW_FUNCTION)


@command(r"\ev", "[VIEW [LINE]]", group=GROUP, reads=Reads.LINE)
def edit_view(ctx: Context, text: kinds.View = "") -> Result | None:
    """Edit a view's definition, or a new one."""
    return _edit_definition(ctx, text, "view", _NEW_VIEW)


def _edit_definition(ctx: Context, text: str, kind: Kind, template: str) -> Result | None:
    demand_buffer(ctx)
    name, line = _line_behind(text.strip().rstrip(";").rstrip())
    if not name:
        found, first = template, 0
    else:
        found, first = definition(ctx, name, kind)
    number = None if line is None else line + first
    edited = _edited_copy(ctx, found, number)
    if edited is None:
        return Result(data=[b"No changes\n"], direct=True)
    ctx.splitter.edit(edited)
    return None


def _line_behind(text: str) -> tuple[str, int | None]:
    """A name and the line number behind it."""
    name, _, last = text.rpartition(" ")
    if name and last.isascii() and last.isdigit():
        return name.rstrip(), _line(last)
    return text, None


def _line(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
        raise UsageError(f"invalid line number: {text}")
    return int(text)


def _edited_copy(ctx: Context, text: str, line: int | None) -> str | None:
    """What the editor makes of a text; None where it was left as it was."""
    number, path = tempfile.mkstemp(prefix="tenantsh.edit.", suffix=".sql")
    try:
        with os.fdopen(number, "wb") as file:
            file.write((text if text.endswith("\n") or not text else f"{text}\n").encode("utf-8", "surrogateescape"))
        return _edited(ctx, Path(path), line)
    finally:
        Path(path).unlink(missing_ok=True)


def _edited_file(ctx: Context, path: Path, line: int | None) -> str | None:
    if not path.exists():
        raise UsageError(f"{path}: No such file or directory")
    return _edited(ctx, path, line)


def _edited(ctx: Context, path: Path, line: int | None) -> str | None:
    before = _state(path)
    try:
        ctx.edit(str(path), line)
    except UsageError:
        if ctx.session.server_version >= 170000 and not ctx.interactive:  # a person keeps what she has typed
            ctx.splitter.reset()
        raise
    if _state(path) == before:
        return None
    try:
        return path.read_bytes().decode("utf-8", "surrogateescape")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def _state(path: Path) -> tuple[int, int] | None:
    """What tells whether a file was written."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
