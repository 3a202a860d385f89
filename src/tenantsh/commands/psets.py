r"""The options of `\pset`: how each is set, what psql says of it, and how it stands in the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, get_args

from tenantsh.commands import pset_values as values
from tenantsh.render.options import Format, Linestyle, Options, Stroke

if TYPE_CHECKING:
    from collections.abc import Callable

FORMATS: tuple[Format, ...] = get_args(Format)
OURS: tuple[Format, ...] = ("json", "jsonl", "markdown", "parquet")
LINESTYLES: tuple[Linestyle, ...] = get_args(Linestyle)
STROKES: tuple[Stroke, ...] = get_args(Stroke)
SWITCH = ("on", "off")


@dataclass(frozen=True, slots=True)
class Setting:
    r"""An option of `\pset`."""

    change: Callable[[Options, str | None], Options]
    """The options with a value set; None is no value: it toggles a switch, may unset a text, else changes nothing."""
    told: Callable[[Options], str]
    """psql's sentence about it."""
    listed: Callable[[Options], str]
    r"""Its value as `\pset` alone lists it."""
    words: tuple[str, ...] = ()
    """The values that it may take, where they are words."""
    aliases: tuple[str, ...] = ()
    since: int = 0
    """The psql that has it first."""
    silent: bool = False
    """Whether psql says nothing when a value is given."""


def switch(name: str, sentence: str, *, aliases: tuple[str, ...] = ()) -> Setting:
    """A setting that is on or off."""

    def change(options: Options, value: str | None) -> Options:
        on = not getattr(options, name) if value is None else values.boolean(value, name)
        return _with(options, name, on)

    def listed(options: Options) -> str:
        return "on" if getattr(options, name) else "off"

    return Setting(change, lambda options: sentence.format(listed(options)), listed, SWITCH, aliases, silent=True)


def words(
    name: str, sentence: str, read: Callable[[str], str], allowed: tuple[str, ...], aliases: tuple[str, ...] = ()
) -> Setting:
    """A setting that is one of some words."""

    def change(options: Options, value: str | None) -> Options:
        return options if value is None else _with(options, name, read(value))

    def listed(options: Options) -> str:
        return str(getattr(options, name))

    return Setting(change, lambda options: sentence.format(listed(options)), listed, allowed, aliases)


def text(name: str, sentence: str) -> Setting:
    """A setting that is any text."""

    def change(options: Options, value: str | None) -> Options:
        return options if value is None else _with(options, name, value)

    return Setting(
        change,
        lambda options: sentence.format(getattr(options, name)),
        lambda options: values.quoted(getattr(options, name)),
    )


def unsettable(name: str, sentence: str, unset: str, *, aliases: tuple[str, ...] = ()) -> Setting:
    """A text that may not be there: no value takes it away."""

    def told(options: Options) -> str:
        found = getattr(options, name)
        return unset if found is None else sentence.format(found)

    def listed(options: Options) -> str:
        found = getattr(options, name)
        return "" if found is None else values.quoted(found)

    return Setting(lambda options, value: _with(options, name, value), told, listed, aliases=aliases)


def separator(name: str, what: str) -> tuple[Setting, Setting]:
    """A separator, and the setting that makes it a zero byte."""

    def told(options: Options) -> str:
        found = getattr(options, name)
        shown = "zero byte" if found == "\0" else "<newline>" if (found, name) == ("\n", "recordsep") else f'"{found}"'
        return f"{what} separator is {shown}."

    def change(options: Options, value: str | None) -> Options:
        return options if value is None else _with(options, name, value)

    def zero(options: Options, _value: str | None) -> Options:
        return _with(options, name, "\0")

    def is_zero(options: Options) -> str:
        return "on" if getattr(options, name) == "\0" else "off"

    plain = Setting(change, told, lambda options: values.quoted(getattr(options, name).replace("\0", "")))
    return plain, Setting(zero, told, is_zero)


def _with(options: Options, name: str, value: object) -> Options:
    changes: dict[str, Any] = {name: value}
    return replace(options, **changes)


def _stroke(which: str) -> Setting:
    return words(
        f"unicode_{which}_linestyle",
        f'Unicode {which} line style is "{{}}".',
        lambda value: values.prefixed(value, STROKES, f"allowed Unicode {which} line styles are single, double"),
        STROKES,
    )


def _border(options: Options, value: str | None) -> Options:
    return options if value is None else replace(options, border=values.integer(value) & 0xFFFF)


def _columns(options: Options, value: str | None) -> Options:
    return options if value is None else replace(options, columns=values.integer(value))


def _min_lines(options: Options, value: str | None) -> Options:
    if value is None:
        return options
    read = values.integer if options.psql_major < 16 else lambda text: values.strict_integer(text, "pager_min_lines")
    return replace(options, pager_min_lines=read(value))


def _csv_fieldsep(options: Options, value: str | None) -> Options:
    return options if value is None else replace(options, csv_fieldsep=values.csv_separator(value))


def _expanded(options: Options, value: str | None) -> Options:
    if value is None:
        return replace(options, expanded="on" if options.expanded == "off" else "off")
    word = values.switch_or(value, "auto", "expanded")
    return replace(options, expanded=word)  # type: ignore[arg-type]  # on, off or auto


def _pager(options: Options, value: str | None) -> Options:
    if value is None:
        return replace(options, pager="on" if options.pager == "off" else "off")
    word = values.switch_or(value, "always", "pager")
    return replace(options, pager=word)  # type: ignore[arg-type]  # on, off or always


def _header_width(options: Options, value: str | None) -> Options:
    return options if value is None else replace(options, xheader_width=values.header_width(value))


def _told_expanded(options: Options) -> str:
    auto = options.expanded == "auto"
    return "Expanded display is used automatically." if auto else f"Expanded display is {options.expanded}."


def _told_columns(options: Options) -> str:
    return f"Target width is {options.columns}." if options.columns else "Target width is unset."


def _told_min_lines(options: Options) -> str:
    lines = options.pager_min_lines
    return f"Pager won't be used for less than {lines} line{'' if lines == 1 else 's'}."


def _told_header_width(options: Options) -> str:
    width = options.xheader_width
    return f"Expanded header width is {width}." if isinstance(width, int) else f'Expanded header width is "{width}".'


_PAGERS = {
    "off": ("0", "Pager usage is off."),
    "on": ("1", "Pager is used for long output."),
    "always": ("2", "Pager is always used."),
}
_FIELDSEP, _FIELDSEP_ZERO = separator("fieldsep", "Field")
_RECORDSEP, _RECORDSEP_ZERO = separator("recordsep", "Record")

SETTINGS: dict[str, Setting] = {
    "border": Setting(_border, lambda o: f"Border style is {o.border}.", lambda o: str(o.border), ("0", "1", "2", "3")),
    "columns": Setting(_columns, _told_columns, lambda o: str(o.columns)),
    "csv_fieldsep": Setting(
        _csv_fieldsep,
        lambda o: f'Field separator for CSV is "{o.csv_fieldsep}".',
        lambda o: values.quoted(o.csv_fieldsep),
    ),
    "expanded": Setting(_expanded, _told_expanded, lambda o: o.expanded, (*SWITCH, "auto"), ("x", "vertical")),
    "fieldsep": _FIELDSEP,
    "fieldsep_zero": _FIELDSEP_ZERO,
    "footer": switch("footer", "Default footer is {}."),
    "format": words("format", "Output format is {}.", lambda value: values.format_named(value, FORMATS, OURS), FORMATS),
    "linestyle": words(
        "linestyle",
        "Line style is {}.",
        lambda value: values.prefixed(value, LINESTYLES, "allowed line styles are ascii, old-ascii, unicode"),
        LINESTYLES,
    ),
    "null": text("null", 'Null display is "{}".'),
    "numericlocale": switch("numericlocale", "Locale-adjusted numeric output is {}."),
    "pager": Setting(_pager, lambda o: _PAGERS[o.pager][1], lambda o: _PAGERS[o.pager][0], (*SWITCH, "always")),
    "pager_min_lines": Setting(_min_lines, _told_min_lines, lambda o: str(o.pager_min_lines)),
    "recordsep": _RECORDSEP,
    "recordsep_zero": _RECORDSEP_ZERO,
    "tableattr": unsettable("tableattr", 'Table attributes are "{}".', "Table attributes unset.", aliases=("T",)),
    "title": unsettable("title", 'Title is "{}".', "Title is unset.", aliases=("C",)),
    "tuples_only": switch("tuples_only", "Tuples only is {}.", aliases=("t",)),
    "unicode_border_linestyle": _stroke("border"),
    "unicode_column_linestyle": _stroke("column"),
    "unicode_header_linestyle": _stroke("header"),
    "xheader_width": Setting(
        _header_width, _told_header_width, lambda o: str(o.xheader_width), ("full", "column", "page"), since=16
    ),
}
"""In the order in which psql lists them."""

_ALIASES = {alias: name for name, setting in SETTINGS.items() for alias in setting.aliases}


def find(name: str, major: int) -> Setting | None:
    """The option of this name or alias, if psql of this major has it."""
    setting = SETTINGS.get(_ALIASES.get(name, name))
    return setting if setting is not None and setting.since <= major else None


def known(major: int) -> list[str]:
    """The options that psql of this major has, in its order."""
    return [name for name, setting in SETTINGS.items() if setting.since <= major]
