"""`%tenantsh` and `%%tenantsh`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from IPython.core.magic import Magics, line_cell_magic, magics_class, no_var_expand

from tenantsh.notebook.asked import Opening, Run, read_cell, read_line
from tenantsh.notebook.caption import opened, whose
from tenantsh.notebook.cells import run
from tenantsh.notebook.completion import matcher
from tenantsh.notebook.failing import interruptible, told_briefly
from tenantsh.notebook.progress import StatusLine
from tenantsh.notebook.sessions import Sessions, say

if TYPE_CHECKING:
    from IPython.core.interactiveshell import InteractiveShell

    from tenantsh.notebook.frames import TenantFrame


@magics_class
class TenantshMagics(Magics):
    """The magics and the sessions that they opened."""

    def __init__(self, ip: InteractiveShell) -> None:
        super().__init__(ip)
        self.ip = ip
        self.sessions = Sessions()
        self._matcher = matcher(self.sessions)
        ip.Completer.custom_matchers.append(self._matcher)

    def complete_no_more(self) -> None:
        """Leave completion to IPython."""
        matchers = self.ip.Completer.custom_matchers
        if self._matcher in matchers:
            matchers.remove(self._matcher)

    @no_var_expand
    @line_cell_magic
    def tenantsh(self, line: str, cell: str | None = None) -> TenantFrame | None:
        r"""Look at one organization's data.

        ::

            %tenantsh --demo --org 42                 open a session; connection options are those of the shell
            %tenantsh --org 43 --name support ...     another one beside it
            %tenantsh                                 who am I? asks the server
            %tenantsh \d users                        any command of the shell; \? lists them
            %tenantsh select count(*) from resources  one line of SQL
            df = %tenantsh select * from resources    its rows as a DataFrame

            %%tenantsh [VARIABLE] [--name NAME]
            statements; and \commands                 every table is shown, the last one is kept in VARIABLE

        A session is one organization's until it is closed, and each result says whose it is.
        """
        with told_briefly():
            asked = read_line(line) if cell is None else read_cell(line, cell)
            if isinstance(asked, Run):
                return self._run(asked)
            self._open(asked)
            return None

    def _open(self, asked: Opening) -> None:
        line = StatusLine()
        shell = self.sessions.open(asked.name, asked.options, lambda step: line.say(f"{asked.name}: {step}"))
        line.say(opened(asked.name, shell.tenant_session), whose(shell.tenant_session.tenant))
        for warning in shell.warnings():
            say(warning)

    def _run(self, asked: Run) -> TenantFrame | None:
        shell = self.sessions.find(asked.name)
        self.sessions.habits(shell).take(asked.text)
        with interruptible(shell.tenant_session):
            frame = run(shell, asked.text or r"\whoami")
        if shell.ended:  # \q
            self.sessions.close(asked.name)
        if asked.variable is not None:
            self.ip.push({asked.variable: frame})  # type: ignore[no-untyped-call]  # IPython's
        return frame


def unregister(ip: InteractiveShell) -> None:
    """Close every session and take the magics back."""
    ours: Any = ip.magics_manager.registry.pop(TenantshMagics.__name__, None)
    if ours is None:
        return
    ours.sessions.close_all()
    ours.complete_no_more()
    for kind in ("line", "cell"):
        ip.magics_manager.magics[kind].pop("tenantsh", None)
