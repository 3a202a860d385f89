"""From the command line to a shell with a verified session."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.connect import join_conninfo
from tenantsh.repl.cli import display
from tenantsh.shell import flags, opening

if TYPE_CHECKING:
    from tenantsh.repl.arguments import Invocation
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.connecting import Options
    from tenantsh.shell.shell import Shell


def connection_options(asked: Invocation) -> Options:
    """What the command line says of where to go and whose data to see."""
    return flags.options(asked.given, asked.words)


def open_shell(asked: Invocation, terminal: Terminal) -> Shell:
    """Connect and verify. Raises ConnectError and its kinds."""
    options = connection_options(asked)
    if asked.has("list") and options.unscoped and not asked.words and not asked.has("dbname"):
        options = replace(options, conninfo=join_conninfo(options.conninfo, dbname="postgres"))
    typed = sys.stdin is not None and sys.stdin.isatty()
    ask = None if asked.has("no-password") or not typed else _ask_password
    if asked.has("password"):
        options = replace(options, conninfo=join_conninfo(options.conninfo, password=_ask_password("Password: ")))
    shell = opening.open_shell(
        options,
        say=terminal.say,
        output=terminal.output,
        display=display(asked),
        ask_password=ask,
        terminal=typed and sys.stdout.isatty(),
    )
    set_up(asked, shell)
    return shell


def set_up(asked: Invocation, shell: Shell) -> None:
    """What the command line says of variables, output and files. Raises UsageError."""
    for name, value in asked.settings:
        _set(shell, name, value)
    if (path := asked.get("log-file")) is not None:
        shell.output.log_to(path)
    if (target := asked.get("output")) is not None:
        shell.redirect(target)


_VARIABLES = {
    "echo-all": ("ECHO", "all"),
    "echo-errors": ("ECHO", "errors"),
    "echo-queries": ("ECHO", "queries"),
    "echo-hidden": ("ECHO_HIDDEN", "on"),
    "quiet": ("QUIET", "on"),
    "single-step": ("SINGLESTEP", "on"),
    "single-line": ("SINGLELINE", "on"),
}
_DISPLAY: dict[str, tuple[str, Any]] = {
    "no-align": ("format", "unaligned"),
    "csv": ("format", "csv"),
    "json": ("format", "json"),
    "html": ("format", "html"),
    "tuples-only": ("tuples_only", True),
    "expanded": ("expanded", "on"),
    "field-separator-zero": ("fieldsep", "\0"),
    "record-separator-zero": ("recordsep", "\0"),
    "field-separator": ("fieldsep", None),
    "record-separator": ("recordsep", None),
    "table-attr": ("tableattr", None),
}
"""Options of the command line that are output options: their field, and the value that they mean or take."""


def _set(shell: Shell, name: str, value: str) -> None:
    if name in ("set", "variable"):
        variable, given, text = value.partition("=")
        if given:
            shell.variables.set(variable, text)
        else:
            shell.variables.unset(variable)
    elif name == "pset":
        from tenantsh.commands.output import set_option

        option, given, text = value.partition("=")
        set_option(shell, option, text if given else None)
    elif name in _VARIABLES:
        shell.variables.set(*_VARIABLES[name])
    else:
        field, fixed = _DISPLAY[name]
        change: dict[str, Any] = {field: value if fixed is None else fixed}
        shell.options = replace(shell.options, **change)


def conninfo(asked: Invocation) -> str:
    """The connection string that the command line describes; libpq fills in the rest."""
    return flags.conninfo(asked.given, asked.words)


def _ask_password(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt)
