"""What both edges share: statements and commands in, Results out, and the little that commands may change."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.plan import Plan
from tenantsh.db import probe
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.db.session import Session
from tenantsh.model.errors import UsageError
from tenantsh.shell import noting
from tenantsh.shell.connecting import elsewhere
from tenantsh.shell.copying import Copying, ScriptData, to_text
from tenantsh.shell.programs import Programs, exit_code
from tenantsh.shell.variables import Variables

if TYPE_CHECKING:
    from pathlib import Path
    from typing import BinaryIO

    from tenantsh.db.asking import Asking
    from tenantsh.db.pipeline import Pipeline
    from tenantsh.db.plain import Plain
    from tenantsh.db.query import Request
    from tenantsh.lang.conditions import Conditions
    from tenantsh.lang.copying import Copy
    from tenantsh.lang.split import Splitter
    from tenantsh.model.errors import StatementError
    from tenantsh.model.message import Message
    from tenantsh.model.result import Outcome, Result
    from tenantsh.model.tenant import Tenant
    from tenantsh.render.options import Options
    from tenantsh.shell.output import Output
    from tenantsh.shell.reading import Reader
    from tenantsh.shell.sources import Source

# lang's lexers and the commands are imported when text asks for them: a lone `-c 'select 1'` does not

Say = Callable[[str], None]

_DEEPEST = 60
r"""How many scripts may include one another: far below what Python's own stack takes."""


class Shell:
    """A session and the person's settings around it; the `Context` that commands get.

    `say` tells the person something beside the data; `output` is where results go.
    """

    def __init__(
        self, place: Place, wanted: Wanted | None, session: Asking, *, say: Say, output: Output, options: Options
    ) -> None:
        self.place = place
        self.wanted = wanted
        self.say = say
        self.output = output
        self.options = options
        self.timing = False
        self.variables = Variables(self._obey)
        self.programs = Programs(output.flush, self._program_ended)
        output.ended = self._program_ended
        self.plan = Plan()
        self.restricted: str | None = None
        self.last_error: Message | None = None
        self.ended = False
        """Whether the person has left."""
        self.lost = False
        """Whether there is no session any more, and nobody there to see to it."""
        self.stranded = False
        r"""Whether a plain session was given up, because a `\c` of a script led nowhere."""
        self.asker: Callable[[str, bool], str | None] | None = None
        """Asks the person at the terminal; None where nobody types."""
        self.editor: Callable[[str, int | None], None] | None = None
        """Edits a file; None where the person's own editor does it."""
        self.history: Callable[[], Iterable[str]] = tuple
        self._readers: list[Reader] = []
        self._adopt(session)

    # -- whose data, and where -----------------------------------------------------------------------------------

    @property
    def session(self) -> Asking:
        """The connection, a tenant's or a plain one."""
        return self._session

    @property
    def tenant_session(self) -> Session:
        """The same where it is a tenant's. Raises UsageError for the plain one of `--unscoped`."""
        if isinstance(self._session, Session):
            return self._session
        raise UsageError(
            "this is a plain connection: there is no organization", hint="leave --unscoped out, and give --org"
        )

    @property
    def pipeline(self) -> Pipeline:
        """The queue of statements of psql 18. Raises UsageError for a tenant's session."""
        why = "each statement of a tenant's session is verified before its answer is shown"
        return self._plain("a pipeline", why).pipeline

    @property
    def pipelining(self) -> bool:
        """Whether statements are queued instead of run."""
        pipeline = getattr(self._session, "pipeline", None)
        return pipeline is not None and pipeline.active

    @property
    def large_objects(self) -> Plain:
        """Large objects: they know no row-level security. Raises UsageError for a tenant's session."""
        plain = self._plain("a large object", "large objects know no row-level security")
        plain.autocommit = self.variables.on("AUTOCOMMIT")
        return plain

    @property
    def tenant(self) -> Tenant | None:
        """Whose data this is; None for a plain connection."""
        return self._session.tenant if isinstance(self._session, Session) else None

    @property
    def session_lost(self) -> bool:
        """Whether the connection has gone, and nobody has seen to it yet."""
        return not (self._session.connected or self.lost or self.stranded)

    @property
    def psql_major(self) -> int:
        """The major version of psql that is followed: the server's own."""
        return self.options.psql_major

    def use(self, org: str) -> Session:
        """Open a session on another organization, and only when it is verified close the present one."""
        from tenantsh.shell.moving import refuse_in_transaction

        if self.wanted is None:
            return self.tenant_session
        refuse_in_transaction(self.tenant_session)
        wanted = elsewhere(self.wanted, org)
        session = open_session(self.place, wanted)
        self.wanted = wanted
        self.replace(session)
        return session

    def replace(self, session: Asking) -> None:
        """Go on with another session, and close the present one."""
        before = self._session
        self._adopt(session)
        before.close()
        self.lost = False

    def organizations(self, pattern: str) -> list[probe.Organization]:
        """The organizations that this login may look up, best match first."""
        return find_organizations(self.place, pattern)

    def warnings(self) -> list[str]:
        """What is not protected for this role, a line each; asks the catalog."""
        session = self.tenant_session
        told = [f"WARNING: {line}" for line in probe.warnings(session.link.identity)]
        column = self.place.convention.tenant_column
        found = [row.relation for row in session.fetch(probe.OPEN_RELATIONS, tenant_column=column)]
        if found:
            more = ", …" if len(found) > 3 else ""
            told.append(f"WARNING: {len(found)} relations bypass row security for you: {', '.join(found[:3])}{more}")
        return told

    def _adopt(self, session: Asking) -> None:
        from tenantsh.shell.telling import of_connection

        self._session = session
        self.stranded = False
        session.on_notice = self._noticed
        if hasattr(session, "on_cancel"):
            session.on_cancel = self.say
        session.on_question = self._questioned
        self.options = replace(self.options, psql_major=max(13, session.server_version // 10000))
        of_connection(self)

    # -- reading ---------------------------------------------------------------------------------------------------

    @property
    def reader(self) -> Reader:
        """What is being read now."""
        return self._readers[-1]

    @property
    def buffered(self) -> bool:
        """Whether there is a query buffer: not beside a lone command of `-c`."""
        return not self.reader.alone

    @property
    def splitter(self) -> Splitter:
        """Reads the input of this moment; its buffer is the query buffer."""
        return self.reader.splitter

    @property
    def previous(self) -> str:
        """The statement of this input that was sent last; empty before the first one."""
        return self.reader.previous

    @previous.setter
    def previous(self, text: str) -> None:
        self.reader.previous = text

    @property
    def conditions(self) -> Conditions:
        r"""The open `\if`s of the input of this moment."""
        return self.reader.conditions

    @property
    def interactive(self) -> bool:
        """Whether a person types what is read now."""
        return bool(self._readers) and self.reader.source.interactive

    @property
    def where(self) -> str | None:
        """The script and line that is being read, for messages; None where they are terse."""
        source = self.reader.source if self._readers else None
        return f"{source.name}:{source.number}" if source and source.name else None

    @property
    def folder(self) -> Path | None:
        """Where the script lies that is being read."""
        path = self.reader.source.path if self._readers else None
        return path.parent if path else None

    @contextmanager
    def reading(self, source: Source) -> Iterator[Reader]:
        """Make a source the one that is read, as long as this lasts."""
        from tenantsh.shell.reading import Reader

        if not self._readers or self.interactive:  # what an earlier input has lost ended that one
            self.lost = False
        reader = Reader(self, source)
        self._readers.append(reader)
        try:
            yield reader
        finally:
            self._readers.remove(reader)

    def read(self, source: Source) -> Generator[Outcome, None, None]:
        """Run everything in a source; `source.status` says how it ended.

        Whoever stops before the end closes it, so that the outer source is read again.
        """
        with self.reading(source) as reader:
            yield from reader.read()

    def feed(self, lines: Iterable[str], name: str | None = None) -> Generator[Outcome, None, None]:
        """Run everything in some lines; `name` is the script's, for its errors."""
        from tenantsh.shell.sources import Given, Source

        yield from self.read(Source(Given(lines), name))

    def include(self, path: str) -> Iterator[Outcome]:
        r"""Run a script (`\i`). Raises UsageError where it cannot be read, or ends badly."""
        from tenantsh.shell.sources import opened

        if len(self._readers) > _DEEPEST:
            raise UsageError(f"{path}: scripts include one another more than {_DEEPEST} deep")
        with opened(path) as source:
            yield from self.read(source)
        if source.status:
            raise UsageError("")

    def quit(self) -> None:
        r"""End the input of this moment; the person's own ends the shell."""
        self.reader.source.ended = True
        self.ended = self.ended or len(self._readers) == 1

    # -- sending ---------------------------------------------------------------------------------------------------

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

    # -- telling and asking ----------------------------------------------------------------------------------------

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
        r"""A page of the manual: `commands`, `options` or `variables`."""
        from tenantsh.shell.manual import page

        return page(topic)

    def set_encoding(self, name: str) -> None:
        """Set the client's character set encoding, or tell why not. Raises UsageError for a tenant's session."""
        why = "a tenant's session speaks UTF-8: the guard has to read what the server reads"
        plain = self._plain("another encoding", why)
        try:
            plain.set_encoding(name)
        except UsageError as error:
            self.complain(error.what)  # to psql it is no reason to stop a script
        self.variables.tell(ENCODING=self.session.endpoint.client_encoding)

    @property
    def change_password(self) -> Callable[[str, str], None]:
        """Gives a login a new password. Raises UsageError for a tenant's session."""
        return self._plain("changing a password", "a tenant's session changes no logins").change_password

    def connect(self, parts: dict[str, str | None], *, fresh: bool) -> Iterator[Outcome]:
        r"""Connect to another database, host, port or as another login (`\c`)."""
        from tenantsh.shell.moving import move

        yield from move(self, parts, fresh=fresh)

    def regain(self) -> Iterator[Outcome]:
        """The connection is lost: try to get it back for a person; a script has come to its end."""
        from tenantsh.shell.moving import regain

        yield from regain(self)

    def note_pipeline(self) -> None:
        """Tell in variables what waits in the pipeline, where there is one."""
        pipeline = getattr(self._session, "pipeline", None)
        if pipeline is not None and self.psql_major >= 18:
            noting.queued(self.variables, pipeline.syncs, pipeline.commands, pipeline.results)

    def _plain(self, what: str, why: str) -> Plain:
        from tenantsh.db.plain import Plain

        if isinstance(self._session, Plain):
            return self._session
        raise UsageError(f"{what} needs a plain connection (--unscoped)", why=why)

    def _tell(self, level: str, text: str) -> None:
        where = self.where
        self.say(f"tenantsh:{where}: {level}{text}" if where else text)

    def _noticed(self, message: Message) -> None:
        verbosity, context = self.variables.word("VERBOSITY"), self.variables.word("SHOW_CONTEXT")
        self.note(message.told(verbosity, context))  # type: ignore[arg-type]  # words of just these kinds

    def _questioned(self, request: Request, major: int) -> None:
        """Show one of our own questions where ECHO_HIDDEN asks for it. Raises UsageError where it is not to be sent."""
        mode = self.variables.word("ECHO_HIDDEN")
        if mode != "off":
            from tenantsh.shell.hidden import show

            show(self, request, major)
        if mode == "noexec":
            raise UsageError("")

    def _obey(self, name: str) -> None:
        """A variable that the shell obeys has changed."""
        if name == "QUIET":
            self.options = replace(self.options, status=not self.variables.on("QUIET"))

    def _program_ended(self, status: int) -> None:
        if self.psql_major >= 16:
            code = exit_code(status)
            self.variables.tell(SHELL_ERROR="true" if code else "false", SHELL_EXIT_CODE=str(code))
