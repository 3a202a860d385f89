r"""What else can be set: the output options of `\pset`, and the environment's variables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Setting:
    """An output option or a variable of the environment."""

    name: str
    help: str
    values: tuple[str, ...] = ()
    """The words that it takes, where they are few."""
    default: str = ""


_STROKES = ("single", "double")
_SWITCH = ("on", "off")

DISPLAY = (
    Setting("border", "lines: 0 none, 1 between columns, 2 all around; some formats know a 3", default="1"),
    Setting("columns", "the width that wrapped and expanded auto fit into; 0 is the terminal's", default="0"),
    Setting("csv_fieldsep", "the separator of csv, one character", default=","),
    Setting("expanded", "each row as a record: x for short", ("on", "off", "auto"), "off"),
    Setting("fieldsep", "between the fields of unaligned output", default="|"),
    Setting("fieldsep_zero", "make that a zero byte"),
    Setting("footer", "whether (N rows) is shown", _SWITCH, "on"),
    Setting(
        "format",
        "how results are written; the last four are not in psql",
        (
            *("aligned", "asciidoc", "csv", "html", "latex", "latex-longtable", "troff-ms", "unaligned", "wrapped"),
            *("json", "jsonl", "markdown", "parquet"),
        ),
        "aligned",
    ),
    Setting("linestyle", "the signs that lines are drawn with", ("ascii", "old-ascii", "unicode"), "ascii"),
    Setting("null", "what is shown for NULL; nothing at the start"),
    Setting("numericlocale", "whether numbers are grouped as the locale does", _SWITCH, "off"),
    Setting("pager", "whether long results go through a pager", ("on", "off", "always"), "on"),
    Setting("pager_min_lines", "no pager for fewer lines", default="0"),
    Setting("recordsep", "between the records of unaligned output; a newline at the start"),
    Setting("recordsep_zero", "make that a zero byte"),
    Setting("tableattr", "attributes of html's table tag, and the widths of latex-longtable's columns: T for short"),
    Setting("title", "above the tables that follow: C for short"),
    Setting("tuples_only", "rows only, without title, headings and footers: t for short", _SWITCH, "off"),
    Setting("unicode_border_linestyle", "the lines around a table of unicode signs", _STROKES, "single"),
    Setting("unicode_column_linestyle", "the lines between its columns", _STROKES, "single"),
    Setting("unicode_header_linestyle", "the line under its heading", _STROKES, "single"),
    Setting("xheader_width", "the line above a record; a number is its width", ("full", "column", "page"), "full"),
)  # fmt: skip

ENVIRONMENT = (
    Setting("COLUMNS", "the width to fit where it is not known from the terminal"),
    Setting("EDITOR", r"the editor of \e, \ef and \ev, after PSQL_EDITOR and before VISUAL"),
    Setting("NO_COLOR", "set: no colours while typing"),
    Setting("PAGER", "the pager, after PSQL_PAGER", default="less"),
    Setting("PGAPPNAME", "the name that the server sees this session under"),
    Setting("PGCONNECT_TIMEOUT", "how many seconds connecting may take"),
    Setting("PGDATABASE", "the database to connect to"),
    Setting("PGHOST", "the server's host or its socket's folder"),
    Setting("PGOPTIONS", "settings for the server at the start of a session"),
    Setting("PGPASSFILE", "the file of passwords", default="~/.pgpass"),
    Setting("PGPASSWORD", "the password: others may see it, PGPASSFILE is better"),
    Setting("PGPORT", "the server's port"),
    Setting("PGSERVICE", "the service to connect to, a section of the service file"),
    Setting("PGUSER", "the login name"),
    Setting("PSQL_EDITOR", r"the editor of \e, \ef and \ev"),
    Setting("PSQL_EDITOR_LINENUMBER_ARG", r"how the editor is told a line: + for vi, --line= for others", default="+"),
    Setting("PSQL_HISTORY", "another file for the history"),
    Setting("PSQL_PAGER", "the pager"),
    Setting("PSQL_WATCH_PAGER", r"the pager for \watch; none is used without it"),
    Setting("PSQLRC", "another file than ~/.psqlrc, which --psqlrc reads"),
    Setting("SHELL", r"the shell of \!", default="/bin/sh"),
    Setting("TENANTSHRC", "another start-up file than .tenantshrc"),
    Setting("TENANTSH_CONFIG", "another configuration file"),
    Setting("TENANTSH_DEMO_DIR", "another folder for the demo's data"),
    Setting("TENANTSH_PG_BIN", "the folder of the server programs for the demo"),
    Setting("TMPDIR", "the folder for temporary files", default="/tmp"),  # noqa: S108 - what a reader is told
    Setting("VISUAL", r"the editor of \e, \ef and \ev, after PSQL_EDITOR and EDITOR"),
    Setting("XDG_CONFIG_HOME", "the folder of configuration files", default="~/.config"),
    Setting("XDG_DATA_HOME", "the folder of the demo's data", default="~/.local/share"),
    Setting("XDG_STATE_HOME", "the folder of the histories", default="~/.local/state"),
)
