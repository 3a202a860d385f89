r"""How results are shown: `\\x`, `\\a`, `\\t`, `\\pset`, `\\timing`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.commands.registry import command
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context

GROUP = "Output"
_ON = ("on", "true", "yes", "1")
_OFF = ("off", "false", "no", "0")


@command(r"\x", "[on|off|auto]", group=GROUP, examples=[r"\x on", r"\x"])
def expanded(ctx: Context, value: str | None = None) -> Result:
    """Show each row as a record of its own, or ask for that where a table is too wide."""
    wanted = ("off" if ctx.options.expanded != "off" else "on") if value is None else value
    return set_option(ctx, "expanded", wanted)


@command(r"\a", group=GROUP, examples=[r"\a"])
def unaligned(ctx: Context) -> Result:
    """Switch between aligned and unaligned output."""
    return set_option(ctx, "format", "unaligned" if ctx.options.format == "aligned" else "aligned")


@command(r"\t", "[on|off]", group=GROUP, examples=[r"\t on"])
def tuples_only(ctx: Context, value: str | None = None) -> Result:
    """Show rows only, without headings and footers."""
    return set_option(ctx, "tuples_only", value)


@command(r"\timing", "[on|off]", group=GROUP, examples=[r"\timing on"])
def timing(ctx: Context, value: str | None = None) -> Result:
    """Show how long each statement took."""
    ctx.timing = _switch(value, ctx.timing, r"\timing")
    return Result(status=f"Timing is {_word(ctx.timing)}.")


@command(r"\pset", "NAME [VALUE]", group=GROUP, examples=[r"\pset null (null)", r"\pset border 2"])
def set_option(ctx: Context, name: str, value: str | None = None) -> Result:
    """Set an output option: format, expanded, border, null, fieldsep, recordsep, tuples_only, footer, title."""
    change = _SETTERS.get(name)
    if change is None:
        raise UsageError(rf"\pset: unknown option: {name}", hint=f"options are: {', '.join(_SETTERS)}")
    said = change(ctx, value)
    return Result(status=said)


def _format(ctx: Context, value: str | None) -> str:
    formats = ("aligned", "unaligned", "csv", "json")
    if value is not None:
        found = [name for name in formats if name.startswith(value)]
        if len(found) != 1:
            raise UsageError(rf"\pset: allowed formats are {', '.join(formats)}")
        _set(ctx, format=found[0])
    return f"Output format is {ctx.options.format}."


def _expanded(ctx: Context, value: str | None) -> str:
    if value is not None:
        word = "auto" if value == "auto" else _word(_switch(value, ctx.options.expanded == "on", r"\pset expanded"))
        _set(ctx, expanded=word)
    state = ctx.options.expanded
    return "Expanded display is used automatically." if state == "auto" else f"Expanded display is {state}."


def _border(ctx: Context, value: str | None) -> str:
    if value is not None:
        if not value.isdecimal():
            raise UsageError(rf'\pset border: "{value}" is not a number')
        _set(ctx, border=int(value))
    return f"Border style is {ctx.options.border}."


def _null(ctx: Context, value: str | None) -> str:
    if value is not None:
        _set(ctx, null=value)
    return f'Null display is "{ctx.options.null}".'


def _fieldsep(ctx: Context, value: str | None) -> str:
    if value is not None:
        _set(ctx, fieldsep=value)
    return f'Field separator is "{ctx.options.fieldsep}".'


def _recordsep(ctx: Context, value: str | None) -> str:
    if value is not None:
        _set(ctx, recordsep=value)
    shown = "<newline>" if ctx.options.recordsep == "\n" else f'"{ctx.options.recordsep}"'
    return f"Record separator is {shown}."


def _tuples_only(ctx: Context, value: str | None) -> str:
    _set(ctx, tuples_only=_switch(value, ctx.options.tuples_only, r"\t"))
    return f"Tuples only is {_word(ctx.options.tuples_only)}."


def _footer(ctx: Context, value: str | None) -> str:
    _set(ctx, footer=_switch(value, ctx.options.footer, r"\pset footer"))
    return f"Default footer is {_word(ctx.options.footer)}."


def _title(ctx: Context, value: str | None) -> str:
    _set(ctx, title=value)
    return "Title is unset." if value is None else f'Title is "{value}".'


_SETTERS = {
    "format": _format,
    "expanded": _expanded,
    "border": _border,
    "null": _null,
    "fieldsep": _fieldsep,
    "recordsep": _recordsep,
    "tuples_only": _tuples_only,
    "footer": _footer,
    "title": _title,
}


def _set(ctx: Context, **changes: Any) -> None:
    ctx.options = replace(ctx.options, **changes)


def _switch(value: str | None, now: bool, what: str) -> bool:  # noqa: FBT001 - the present state
    if value is None:
        return not now
    if value.lower() in _ON:
        return True
    if value.lower() in _OFF:
        return False
    raise UsageError(f'unrecognized value "{value}" for "{what}": Boolean expected')


def _word(state: bool) -> str:  # noqa: FBT001 - to be put in words
    return "on" if state else "off"
