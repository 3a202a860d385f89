"""How one text goes to the server and comes back: where its rows go, and where a COPY's data come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError
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
        self.barred = False
        """Whether that could not be opened: then nothing is shown, though all of it runs."""
        self.copying = copying or shell.copying(self._write, told=plan.target is not None)

    @property
    def read_data(self) -> bool:
        """Whether a COPY has asked a script for data."""
        return isinstance(self.copying.read, ScriptData) and self.copying.read.begun > 0

    def open(self) -> UsageError | None:
        """Send results where the plan says, from now on; what is wrong, each time, where they cannot go there."""
        if not self._opened:
            assert self.plan.target is not None
            try:
                self._around.enter_context(self.shell.output.once(self.plan.target))
            except UsageError as error:
                self.barred = True
                return error
            self._opened = True
        return None

    def _write(self, data: bytes) -> None:
        if (wrong := self.open()) is not None:
            self.copying.failure = wrong
            raise OSError  # the rest of the data is thrown away
        to_text(self.shell.output.current)(data)
