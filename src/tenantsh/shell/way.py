"""How one text goes to the server and comes back: where its rows go, and where a COPY's data come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.shell.copying import ScriptData, to_text

if TYPE_CHECKING:
    from contextlib import ExitStack

    from tenantsh.commands.plan import Plan
    from tenantsh.shell.copying import Copying
    from tenantsh.shell.shell import Shell


class Way:
    r"""How one text goes and comes back; the file or program of `\g` is opened by the first rows that go there."""

    def __init__(self, shell: Shell, plan: Plan, around: ExitStack, copying: Copying | None) -> None:
        self.shell = shell
        self.plan = plan
        self._around = around
        self._opened = plan.target is None
        self.copying = copying or shell.copying(self._write, told=plan.target is not None)

    @property
    def read_data(self) -> bool:
        """Whether a COPY has asked a script for data."""
        return isinstance(self.copying.read, ScriptData) and self.copying.read.begun > 0

    def open(self) -> None:
        """Send results where the plan says, from now on. Raises UsageError."""
        if not self._opened:
            assert self.plan.target is not None
            self._opened = True
            self._around.enter_context(self.shell.output.once(self.plan.target))

    def _write(self, data: bytes) -> None:
        self.open()
        to_text(self.shell.output.current)(data)
