"""What a shell tells a person beside the data, and what it asks her."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.python import NoPython
from tenantsh.shell.inputs import Inputs
from tenantsh.shell.programs import Programs, exit_code
from tenantsh.shell.variables import Variables

if TYPE_CHECKING:
    from tenantsh.commands.python import Python
    from tenantsh.render.options import Options
    from tenantsh.shell.output import Output

Say = Callable[[str], None]


class Voice(Inputs):
    """Messages, questions, editors and programs, and the settings that they follow."""

    def __init__(self, say: Say, output: Output, options: Options) -> None:
        super().__init__()
        self.say = say
        self.output = output
        self.options = options
        self.variables = Variables(self._obey)
        self.programs = Programs(output.flush, self._program_ended)
        output.ended = self._program_ended
        self.asker: Callable[[str, bool], str | None] | None = None
        """Asks the person at the terminal; None where nobody types."""
        self.editor: Callable[[str, int | None], None] | None = None
        """Edits a file; None where the person's own editor does it."""
        self.history: Callable[[], Iterable[str]] = tuple
        self.python: Python = NoPython()
        """The variables of the program around it: a notebook's."""

    @property
    def psql_major(self) -> int:
        """The major version of psql that is followed: the server's own."""
        return self.options.psql_major

    def warn(self, text: str) -> None:
        """Tell the person something beside the data, as a warning."""
        self._tell("warning: ", text)

    def complain(self, text: str) -> None:
        """Tell of an error that makes nothing fail."""
        self._tell("error: ", text)

    def note(self, text: str) -> None:
        """Tell the person something beside the data."""
        self._tell("", text)

    def ask(self, prompt: str, *, secret: bool = False) -> str | None:
        """A line of the person's, or of standard input where nobody types; None at its end."""
        if self.asker is not None:
            return self.asker(prompt, secret)
        from tenantsh.shell.asking import ask

        return ask(self, prompt, secret=secret)

    def edit(self, path: str, line: int | None) -> None:
        """Let the person edit a file. Raises UsageError where the editor fails."""
        if self.editor is not None:
            self.editor(path, line)
            return
        from tenantsh.shell.editing import edit

        edit(self, path, line)

    def manual(self, topic: str) -> str:
        r"""A page of the manual: `commands`, `keys`, `options`, `variables` or a command's; raises UsageError."""
        from tenantsh.shell.manual import page

        return page(topic)

    def _tell(self, level: str, text: str) -> None:
        where = self.where
        self.say(f"tenantsh:{where}: {level}{text}" if where else text)

    def _obey(self, name: str) -> None:
        """A variable that the shell obeys has changed."""
        if name == "QUIET":
            self.options = replace(self.options, status=not self.variables.on("QUIET"))

    def _program_ended(self, status: int) -> None:
        if self.psql_major >= 16:
            code = exit_code(status)
            self.variables.tell(SHELL_ERROR="true" if code else "false", SHELL_EXIT_CODE=str(code))
