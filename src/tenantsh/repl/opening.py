"""From the command line to a shell with a verified session."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

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
    ask = None if asked.has("no-password") or not sys.stdin.isatty() else _ask_password
    if asked.has("password"):
        options = replace(options, conninfo=join_conninfo(options.conninfo, password=_ask_password("Password: ")))
    shell = opening.open_shell(options, warn=terminal.say, display=display(asked), ask_password=ask)
    for name, value in asked.variables:
        shell.variables.set(name, value)
    _set_output(asked, shell)
    return shell


def _set_output(asked: Invocation, shell: Shell) -> None:
    if not asked.psets:
        return
    from tenantsh.commands.output import set_option

    for text in asked.psets:
        name, _, value = text.partition("=")
        set_option(shell, name, value or None)


def conninfo(asked: Invocation) -> str:
    """The connection string that the command line describes; libpq fills in the rest."""
    return flags.conninfo(asked.given, asked.words)


def _ask_password(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt)
