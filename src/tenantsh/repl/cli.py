"""The command line: read it, open the session, run what was asked, say how it went."""

from __future__ import annotations

import gc
import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.render.options import Options as Display
from tenantsh.repl.arguments import Invocation, help_text, parse
from tenantsh.repl.exits import Exit
from tenantsh.repl.terminal import Terminal

if TYPE_CHECKING:
    from typing import TextIO

    from tenantsh.shell.shell import Shell


def run(argv: list[str]) -> int:
    """Run tenantsh with these arguments; returns the exit status and never a traceback."""
    # a closed pipe ends us quietly, as it ends psql; Python's own way is a traceback
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]  # text streams
    try:
        return _run(parse(argv))
    except TenantshError as error:
        Terminal().error(error, program="tenantsh: ")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("ERROR:  canceling statement due to user request\n")
        return 130
    except OSError as error:  # a full disk under -o or standard output
        sys.stderr.write(f"tenantsh: error: {error.strerror or error}\n")
        return Exit.ERROR


def _run(asked: Invocation) -> int:
    if asked.has("help"):
        sys.stdout.write(help_text())
        return Exit.OK
    if asked.has("version"):
        from tenantsh import __version__

        sys.stdout.write(f"tenantsh {__version__}\n")
        return Exit.OK
    if asked.subcommand is not None:
        from tenantsh.repl.subcommands import run_subcommand

        return run_subcommand(asked)
    return _with_session(asked)


def _with_session(asked: Invocation) -> int:
    from tenantsh.repl.opening import open_shell

    with _output(asked) as out:
        terminal = Terminal(out)
        shell = open_shell(asked, terminal)
        try:
            return _work(asked, shell, terminal)
        finally:
            shell.session.close()


def _work(asked: Invocation, shell: Shell, terminal: Terminal) -> int:
    gc.freeze()  # what was imported stays
    gc.enable()
    from tenantsh.repl.script import run_actions, run_stream

    if asked.actions:
        return run_actions(asked.actions, shell, terminal)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        status = run_stream(sys.stdin, shell, terminal)
        return Exit.CONNECTION if terminal.lost else status
    from tenantsh.repl.app import interact

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a pager that was left must not end the shell
    return interact(shell, terminal, quiet=asked.has("quiet"))


def _output(asked: Invocation) -> TextIO:
    from contextlib import nullcontext

    path = asked.get("output")
    if path is None:
        return nullcontext(sys.stdout)  # type: ignore[return-value]  # used as a context manager only
    try:
        return Path(path).open("w", encoding="utf-8", errors="surrogateescape", newline="\n")
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}") from error


def display(asked: Invocation) -> Display:
    """The output options of the command line."""
    options = Display(status=not asked.has("quiet"), tuples_only=asked.has("tuples-only"))
    if asked.has("no-align"):
        options = replace(options, format="unaligned")
    if asked.has("csv"):
        options = replace(options, format="csv")
    if asked.has("json"):
        options = replace(options, format="json")
    if asked.has("expanded"):
        options = replace(options, expanded="on")
    return replace(
        options,
        fieldsep=asked.given.get("field-separator", options.fieldsep),
        recordsep=asked.given.get("record-separator", options.recordsep),
    )
