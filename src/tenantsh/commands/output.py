r"""How results are shown: `\\x`, `\\a`, `\\t`, `\\f`, `\\C`, `\\H`, `\\T` and `\\pset`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.commands import kinds, psets
from tenantsh.commands.groups import Group
from tenantsh.commands.registry import command
from tenantsh.model.errors import UsageError
from tenantsh.model.result import Result

if TYPE_CHECKING:
    from tenantsh.commands.context import Context, Showing

GROUP = Group.FORMATTING


@command(r"\a", group=GROUP, direct=True, examples=[r"\a"])
def unaligned(ctx: Context) -> Result:
    """Switch between aligned and unaligned output."""
    return set_option(ctx, "format", "unaligned" if ctx.options.format == "aligned" else "aligned")


@command(r"\C", "[TEXT]", group=GROUP, direct=True, examples=[r"\C 'Our places'", r"\C"])
def title(ctx: Context, text: str | None = None) -> Result:
    """Set the title that stands above tables, or none."""
    return set_option(ctx, "title", text)


@command(r"\f", "[TEXT]", group=GROUP, direct=True, keeps_semicolons=True, examples=[r"\f ;", r"\f"])
def field_separator(ctx: Context, text: str | None = None) -> Result:
    """Set what stands between the fields of unaligned output, or show it."""
    return set_option(ctx, "fieldsep", text)


@command(r"\H", group=GROUP, direct=True, aliases=[r"\html"], examples=[r"\H"])
def html(ctx: Context) -> Result:
    """Switch between HTML and aligned output."""
    return set_option(ctx, "format", "aligned" if ctx.options.format == "html" else "html")


@command(
    r"\pset",
    "[NAME [VALUE]]",
    group=GROUP,
    direct=True,
    keeps_semicolons=True,
    examples=[r"\pset null (null)", r"\pset border 2", r"\pset"],
)
def set_or_list(ctx: Context, name: kinds.OutputOption | None = None, value: kinds.OutputValue | None = None) -> Result:
    """Set an output option; alone, show them all."""
    return _listed(ctx) if name is None else set_option(ctx, name, value)


@command(r"\t", "[on|off]", group=GROUP, direct=True, examples=[r"\t on"])
def tuples_only(ctx: Context, value: kinds.Switch | None = None) -> Result:
    """Show rows only, without headings and footers."""
    return set_option(ctx, "tuples_only", value)


@command(r"\T", "[TEXT]", group=GROUP, direct=True, keeps_semicolons=True, examples=[r"\T 'class=places'", r"\T"])
def table_attributes(ctx: Context, text: str | None = None) -> Result:
    """Set the attributes of HTML's table tag, or none."""
    return set_option(ctx, "tableattr", text)


@command(r"\x", "[on|off|auto]", group=GROUP, direct=True, examples=[r"\x on", r"\x"])
def expanded(ctx: Context, value: kinds.SwitchOrAuto | None = None) -> Result:
    """Show each row as a record of its own, or ask for that where a table is too wide."""
    return set_option(ctx, "expanded", value)


def set_option(ctx: Showing, name: str, value: str | None = None) -> Result:
    r"""Set an output option as `\pset NAME VALUE` does, and say what it is now. Raises UsageError.

    None is no value: a switch is toggled, title and tableattr are unset, anything else is only told.
    """
    setting = psets.find(name, ctx.options.psql_major)
    if setting is None:
        near = f"options are: {', '.join(psets.known(ctx.options.psql_major))}"
        raise UsageError(rf"\pset: unknown option: {name}", hint=near)
    # to psql a text ends at its first zero byte
    ctx.options = setting.change(ctx.options, None if value is None else value.partition("\0")[0])
    if setting.silent and value is not None:
        return Result(data=(), direct=True)
    return Result(status=setting.told(ctx.options), direct=True)


def _listed(ctx: Context) -> Result:
    """All options with their values. Data and no status, as psql prints them when it is quiet too."""
    options = ctx.options
    lines = [f"{name:<24} {psets.SETTINGS[name].listed(options)}\n" for name in psets.known(options.psql_major)]
    return Result(data=["".join(lines).encode("utf-8", "surrogateescape")], direct=True)
