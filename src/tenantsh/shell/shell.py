"""What both edges share: statements and commands in, Results out, and the little that commands may change."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.db import probe
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell.connecting import elsewhere
from tenantsh.shell.variables import Variables

if TYPE_CHECKING:
    from tenantsh.db.session import Session
    from tenantsh.lang.split import Command, Item, Splitter
    from tenantsh.model.result import Outcome
    from tenantsh.render.options import Options

# lang's lexers and the commands are imported when text asks for them: a lone `-c 'select 1'` does not

Warn = Callable[[str], None]


class Shell:
    """A session and the person's settings around it; the `Context` that commands get.

    `warn` tells the person something beside the data.
    """

    def __init__(self, place: Place, wanted: Wanted, session: Session, *, warn: Warn, options: Options) -> None:
        self.place = place
        self.wanted = wanted
        self.session = session
        self.warn = warn
        self.options = options
        self.timing = False
        self.variables = Variables()
        self.ended = False
        self.previous = ""
        """The statement that was sent last: what `\\g` sends again."""
        self._splitter: Splitter | None = None
        session.on_notice = warn

    @property
    def splitter(self) -> Splitter:
        """Reads the input of this moment; its buffer is the query buffer."""
        if self._splitter is None:
            self._splitter = self.new_splitter()
        return self._splitter

    def new_splitter(self) -> Splitter:
        """A splitter that sees this shell's variables: one per source of input."""
        from tenantsh.lang.host import Host
        from tenantsh.lang.split import Splitter

        return Splitter(Host(variable=self.variables.get, run=_run_backtick, warn=self.warn, error=self.warn))

    def execute(self, item: Item) -> Iterator[Outcome]:
        """Run a statement or a command; results come one by one. Raises TenantshError."""
        from tenantsh.lang.split import Statement

        if isinstance(item, Statement):
            self.previous = item.text
            yield self.session.run(item.text)
        else:
            yield from self._command(item)

    def feed(self, lines: Iterable[str], name: str | None = None) -> Generator[Outcome, None, None]:
        """Run everything in some lines; an error is an outcome too, and ends it where ON_ERROR_STOP says so.

        `name` is the script's, for its errors.
        Whoever stops before the end closes it, so that `splitter` is the outer one again.
        """
        for item in self.items(lines):
            yield from self.attempt(item, name)
            if self.ended:
                return

    def items(self, lines: Iterable[str]) -> Iterator[Item]:
        """What stands in some lines, one thing at a time; its query buffer is the shell's as long as they last."""
        outer, self._splitter = self._splitter, self.new_splitter()
        try:
            for line in lines:
                yield from self.splitter.feed(line)
            last = self.splitter.finish()
            if last is not None:
                yield last
        finally:
            self._splitter = outer

    def attempt(self, item: Item, name: str | None = None) -> Iterator[Outcome]:
        """Run one item; what goes wrong is its last outcome, and says where in the script of that name it stood."""
        try:
            yield from self.execute(item)
        except TenantshError as error:
            error.where = f"{name}:{item.line}" if name else None
            yield error
            self.ended = self.ended or self.variables.on("ON_ERROR_STOP")

    # -- what commands may do ----------------------------------------------------------------------------------

    def use(self, org: str) -> Session:
        """Open a session on another organization, and only when it is verified close the present one."""
        wanted = elsewhere(self.wanted, org)
        session = open_session(self.place, wanted)
        session.on_notice = self.warn
        self.session.close()
        self.session, self.wanted = session, wanted
        return session

    def organizations(self, pattern: str) -> list[probe.Organization]:
        """The organizations that this login may look up, best match first."""
        return find_organizations(self.place, pattern)

    def warnings(self) -> list[str]:
        """What is not protected for this role, a line each; asks the catalog."""
        told = [f"WARNING: {line}" for line in probe.warnings(self.session.link.identity)]
        column = self.place.convention.tenant_column
        found = [row.relation for row in self.session.fetch(probe.OPEN_RELATIONS, tenant_column=column)]
        if found:
            more = ", …" if len(found) > 3 else ""
            told.append(f"WARNING: {len(found)} relations bypass row security for you: {', '.join(found[:3])}{more}")
        return told

    def quit(self) -> None:
        """End after this command."""
        self.ended = True

    def _command(self, item: Command) -> Iterator[Outcome]:
        from tenantsh.commands import load_all
        from tenantsh.commands.registry import REGISTRY, invoke
        from tenantsh.lang.slash import Kind

        load_all()
        arguments = item.arguments
        try:
            found, letters = REGISTRY.find(item.name)
            if found.raw:
                whole = arguments.next(Kind.WHOLE_LINE)
                texts = [whole.text] if whole else []
            else:
                texts = [argument.without_semicolons().text for argument in arguments]
        except UsageError:
            arguments.discard()
            raise
        for outcome in invoke(self, found, letters, texts):
            yield self._owned(outcome) if isinstance(outcome, Result) else outcome

    def _owned(self, result: Result) -> Result:
        """A command's result with the tenant whose data it shows."""
        return result if result.tenant is not None else replace(result, tenant=self.session.tenant)


def _run_backtick(line: str) -> str:
    import subprocess

    # psql's backticks are the shell's
    done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, check=False)  # noqa: S602
    return done.stdout.decode("utf-8", "replace").removesuffix("\n")
