"""From the command line to a shell with a verified session."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tenantsh.db.connect import join_conninfo
from tenantsh.db.opening import open_session
from tenantsh.repl.cli import display
from tenantsh.shell.connecting import Options, resolve, wanted
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from tenantsh.repl.arguments import Invocation
    from tenantsh.repl.terminal import Terminal


def connection_options(asked: Invocation) -> Options:
    """What the command line says of where to go and whose data to see."""
    return Options(
        conninfo=conninfo(asked),
        org=asked.get("org"),
        user=asked.get("user"),
        role=asked.get("role"),
        write=True if asked.has("write") else None,
        profile=asked.get("profile"),
        convention=asked.get("convention"),
        demo=asked.has("demo"),
        reason=asked.get("reason"),
        i_know=asked.has("i-know"),
    )


def open_shell(asked: Invocation, terminal: Terminal) -> Shell:
    """Connect and verify. Raises ConnectError and its kinds."""
    options = connection_options(asked)
    want = wanted(options)
    ask = None if asked.has("no-password") or not sys.stdin.isatty() else _ask_password
    place = resolve(options, ask_password=ask, progress=terminal.say)
    session = open_session(place, want)
    shell = Shell(place, want, session, warn=terminal.say, options=display(asked))
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
    names = dict(zip(("dbname", "username"), asked.words, strict=False))
    return join_conninfo(
        asked.get("dbname") or names.get("dbname"),
        host=asked.get("host"),
        port=asked.get("port"),
        user=asked.get("username") or names.get("username"),
    )


def _ask_password(prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt)
