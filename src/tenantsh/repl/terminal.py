r"""Showing outcomes: data on standard output or where `\o` sends them, everything else on standard error."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from dataclasses import replace
from errno import ENOSPC
from stat import S_ISREG
from typing import TYPE_CHECKING, TextIO

from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError, UsageError
from tenantsh.render import says_status, write
from tenantsh.repl.pager import fitted, show_paged, write_result

if TYPE_CHECKING:
    from tenantsh.model.result import Outcome, Result
    from tenantsh.render.options import Options
    from tenantsh.repl.manner import Manner
    from tenantsh.repl.running import Running
    from tenantsh.shell.config import Prompt
    from tenantsh.shell.output import Output, Target
    from tenantsh.shell.shell import Shell


class Terminal:
    """Where results and messages go."""

    def __init__(self, output: Output) -> None:
        self.output = output
        self.failed = False
        """Whether the last outcome was an error."""
        self.person = False
        """Whether a person is looking: then long results go to a pager, and errors bring their hints."""
        self.terse = False
        """Whether nothing is added to psql's words about the command line: in a plain connection."""
        self._running: Running | None = None

    def watch(self, shell: Shell, prompt: Prompt, manner: Manner) -> None:
        """Show how long a statement has been running, where standard error is a terminal and PROGRESS is on."""
        from tenantsh.repl import running
        from tenantsh.repl.manner import Manner

        if manner is Manner.LINES or not _is_terminal(sys.stderr) or not _is_shown(sys.stdout):
            return
        variables = shell.variables

        def wanted() -> bool:
            return variables.on("PROGRESS") if variables.get("PROGRESS") else prompt.progress

        kind = running.Spoken if manner is Manner.PLAIN else running.Running
        self._running = kind(sys.stderr, wanted)
        shell.on_progress = self._running.show

    def erase(self) -> None:
        """Take away what is shown of a statement that is running."""
        if self._running is not None:
            self._running.erase()

    def show(self, outcome: Outcome, shell: Shell) -> None:
        """Show one outcome as the shell's options say."""
        self.erase()
        self.failed = isinstance(outcome, TenantshError)
        if isinstance(outcome, TenantshError):
            self.error(outcome, shell)
        elif outcome.is_timing:
            from tenantsh.shell.running import timed  # where \timing is on

            self.output.standard.write(f"{timed(outcome)}\n")
        elif outcome.aside:
            self.output.flush()
            self._write(outcome, shell.options, sys.stderr)
        else:
            self._show_result(outcome, shell)
        if self.person:
            self.output.flush()

    def result(self, result: Result, options: Options) -> None:
        """Write one result, through a pager where a person looks and it does not fit the screen."""
        output = self.output
        if result.direct:
            self._write(result, options, output.standard)
        elif output.current is not output.base:  # `\\g FILE` takes rows; command tags go where they always go
            self._write(result, replace(options, status=False), output.current)
            if says_status(result, options):
                write(replace(result, cells=None, data=None), options, output.base)
        else:
            self._write(result, options, output.current)
        if output.log is not None and result.data is None:
            _log(result, options, output.log)
        for note in result.notes:
            self.say(f"note: {note}")

    def error(self, error: TenantshError, shell: Shell | None = None, *, program: str = "") -> None:
        """Write an error: the server's own text as VERBOSITY asks for it, ours with what, why and what to do.

        In front stands the place in a script, or the program's name where it ends.
        """
        self.failed = True
        text = self._text(error, shell)
        if not text:  # whatever went wrong has been told
            return
        where = f"tenantsh:{error.where}: " if error.where else program
        bare = isinstance(error, (StatementError, ConnectionLost)) or (isinstance(error, UsageError) and not where)
        self.say(f"{where}{'' if bare else 'error: '}{text}")

    def say(self, message: str) -> None:
        """Tell the person something that is not data."""
        self.erase()
        self.output.flush()
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    def _text(self, error: TenantshError, shell: Shell | None) -> str:
        if isinstance(error, StatementError) and shell is not None:
            verbosity, context = shell.variables.word("VERBOSITY"), shell.variables.word("SHOW_CONTEXT")
            told = error.message.told(verbosity, context)  # type: ignore[arg-type]  # words of just these kinds
            return "\n".join([told, *str(error).removeprefix(error.what).splitlines()[1:]])
        if isinstance(error, UsageError) and shell is not None and not self.person and not error.ours:
            return error.what  # psql's own line: scripts compare it
        return str(error)

    def _show_result(self, result: Result, shell: Shell) -> None:
        """Write a result, and tell in psql's words where it cannot be written."""
        stream = self.output.standard if result.direct else self.output.current
        try:
            self.result(result, shell.options)
            target = self.output.target
            # a program may have ended before it has a short result, which psql as a rule does not see
            if result.cells is not None and (target is None or not target.is_program):
                stream.flush()
        except OSError as error:
            if stream is not self.output.standard or error.errno == ENOSPC:
                _discard(stream)
                if result.cells is not None:
                    self._failed_to_print(shell, error.strerror or str(error))
                return
            raise
        target = self.output.target
        if result.cells is not None and target is not None and target.broken:
            self._failed_to_print(shell, "Broken pipe")

    def _failed_to_print(self, shell: Shell, why: str) -> None:
        error = UsageError(f"could not print result table: {why}")
        error.where = shell.where
        self.error(error, shell)
        if not self.person:
            shell.reader.failed = True  # what ON_ERROR_STOP looks at

    def _write(self, result: Result, options: Options, out: TextIO) -> None:
        options = fitted(options, out)
        target = self.output.target
        if target is not None and out is target.text:
            _write_to(target, result, options)
        elif out is self.output.standard:
            show_paged(result, options, out)
        else:
            write_result(result, options, out)


def _log(result: Result, options: Options, log: TextIO) -> None:
    with suppress(OSError):  # a log that cannot be written is no reason to stop
        write(result, options, log)
        if options.psql_major >= 16:
            log.flush()


def _write_to(target: Target, result: Result, options: Options) -> None:
    try:
        if not target.broken:
            write_result(result, options, target.text)
    except BrokenPipeError:
        target.broken = True


def _discard(stream: TextIO) -> None:
    """Forget what a stream holds that it cannot write, or every write from now on fails for it."""
    number = stream.fileno()
    kept, nowhere = os.dup(number), os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, number)
        stream.flush()
    finally:
        os.dup2(kept, number)
        os.close(kept)
        os.close(nowhere)


def _is_terminal(stream: TextIO) -> bool:
    return stream is not None and stream.isatty()


def _is_shown(stream: TextIO) -> bool:
    """Whether a line on the terminal disturbs nobody: behind a pipe there may be a pager that has it all."""
    return _is_terminal(stream) or S_ISREG(os.fstat(stream.fileno()).st_mode)
