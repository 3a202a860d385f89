"""Showing outcomes: data on standard output or `-o`, everything else on standard error."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

from tenantsh.model.errors import ConnectionLost, StatementError, TenantshError, UsageError
from tenantsh.repl.pager import show_paged, write_result

if TYPE_CHECKING:
    from tenantsh.model.result import Outcome, Result
    from tenantsh.render.options import Options
    from tenantsh.shell.shell import Shell


class Terminal:
    """Where results and messages go."""

    def __init__(self, out: TextIO | None = None) -> None:
        self.out = out or sys.stdout
        self.failed = False
        """Whether the last outcome was an error."""
        self.lost = False
        """Whether the connection was lost."""
        self.paged = False
        """Whether long results go to a pager: only where a person is looking."""

    def show(self, outcome: Outcome, shell: Shell) -> None:
        """Show one outcome as the shell's options say."""
        if isinstance(outcome, TenantshError):
            self.error(outcome)
            return
        self.failed = False
        self.result(outcome, shell.options)
        if shell.timing and outcome.seconds is not None:
            self.out.write(f"Time: {_elapsed(outcome.seconds * 1000)}\n")
        self.out.flush()

    def result(self, result: Result, options: Options) -> None:
        """Write one result, through a pager where a person looks and it does not fit the screen."""
        if self.paged:
            show_paged(result, options, self.out)
        else:
            write_result(result, options, self.out)
        for note in result.notes:
            self.say(f"note: {note}")

    def error(self, error: TenantshError, *, program: str = "") -> None:
        """Write an error: the server's own text as it is, ours with what, why and what to do.

        In front stands the place in a script, or the program's name where it ends.
        """
        self.failed = True
        self.lost = self.lost or isinstance(error, ConnectionLost)
        where = f"tenantsh:{error.where}: " if error.where else program
        bare = isinstance(error, StatementError) or (isinstance(error, UsageError) and not where)
        self.say(f"{where}{'' if bare else 'error: '}{error}")

    def say(self, message: str) -> None:
        """Tell the person something that is not data."""
        self.out.flush()
        sys.stderr.write(message + "\n")
        sys.stderr.flush()


def _elapsed(milliseconds: float) -> str:
    """A duration in psql's words: `12.345 ms`, `1234.567 ms (00:01.235)`."""
    if milliseconds < 1000:
        return f"{milliseconds:.3f} ms"
    minutes, seconds = divmod(milliseconds / 1000, 60)
    hours, minutes = divmod(int(minutes), 60)
    days, hours = divmod(hours, 24)
    clock = f"{minutes:02d}:{seconds:06.3f}" if not (hours or days) else f"{hours:02d}:{minutes:02d}:{seconds:06.3f}"
    return f"{milliseconds:.3f} ms ({f'{days} d ' if days else ''}{clock})"
