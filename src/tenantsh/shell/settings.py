r"""What else can be set: the output options of `\pset`, and the environment's variables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.commands import psets


@dataclass(frozen=True, slots=True)
class Setting:
    """An output option or a variable of the environment."""

    name: str
    help: str
    values: tuple[str, ...] = ()
    """The words that it takes, where they are few."""
    default: str = ""
    since: int = 0
    """The major of psql that has it first; 0 for all of them."""


_MEANINGS = {
    "border": "lines: 0 none, 1 between columns, 2 all around; some formats know a 3",
    "columns": "the width that wrapped and expanded auto fit into; 0 is the terminal's",
    "csv_fieldsep": "the separator of csv, one character",
    "expanded": "each row as a record",
    "fieldsep": "what stands between the fields of unaligned output",
    "fieldsep_zero": "make that a zero byte",
    "footer": "whether (N rows) is shown",
    "format": "how results are written; json, jsonl, markdown and parquet are not in psql",
    "linestyle": "the signs that lines are drawn with",
    "null": "what is shown for NULL",
    "numericlocale": "whether numbers are grouped as the locale does",
    "pager": "whether long results go through a pager",
    "pager_min_lines": "no pager for fewer lines",
    "recordsep": "what stands between the records of unaligned output",
    "recordsep_zero": "make that a zero byte",
    "tableattr": "attributes of html's table tag, and the widths of latex-longtable's columns",
    "title": "what stands above the tables that follow",
    "tuples_only": "rows only, without title, headings and footers",
    "unicode_border_linestyle": "the lines around a table of unicode signs",
    "unicode_column_linestyle": "the lines between its columns",
    "unicode_header_linestyle": "the line under its heading",
    "xheader_width": "the line above a record; a number is its width",
}


def display() -> list[Setting]:
    r"""The output options, from the table that `\pset` obeys."""
    from tenantsh.commands.psets import SETTINGS

    return [_shown(name, pset) for name, pset in SETTINGS.items()]


def _shown(name: str, pset: psets.Setting) -> Setting:
    from tenantsh.render.options import Options

    names = f"{name} (or {', '.join(pset.aliases)})" if pset.aliases else name
    start = getattr(Options(), name, None)
    default = start if isinstance(start, str) and pset.words else pset.listed(Options())
    return Setting(names, _MEANINGS[name], pset.words, default, pset.since)


ENVIRONMENT = (
    Setting("COLORFGBG", "what some terminals tell of their colours, for THEME auto"),
    Setting("COLUMNS", "the width to fit where it is not known from the terminal"),
    Setting("EDITOR", r"the editor of \e, \ef and \ev, after PSQL_EDITOR and before VISUAL"),
    Setting("INPUTRC", "readline's file, of which the editor's keys are read: vi's or emacs'", default="~/.inputrc"),
    Setting("NO_COLOR", "set: no colours while typing"),
    Setting("PAGER", "the pager, after PSQL_PAGER", default="less"),
    Setting("PGAPPNAME", "the name that the server sees this session under"),
    Setting("PGCONNECT_TIMEOUT", "how many seconds connecting may take"),
    Setting("PGDATABASE", "the database to connect to"),
    Setting("PGHOST", "the server's host or its socket's folder"),
    Setting("PGHOSTADDR", "the server's address, where its name is not to be looked up"),
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
    Setting("TENANTSH_PLAIN", "set, and not 0: what --plain does"),
    Setting("TERM", "dumb: what --plain does, too"),
    Setting("TMPDIR", "the folder for temporary files", default="/tmp"),  # noqa: S108 - what a reader is told
    Setting("VISUAL", r"the editor of \e, \ef and \ev, after PSQL_EDITOR and EDITOR"),
    Setting("XDG_CONFIG_HOME", "the folder of configuration files", default="~/.config"),
    Setting("XDG_DATA_HOME", "the folder of the demo's data", default="~/.local/share"),
    Setting("XDG_STATE_HOME", "the folder of the histories", default="~/.local/state"),
)
