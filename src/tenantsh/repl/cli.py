"""The command line: read it, open the session, run what was asked, say how it went."""

from __future__ import annotations

import gc
import os
import signal
import sys
from io import TextIOWrapper
from typing import TYPE_CHECKING

from tenantsh.model.errors import ConninfoError, TenantshError, UsageError
from tenantsh.repl.arguments import Action, Invocation, parse
from tenantsh.repl.exits import Exit
from tenantsh.repl.manner import display
from tenantsh.repl.terminal import Terminal
from tenantsh.shell.getopt import BadFlagError
from tenantsh.shell.output import Output

if TYPE_CHECKING:
    from tenantsh.render.options import Options as Display
    from tenantsh.shell.shell import Shell


def run(argv: list[str]) -> int:
    """Run tenantsh with these arguments; returns the exit status and never a traceback."""
    # a closed pipe ends us quietly, as it ends psql; Python's own way is a traceback
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    _prepare_streams()
    asked = parse(argv)
    terminal = Terminal(Output(sys.stdout))
    terminal.terse = asked.has("unscoped")
    try:
        return _run(asked, terminal)
    except BadFlagError as error:
        _advise(error)
        return Exit.ERROR
    except TenantshError as error:
        if terminal.terse and isinstance(error, ConninfoError):
            error.hint = None  # psql has nothing to add to libpq's words
        terminal.error(error, program=_PROGRAM)
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("ERROR:  canceling statement due to user request\n")
        return 130
    except OSError as error:  # a full disk under -o or standard output
        sys.stderr.write(f"tenantsh: error: {error.strerror or error}\n")
        return Exit.ERROR


_PROGRAM = "tenantsh: "


def _prepare_streams() -> None:
    """Have three standard streams of UTF-8; one that was closed leads nowhere, and no connection takes its number."""
    if None in (sys.stdin, sys.stdout, sys.stderr):
        while (number := os.open(os.devnull, os.O_RDWR)) <= _LAST_STANDARD:
            pass
        os.close(number)
        sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open as long as we are
        sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
        sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 - as above
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        assert isinstance(stream, TextIOWrapper)
        stream.reconfigure(encoding="utf-8", errors="surrogateescape")


_LAST_STANDARD = 2


def _run(asked: Invocation, terminal: Terminal) -> int:
    try:
        return _asked(asked, terminal, _rehearsed(asked, terminal))
    finally:
        terminal.output.close()


def _rehearsed(asked: Invocation, terminal: Terminal) -> Display:
    if not asked.settings or asked.subcommand == "case":  # whose -o is opened once the case has been read
        return display(asked)
    from tenantsh.repl.opening import rehearse

    return rehearse(asked, terminal)


def _asked(asked: Invocation, terminal: Terminal, shown_as: Display) -> int:
    if asked.refused is not None:
        raise asked.refused
    if asked.has("help"):
        return _say(_help(asked))
    if asked.has("version"):
        from tenantsh import __version__

        return _say(f"tenantsh {__version__}\n")
    if asked.subcommand is not None:
        from tenantsh.repl.subcommands import run_subcommand

        return run_subcommand(asked, shown_as)
    return _with_shell(asked, terminal)


def _advise(error: BadFlagError) -> None:
    """Say what is wrong with an option, and where to read on: psql does both without calling it an error."""
    lines = [error.what, 'hint: Try "tenantsh --help" for more information.']
    sys.stderr.writelines(f"{_PROGRAM}{line}\n" for line in lines if line)


def _say(text: str) -> int:
    sys.stdout.write(text)
    return Exit.OK


def _help(asked: Invocation) -> str:
    from tenantsh.shell.manual import TOPICS, page

    topic = asked.get("help") or "options"
    if topic not in TOPICS and asked.has("unscoped"):
        raise BadFlagError("")
    return page(topic)


def _with_shell(asked: Invocation, terminal: Terminal) -> int:
    from tenantsh.repl.opening import open_shell

    _judge_extra_words(asked, terminal)
    shell = open_shell(asked, terminal)
    try:
        return _work(asked, shell, terminal)
    finally:
        if (told := shell.leave_case()) is not None:
            terminal.say(f"note: {told}")
        shell.session.close()


def _judge_extra_words(asked: Invocation, terminal: Terminal) -> None:
    """Warn of words that nobody needs, as psql does; where a tenant is named, an unquoted name may be behind them."""
    for word in asked.extra_words:
        if not asked.has("unscoped"):
            raise UsageError(f'too many words: "{word}"', hint="tenantsh [OPTIONS] [DATABASE [LOGIN]]")
        if not asked.has("quiet"):
            terminal.say(f'{_PROGRAM}warning: extra command-line argument "{word}" ignored')


def _work(asked: Invocation, shell: Shell, terminal: Terminal) -> int:
    gc.freeze()  # what was imported stays
    gc.enable()
    from tenantsh.repl.script import run_actions

    if asked.has("list"):
        return run_actions([Action("command", r"\l")], shell, terminal, at_once=False)
    typed = not asked.actions and sys.stdin is not None and sys.stdin.isatty()
    if not asked.has("no-psqlrc"):
        from tenantsh.repl.startfiles import run_start_files

        run_start_files(asked, shell, terminal)
    if asked.actions or not typed or not sys.stdout.isatty():
        actions = asked.actions or [Action("input", "")]
        if sys.stderr.isatty() and not asked.has("unscoped"):
            _watch(asked, shell, terminal)
        return run_actions(actions, shell, terminal, at_once=asked.has("single-transaction"))
    return _interact(asked, shell, terminal)


def _watch(asked: Invocation, shell: Shell, terminal: Terminal) -> None:
    from tenantsh.repl.manner import manner
    from tenantsh.shell.config import load

    prompt = load().prompt
    terminal.watch(shell, prompt, manner(asked, prompt))


def _interact(asked: Invocation, shell: Shell, terminal: Terminal) -> int:
    from tenantsh.repl.app import interact
    from tenantsh.repl.manner import manner
    from tenantsh.shell.config import load

    signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # a program that results went to must not end the shell
    prompt = load().prompt
    return interact(shell, terminal, manner(asked, prompt), prompt)
