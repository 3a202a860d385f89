r"""Reading input: lines in, outcomes out. psql's main loop, for scripts and for a person alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.lang.conditions import Conditions
from tenantsh.model.errors import ConnectionLost, SessionClosed, TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell.sources import Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.lang.split import Command, Item, Splitter, Statement
    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell
    from tenantsh.shell.sources import Source


class Reader:
    r"""One input being read: its query buffer, its `\if`s, and whether it goes on."""

    def __init__(self, shell: Shell, source: Source) -> None:
        self.shell = shell
        self.source = source
        self.conditions = Conditions()
        self._splitter: Splitter | None = None
        self.failed = False
        """Whether the last statement or command failed."""
        self.alone = False
        """Whether it is a lone command of `-c`, which has no query buffer beside it."""
        self.left = False
        r"""Whether `\q` ended it, rather than its end."""
        self.previous = ""
        r"""The statement that was sent last: what `\g` sends again."""

    @property
    def splitter(self) -> Splitter:
        """Reads the lines; its buffer is the query buffer."""
        if self._splitter is None:  # a lone `-c 'select 1'` has no use for one, and starts quicker
            from tenantsh.lang.host import Host
            from tenantsh.lang.split import Splitter

            shell = self.shell
            self._splitter = Splitter(
                Host(
                    variable=lambda name: self._variable(name) if self.conditions.live else None,
                    run=lambda line: shell.programs.output(line) if self.conditions.live else line,
                    warn=shell.warn,
                    error=shell.complain,
                    active=lambda: self.conditions.live,
                    ignored=self._ignored,
                    beside=lambda text, at: shell.python.beside(text, at) if self.conditions.live else None,
                    unknown=lambda name, before: shell.python.unknown(name, before) if self.conditions.live else None,
                )
            )
        return self._splitter

    def _variable(self, name: str) -> str | None:
        words = self.shell.python.words(name)
        return self.shell.variables.get(name) if words is None else words

    @property
    def stopping(self) -> bool:
        """Whether nothing more is to be read."""
        return self.source.ended or self.source.status != Status.OK

    def read(self) -> Iterator[Outcome]:
        """Read the source to its end, or to what ends it; `source.status` says how it went."""
        while not self.stopping:
            line = self.source.readline()
            if line is None:
                yield from self._finish()
                return
            yield from self.line(line)
        if self.source.ended and not self.source.status:
            yield from self._finish()

    def line(self, line: str) -> Iterator[Outcome]:
        """Take one line of input."""
        shell = self.shell
        # psql passes over empty lines before it does anything with them
        echoed = not self.source.interactive and (line or self.splitter.quoting)
        if echoed and shell.variables.word("ECHO") == "all":
            yield Result(data=[f"{line}\n".encode("utf-8", "surrogateescape")], direct=True)
        self.splitter.standard_strings = shell.session.endpoint.standard_strings
        self.splitter.comments = shell.psql_major >= 15
        self.splitter.single_line = shell.variables.on("SINGLELINE")
        self.splitter.line = self.source.number - 1
        yield from self._run(self.splitter.feed(line))

    def _run(self, items: Iterator[Item]) -> Iterator[Outcome]:
        for item in items:
            yield from self._attempt(item)
            if self.source.ended or self._stops():
                return

    def first(self, text: str) -> Iterator[Outcome]:
        """Do the first thing that stands in a text, and no more: a command of `-c`."""
        for item in self.splitter.feed_whole(text):
            yield from self._attempt(item)
            return

    def _attempt(self, item: Item) -> Iterator[Outcome]:
        from tenantsh.lang.split import Statement

        outcomes = self._statement(item) if isinstance(item, Statement) else self._command(item)
        yield from self.attempt(outcomes)

    def attempt(self, outcomes: Iterator[Outcome]) -> Iterator[Outcome]:
        """Do one thing; what goes wrong is an outcome too."""
        self.failed = False
        try:
            for outcome in outcomes:
                # what goes wrong in a script that is being included counts there
                self.failed = self.failed or (isinstance(outcome, TenantshError) and self.shell.reader is self)
                yield self._placed(outcome)
        except TenantshError as error:
            self.failed = True
            if not self.source.interactive and isinstance(error, (ConnectionLost, SessionClosed)):
                self.shell.lost = True
            yield self._placed(error)
        self.shell.note_pipeline()
        if self.shell.session_lost:
            for outcome in self.shell.regain():
                yield self._placed(outcome)

    def _statement(self, item: Statement) -> Iterator[Outcome]:
        self.previous = item.text
        return self.shell.send(item.text)

    def _command(self, item: Command) -> Iterator[Outcome]:
        from tenantsh.shell.commanding import run

        return run(self.shell, item)

    def _placed(self, outcome: Outcome) -> Outcome:
        if isinstance(outcome, TenantshError) and outcome.where is None:
            outcome.where = self.shell.where
        return outcome

    def _stops(self) -> bool:
        """Whether what failed ends this input, and with which status."""
        if self.source.interactive:
            return False
        if self.shell.lost:
            self.source.status = Status.LOST
        elif self.failed and self.shell.variables.on("ON_ERROR_STOP"):
            self.source.status = Status.FAILED
        elif self.shell.stranded:
            self.source.status = Status.LOST
        return self.source.status != Status.OK

    def _finish(self) -> Iterator[Outcome]:
        """The end of the input: what is in the query buffer is sent, unless a person left it there."""
        if not self.source.interactive:
            last = self.splitter.finish()
            if last is not None:
                yield from self._attempt(last)
                self._stops()
        if len(self.conditions) and self.source.status != Status.FAILED and not self.left:
            error = UsageError(r"reached EOF without finding closing \endif(s)")
            yield self._placed(error)
            if self.shell.variables.on("ON_ERROR_STOP") and not self.source.interactive:
                self.source.status = Status.FAILED

    def _ignored(self) -> None:
        if self.source.interactive:
            self.shell.warn(r"query ignored; use \endif or Ctrl-C to exit current \if block")
