"""The command line: read it, open the session, run what was asked, say how it went."""

from __future__ import annotations

import gc
import signal
import sys
from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError
from tenantsh.render.options import Options as Display
from tenantsh.repl.arguments import Action, Invocation, parse
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from tenantsh.shell.shell import Shell


def run(argv: list[str]) -> int:
    """Run tenantsh with these arguments; returns the exit status and never a traceback."""
    # a closed pipe ends us quietly, as it ends psql; Python's own way is a traceback
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in filter(None, (sys.stdin, sys.stdout, sys.stderr)):  # one that was closed is None
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")
    try:
        return _run(parse(argv))
    except TenantshError as error:
        Terminal(Output(sys.stdout)).error(error, program="tenantsh: ")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("ERROR:  canceling statement due to user request\n")
        return 130
    except OSError as error:  # a full disk under -o or standard output
        sys.stderr.write(f"tenantsh: error: {error.strerror or error}\n")
        return Exit.ERROR


def _run(asked: Invocation) -> int:
    if asked.has("help"):
        return _say(_help(asked.get("help") or ""))
    if asked.has("version"):
        from tenantsh import __version__

        return _say(f"tenantsh {__version__}\n")
    if asked.subcommand is not None:
        from tenantsh.repl.subcommands import run_subcommand

        return run_subcommand(asked)
    return _with_shell(asked)


def _say(text: str) -> int:
    sys.stdout.write(text)
    return Exit.OK


def _help(topic: str) -> str:
    from tenantsh.shell.manual import page

    return page(topic or "options")


def _with_shell(asked: Invocation) -> int:
    from tenantsh.repl.opening import open_shell

    output = Output(sys.stdout)
    terminal = Terminal(output)
    shell = open_shell(asked, terminal)
    try:
        return _work(asked, shell, terminal)
    finally:
        output.close()
        shell.session.close()


def _work(asked: Invocation, shell: Shell, terminal: Terminal) -> int:
    gc.freeze()  # what was imported stays
    gc.enable()
    from tenantsh.repl.script import run_actions, run_input

    typed = not asked.actions and sys.stdin is not None and sys.stdin.isatty()
    if not asked.has("no-psqlrc"):
        from tenantsh.repl.startfiles import run_start_files

        run_start_files(asked, shell, terminal)
    if asked.has("list"):
        return run_actions([Action("command", r"\l")], shell, terminal, at_once=False)
    if asked.actions:
        return run_actions(asked.actions, shell, terminal, at_once=asked.has("single-transaction"))
    if not typed or not sys.stdout.isatty() or asked.has("no-readline"):
        return run_input(shell, terminal)
    from tenantsh.repl.app import interact

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a pager that was left must not end the shell
    return interact(shell, terminal, quiet=asked.has("quiet"))


def display(asked: Invocation) -> Display:
    """The output options of the command line."""
    return Display(status=not asked.has("quiet"))
