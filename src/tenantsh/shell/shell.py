"""What both edges share: statements and commands in, Results out, and the little that commands may change."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from tenantsh.commands import load_all
from tenantsh.commands.registry import REGISTRY, invoke
from tenantsh.db import probe
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.lang.host import Host
from tenantsh.lang.slash import Kind
from tenantsh.lang.split import Command, Item, Splitter, Statement
from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.result import Outcome, Result
from tenantsh.shell.connecting import elsewhere
from tenantsh.shell.variables import Variables

if TYPE_CHECKING:
    from tenantsh.db.probe import Organization
    from tenantsh.db.session import Session
    from tenantsh.render.options import Options

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
        self.splitter = self.new_splitter()
        session.on_notice = warn

    def new_splitter(self) -> Splitter:
        """A splitter that sees this shell's variables: one per source of input."""
        return Splitter(Host(variable=self.variables.get, run=_run_backtick, warn=self.warn, error=self.warn))

    def execute(self, item: Item) -> Iterator[Outcome]:
        """Run a statement or a command; results come one by one. Raises TenantshError."""
        if isinstance(item, Statement):
            yield self.session.run(item.text)
        else:
            yield from self._command(item)

    def feed(self, lines: Iterable[str]) -> Iterator[Outcome]:
        """Run everything in some lines; an error is an outcome too, and ends it where ON_ERROR_STOP says so."""
        outer, self.splitter = self.splitter, self.new_splitter()
        try:
            for item in _items(self.splitter, lines):
                yield from self.attempt(item)
                if self.ended:
                    return
        finally:
            self.splitter = outer

    def attempt(self, item: Item) -> Iterator[Outcome]:
        """Run one item; what goes wrong is its last outcome."""
        try:
            yield from self.execute(item)
        except TenantshError as error:
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

    def organizations(self, pattern: str) -> list[Organization]:
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
        yield from invoke(self, found, letters, texts)


def _items(splitter: Splitter, lines: Iterable[str]) -> Iterator[Item]:
    for line in lines:
        yield from splitter.feed(line)
    last = splitter.finish()
    if last is not None:
        yield last


def _run_backtick(line: str) -> str:
    # psql's backticks are the shell's
    done = subprocess.run(line, shell=True, stdout=subprocess.PIPE, check=False)  # noqa: S602
    return done.stdout.decode("utf-8", "replace").removesuffix("\n")
