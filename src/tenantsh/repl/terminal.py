r"""Showing outcomes: data on standard output or where `\o` sends them, everything else on standard error."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, TextIO

from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError, UsageError
from tenantsh.render import write
from tenantsh.repl.pager import show_paged, write_result

if TYPE_CHECKING:
    from tenantsh.model.result import Outcome, Result
    from tenantsh.render.options import Options
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

    def show(self, outcome: Outcome, shell: Shell) -> None:
        """Show one outcome as the shell's options say."""
        self.failed = isinstance(outcome, TenantshError)
        if isinstance(outcome, TenantshError):
            self.error(outcome, shell)
        elif _is_timing(outcome):
            self.output.standard.write(f"Time: {_elapsed((outcome.seconds or 0) * 1000)}\n")
        elif outcome.aside:
            self.output.flush()
            self._write(outcome, shell.options, sys.stderr)
        else:
            self.result(outcome, shell.options)
            if outcome.cells is not None:
                self._mind(shell)
        if self.person:
            self.output.flush()

    def result(self, result: Result, options: Options) -> None:
        """Write one result, through a pager where a person looks and it does not fit the screen."""
        output = self.output
        if result.direct:
            self._write(result, options, output.standard)
        elif output.current is not output.base:  # `\\g FILE` takes rows; command tags go where they always go
            self._write(result, replace(options, status=False), output.current)
            write(replace(result, cells=None, data=None), options, output.base)
        else:
            self._write(result, options, output.current)
        if output.log is not None and result.data is None:
            write(result, options, output.log)
            output.log.flush()
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
        self.output.flush()
        sys.stderr.write(message + "\n")
        sys.stderr.flush()

    def _text(self, error: TenantshError, shell: Shell | None) -> str:
        if isinstance(error, StatementError) and shell is not None:
            verbosity, context = shell.variables.word("VERBOSITY"), shell.variables.word("SHOW_CONTEXT")
            told = error.message.told(verbosity, context)  # type: ignore[arg-type]  # words of just these kinds
            return "\n".join([told, *str(error).removeprefix(error.what).splitlines()[1:]])
        if isinstance(error, UsageError) and shell is not None and not self.person:
            return error.what  # psql's own line: scripts compare it
        return str(error)

    def _write(self, result: Result, options: Options, out: TextIO) -> None:
        target = self.output.target
        if target is not None and out is target.text:
            _write_to(target, result, options)
        elif self.person:
            show_paged(result, options, out)
        else:
            write_result(result, options, out)

    def _mind(self, shell: Shell) -> None:
        """Tell of a program that has not read the rows that it was given."""
        target = self.output.target
        if target is not None and target.broken:
            error = UsageError("could not print result table: Broken pipe")
            error.where = shell.where
            self.error(error, shell)


def _write_to(target: Target, result: Result, options: Options) -> None:
    try:
        if not target.broken:
            write_result(result, options, target.text)
    except BrokenPipeError:
        target.broken = True


def _is_timing(result: Result) -> bool:
    return result.direct and result.cells is None and result.data is None and not result.status


def _elapsed(milliseconds: float) -> str:
    """A duration in psql's words: `12.345 ms`, `1234.567 ms (00:01.235)`."""
    if milliseconds < 1000:
        return f"{milliseconds:.3f} ms"
    minutes, seconds = divmod(milliseconds / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    clock = f"{minutes:02d}:{seconds:06.3f}" if not (hours or days) else f"{hours:02d}:{minutes:02d}:{seconds:06.3f}"
    return f"{milliseconds:.3f} ms ({f'{days} d ' if days else ''}{clock})"
