"""What both edges share: statements and commands in, Results out, and the little that commands may change."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tenantsh.commands.plan import Plan
from tenantsh.shell.connected import Connected
from tenantsh.shell.copying import Copying, ScriptData, to_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from tenantsh.db.asking import Asking
    from tenantsh.db.opening import Place, Wanted
    from tenantsh.db.route import Router
    from tenantsh.lang.copying import Copy
    from tenantsh.model.errors import StatementError
    from tenantsh.model.message import Message
    from tenantsh.model.result import Outcome, Result
    from tenantsh.render.options import Options
    from tenantsh.shell.output import Output
    from tenantsh.shell.sources import Source
    from tenantsh.shell.voice import Say

# lang's lexers and the commands are imported when text asks for them: a lone `-c 'select 1'` does not


class Shell(Connected):
    """A session and the person's settings around it; the `Context` that commands get.

    `say` tells the person something beside the data; `output` is where results go.
    """

    def __init__(
        self, place: Place, wanted: Wanted | None, session: Asking, *, say: Say, output: Output, options: Options
    ) -> None:
        super().__init__(place, wanted, session, say=say, output=output, options=options)
        self.timing = False
        self.plan = Plan()
        self.restricted: str | None = None
        self.last_error: Message | None = None
        self.routing = False
        self.router: Router | None = None
        r"""What writes the organization into statements (`\route on`); None where it never did."""

    def send(self, text: str) -> Iterator[Outcome]:
        """Send a text as the plan says; the answers as outcomes, an error as the last of them."""
        from tenantsh.shell.sending import send

        yield from send(self, text)

    def control(self, text: str) -> Iterator[Outcome]:
        """Send a BEGIN, COMMIT or ROLLBACK of the shell's own. Raises StatementError, UsageError."""
        from tenantsh.shell.transactions import control

        yield from control(self, text)

    def answered(self, answers: Iterator[Result | StatementError]) -> Iterator[Outcome]:
        """Answers of a pipeline as outcomes, and noted in the variables as those of statements are."""
        from tenantsh.shell.sending import answered

        yield from answered(self, answers)

    def copy(self, asked: Copy) -> Iterator[Outcome]:
        r"""What `\copy` does."""
        from tenantsh.shell.copying_files import copy

        yield from copy(self, asked)

    def copying(self, write: Callable[[bytes], object] | None = None, *, told: bool = False) -> Copying:
        """The ends of a COPY in a script: the lines that follow it, and where results go."""
        read = self.script_data(self.reader.source) if self._readers else lambda: None
        return Copying(read, write or self._write, told=told)

    def _write(self, data: bytes) -> None:
        to_text(self.output.current)(data)

    def script_data(self, source: Source) -> ScriptData:
        """The lines of a script as a COPY's data."""
        return ScriptData(source, marked=15 <= self.psql_major < 18)

    @contextmanager
    def shown_as(self, options: Options) -> Iterator[None]:
        """Show results in another way as long as this lasts."""
        before, self.options = self.options, options
        try:
            yield
        finally:
            self.options = before

    def redirect(self, target: str | None) -> None:
        r"""Send results to a file or a program from now on (`\o`); None brings them back."""
        self.output.redirect(target)

    def opened(self, target: str) -> AbstractContextManager[BinaryIO]:
        """A file, or a program's input, to write to."""
        return self.output.opened(target)
