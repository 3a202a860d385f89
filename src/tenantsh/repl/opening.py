"""From the command line to a shell with a verified session."""

from __future__ import annotations

import logging
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tenantsh.db.connect import join_conninfo
from tenantsh.model.errors import UsageError
from tenantsh.repl.manner import display
from tenantsh.shell import flags, opening
from tenantsh.shell.special import OLDEST
from tenantsh.shell.variables import Variables

if TYPE_CHECKING:
    from tenantsh.render.options import Options as Display
    from tenantsh.repl.arguments import Invocation
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.connecting import Options
    from tenantsh.shell.shell import Shell


def connection_options(asked: Invocation) -> Options:
    """What the command line says of where to go and whose data to see."""
    return flags.options(asked.given, asked.words)


def open_shell(asked: Invocation, terminal: Terminal) -> Shell:
    """Connect and verify. Raises ConnectError and its kinds."""
    # psycopg warns of time zones that Python does not know, whose values nobody has it read
    logging.getLogger("psycopg").addHandler(logging.NullHandler())
    options = connection_options(asked)
    if asked.has("list") and options.unscoped and not asked.words and not asked.has("dbname"):
        options = replace(options, conninfo=join_conninfo(options.conninfo, dbname="postgres"))
    typed = sys.stdin is not None and sys.stdin.isatty()
    # a plain connection asks as psql does, whoever answers
    ask = _ask_password if (typed or options.unscoped) and not asked.has("no-password") else None
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
    set_up(asked, shell, terminal)
    return shell


@dataclass(slots=True)
class _Rehearsed:
    """What there is to set before there is a shell."""

    variables: Variables
    options: Display


def rehearse(asked: Invocation, terminal: Terminal) -> Display:
    """Refuse, before anybody connects, what no server will make right; open what `-o` names.

    Returns the output options as far as they are known. Raises UsageError.
    """
    bare = _Rehearsed(Variables(), display(asked))
    bare.variables.follow(OLDEST)
    for name, value in asked.settings:
        if name == "output":
            terminal.output.redirect(value)
        else:
            _set(bare, name, value, terminal)
    return bare.options


def set_up(asked: Invocation, shell: Shell, terminal: Terminal) -> None:
    """What the command line says of variables, output options and the log. Raises UsageError."""
    for name, value in asked.settings:
        if name != "output":
            _set(shell, name, value, terminal)
    if (path := asked.get("log-file")) is not None and not asked.has("list"):
        shell.output.log_to(path)


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


def _set(shell: Shell | _Rehearsed, name: str, value: str, terminal: Terminal) -> None:
    if name in ("set", "variable"):
        variable, given, text = value.partition("=")
        if given:
            shell.variables.set(variable, text)
        else:
            shell.variables.unset(variable)
    elif name == "pset":
        option, given, text = value.partition("=")
        _set_option(shell, option, text if given else None, terminal)
    elif name in _VARIABLES:
        shell.variables.set(*_VARIABLES[name])
    else:
        field, fixed = _DISPLAY[name]
        change: dict[str, Any] = {field: value if fixed is None else fixed}
        shell.options = replace(shell.options, **change)


def _set_option(shell: Shell | _Rehearsed, name: str, value: str | None, terminal: Terminal) -> None:
    from tenantsh.commands.output import set_option

    try:
        set_option(shell, name, value)
    except UsageError as error:
        terminal.error(UsageError(error.what) if terminal.terse else error, program="tenantsh: ")
        raise UsageError(f'could not set printing parameter "{name}"') from error


def conninfo(asked: Invocation) -> str:
    """The connection string that the command line describes; libpq fills in the rest."""
    return flags.conninfo(asked.given, asked.words)


def _ask_password(prompt: str) -> str:
    from tenantsh.shell.asking import password

    return password(prompt)
