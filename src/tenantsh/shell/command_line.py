"""The options of the command line, and what `--help` says of them."""

from __future__ import annotations

from tenantsh.shell.flags import CONNECTION, WHOSE
from tenantsh.shell.getopt import Flag

_INPUT = "Input and output (as in psql)"
_OUTPUT = "Format (as in psql)"
_PLATFORM = "Subcommands' options"

FLAGS = (
    *WHOSE,
    Flag("command", "c", "TEXT", "run one command (SQL or backslash) and exit; repeatable"),
    Flag("file", "f", "FILE", "run commands from a file (- is standard input); repeatable"),
    Flag("list", "l", help="list the databases and exit"),
    Flag("set", "v", "NAME=VALUE", "set a variable; without =VALUE, unset it"),
    Flag("variable", takes="NAME=VALUE", help="the same"),
    Flag("no-psqlrc", "X", help="read no start-up file"),
    Flag("psqlrc", help="run psql's ~/.psqlrc before our own start-up files"),
    Flag("single-transaction", "1", help="run everything of -c and -f in one transaction"),
    Flag("help", "?", "TOPIC", "show this help, or that on commands or variables, and exit", alone_too=True),
    Flag("version", "V", help="show the version and exit"),
    Flag("echo-all", "a", help="repeat all input of a script", group=_INPUT),
    Flag("echo-errors", "b", help="repeat statements that failed", group=_INPUT),
    Flag("echo-queries", "e", help="repeat statements as they are sent", group=_INPUT),
    Flag("echo-hidden", "E", help="show the shell's own questions to the catalog", group=_INPUT),
    Flag("log-file", "L", "FILE", "write statements and results to a file too", _INPUT),
    Flag("no-readline", "n", help="read what is typed without an editor", group=_INPUT),
    Flag("plain", help="whole lines and words only, as screen readers need them", group=_INPUT),
    Flag("output", "o", "FILE", "write results to a file, or a program: |COMMAND", _INPUT),
    Flag("quiet", "q", help="run without messages, only results", group=_INPUT),
    Flag("single-step", "s", help="ask before each statement", group=_INPUT),
    Flag("single-line", "S", help="the end of a line ends a statement", group=_INPUT),
    Flag("no-align", "A", help="unaligned output", group=_OUTPUT),
    Flag("csv", help="comma-separated values", group=_OUTPUT),
    Flag("json", help="one JSON array of objects (not in psql)", group=_OUTPUT),
    Flag("field-separator", "F", "TEXT", "between the fields of unaligned output", _OUTPUT),
    Flag("html", "H", help="HTML tables", group=_OUTPUT),
    Flag("pset", "P", "NAME[=VALUE]", r"set an output option, as \pset does", _OUTPUT),
    Flag("record-separator", "R", "TEXT", "between the records of unaligned output", _OUTPUT),
    Flag("tuples-only", "t", help="rows only", group=_OUTPUT),
    Flag("table-attr", "T", "TEXT", "attributes of the HTML table tag", _OUTPUT),
    Flag("expanded", "x", help="each row as a record", group=_OUTPUT),
    Flag("field-separator-zero", "z", help="a zero byte between fields", group=_OUTPUT),
    Flag("record-separator-zero", "0", help="a zero byte between records", group=_OUTPUT),
    *CONNECTION,
    Flag("dsn", takes="DSN", help="connection string of the owner, for platform and retention", group=_PLATFORM),
    Flag("print", help="platform apply: show the SQL instead", group=_PLATFORM),
    Flag("citus", help="platform apply: distribute the tables by organization", group=_PLATFORM),
    Flag("scale", takes="N", help="platform seed: this many times the default size", group=_PLATFORM),
    Flag("seed", takes="N", help="platform seed: the seed of the generator", group=_PLATFORM),
    Flag("anchor", takes="DAY", help="platform seed: the day that the data ends on, if not today", group=_PLATFORM),
    Flag("reset", help="platform seed: empty the tables first", group=_PLATFORM),
    Flag("verify", help="log: look whether each line hangs on to the one before", group=_PLATFORM),
    Flag("since", takes="TIME", help="log: entries from then on: 2026-11-26, 2 days", group=_PLATFORM),
    Flag(
        "fail-on",
        takes="LEVEL",
        help="doctor: exit with 1 from this level on (default: critical)",
        group=_PLATFORM,
    ),
    Flag("no-probe", help="doctor: ask the catalog alone, and no table", group=_PLATFORM),
    Flag("no-pgrls", help="doctor: do not run pgrls, even where it is installed", group=_PLATFORM),
    Flag("baseline", takes="FILE", help="doctor: findings that were accepted, which are left out", group=_PLATFORM),
    Flag("write-baseline", help="doctor: accept everything that is found now, in that file", group=_PLATFORM),
    Flag("to", takes="FORM", help="case export: as md, sql or ipynb", group=_PLATFORM),
    Flag("key", takes="FILE", help="case: the key of the case, or the team's (default: FILE.key)", group=_PLATFORM),
    Flag("against", takes="PROFILE", help="case replay: at the server of this profile", group=_PLATFORM),
    Flag("dry-run", help="retention run: say what would be done, and change nothing", group=_PLATFORM),
    Flag("storage", takes="PLACE", help="retention run: the directory or URL of cold storage", group=_PLATFORM),
)

PSQLS = (
    *("echo-all", "no-align", "command", "dbname", "echo-queries", "echo-errors", "echo-hidden", "file"),
    *("field-separator", "field-separator-zero", "host", "html", "list", "log-file", "no-readline"),
    *("single-transaction", "output", "port", "pset", "quiet", "record-separator", "record-separator-zero"),
    *("single-step", "single-line", "tuples-only", "table-attr", "username", "set", "variable", "version"),
    *("no-password", "password", "expanded", "no-psqlrc", "help", "csv"),
)
"""psql's own, in the order in which it lists those that a name cut short may mean."""


def help_text() -> str:
    """What `--help` prints."""
    lines = [
        "tenantsh is a psql that cannot forget whose data it is looking at.",
        "",
        "Usage:",
        "  tenantsh [OPTIONS] --org ORG [DATABASE [LOGIN]]",
        "  tenantsh [OPTIONS] --demo --org 42",
        "  tenantsh orgs [PATTERN]           organizations that this login may look up",
        "  tenantsh platform apply [--print] make or upgrade the platform's schema",
        "  tenantsh platform seed            fill it with seeded data",
        "  tenantsh retention run [--dry-run] archive or purge months that are past their time",
        "  tenantsh seal print LOGIN …       SQL for the database to hold them to one organization",
        "  tenantsh seal verify [LOGIN …]    what gets past it",
        "  tenantsh doctor [--org ORG]       where row security leaks, and what ends it",
        "  tenantsh case show FILE           what is in a support case",
        "  tenantsh case export FILE --to md|sql|ipynb  the same for a ticket, for psql, as a notebook",
        "  tenantsh case replay FILE         run it again, and say what differs",
        "  tenantsh log [--verify] [FILE]    what was run, by the evidence log, and whether it is whole",
        "  tenantsh demo stop|reset|status   the embedded server",
    ]
    for group in dict.fromkeys(flag.group for flag in FLAGS):
        lines += ["", f"{group}:"]
        lines += [_help_line(flag) for flag in FLAGS if flag.group == group and flag.help]
    lines += [
        "",
        r"In the shell, \? lists the commands. Exit status: 0 good, 1 error, 2 connection, 3 script.",
    ]
    return "\n".join(lines) + "\n"


def _help_line(flag: Flag) -> str:
    letter = f"-{flag.letter}, " if flag.letter else "    "
    return f"  {letter}--{flag.name}{flag.argument}".ljust(34) + flag.help
