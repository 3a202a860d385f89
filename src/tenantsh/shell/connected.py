"""Whose data a shell looks at, and where: its session, a tenant's or a plain one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tenantsh.db import probe
from tenantsh.db.opening import Place, Wanted, find_organizations, open_session
from tenantsh.db.session import Session
from tenantsh.model.errors import TenantshError, UnknownPerson, UsageError, WantsReason
from tenantsh.model.tenant import visible
from tenantsh.shell import noting
from tenantsh.shell.connecting import elsewhere
from tenantsh.shell.evidence.reasons import asked_for, carry
from tenantsh.shell.evidence.recorder import kept, recorded
from tenantsh.shell.voice import Say, Voice

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tenantsh.db.asking import Asking
    from tenantsh.db.lookup import Organization
    from tenantsh.db.pipeline import Pipeline
    from tenantsh.db.plain import Plain
    from tenantsh.db.progress import Standing
    from tenantsh.db.query import Request
    from tenantsh.model.errors import NeedsReason
    from tenantsh.model.message import Message
    from tenantsh.model.result import Outcome
    from tenantsh.model.tenant import Tenant
    from tenantsh.render.options import Options
    from tenantsh.shell.cases.book import Casebook
    from tenantsh.shell.cases.opened import OpenCase
    from tenantsh.shell.knowing import Knowing
    from tenantsh.shell.output import Output
    from tenantsh.shell.shell import Shell


class Connected(Voice):
    """A session, and the ways to another one."""

    def __init__(
        self, place: Place, wanted: Wanted | None, session: Asking, *, say: Say, output: Output, options: Options
    ) -> None:
        super().__init__(say, output, options)
        self.place = _where(place, session)
        self.knowing: Knowing | None = None
        """What completion knows of the database; None where nobody completes."""
        self.on_progress: Callable[[Standing], None] = _nothing
        """Hears, after a second and then now and then, how long a statement has run and how many rows have come."""
        self.wanted = wanted
        self.oneself = wanted
        r"""Who one was at the start: whose view `\as` goes back to."""
        self.case: OpenCase | None = None
        """The support case that is recorded; None where none is open."""
        self.stranded = False
        r"""Whether a plain session was given up, because a `\c` of a script led nowhere."""
        self._adopt(session)

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
    def scoped(self) -> bool:
        """Whether the connection is a tenant's."""
        return isinstance(self._session, Session)

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

    def use(self, org: str) -> Session:
        """Open a session on another organization, and only when it is verified close the present one."""
        from tenantsh.shell.moving import refuse_in_transaction

        if self.wanted is None:
            return self.tenant_session
        before = self.tenant_session
        refuse_in_transaction(before)
        wanted = elsewhere(self.wanted, org, before.reason if org == before.tenant.org else None)
        return self._go(wanted, before)

    def become(self, user: str | None) -> Session:
        """See what a person of this organization sees, in a session of its own; None goes back to who one was."""
        from tenantsh.shell.moving import refuse_in_transaction

        before, oneself = self.tenant_session, self.oneself
        if self.wanted is None or oneself is None:
            return before
        refuse_in_transaction(before)
        role = oneself.role if user is None else None
        who = oneself.user if user is None else user
        return self._go(replace(self.wanted, org=before.tenant.org, user=who, role=role, reason=before.reason))

    def _go(self, wanted: Wanted, before: Session | None = None) -> Session:
        """Go on with what is wanted now, once it is verified; a sealed login may need a reason on the way.

        `before`: the session whose person is still meant.
        """
        from tenantsh.shell.moving import refuse_older_primary

        try:
            session = open_session(self.place, wanted)
        except WantsReason as error:
            asked = asked_for(error, wanted.org, self.place.keeping, self._asked_reason)
            wanted = replace(wanted, reason=asked)
            session = open_session(self.place, wanted)
        if before is not None:
            _refuse_somebody_else(before, session)
        refuse_older_primary(self.tenant_session, session)
        place = _where(self.place, session)
        self.replace(session, place)
        self.wanted = wanted
        return session

    def replace(self, session: Asking, place: Place | None = None) -> None:
        """Go on with another session, in another place too, and close the present one.

        Raises TenantshError where it cannot be kept.
        """
        before, here = self._session, self.place
        self.place = place or here
        try:
            if isinstance(session, Session) and isinstance(before, Session):
                self._refuse_case_elsewhere(session)
                carry(before, session)
            self._adopt(session)
        except TenantshError:
            session.close()
            self.place = here
            raise
        before.close()
        self.lost = False

    @property
    def cases(self) -> Casebook:
        """The support cases of this shell: the one that is open, and those that were left."""
        from tenantsh.shell.cases.book import Casebook

        return Casebook(cast("Shell", self))

    def leave_case(self) -> str | None:
        """Let the open case be, as the shell ends; what is to be told of it, where it is not saved."""
        if self.case is None:
            return None
        case, self.case = self.case, None
        self.tenant_session.case = ""
        case.leave()
        if not case.tally.unsaved:
            return None
        title = visible(case.opening.title)
        return rf'the case "{title}" is not saved; it is kept ({case.tally}), and \case resume goes on with it'

    def _refuse_case_elsewhere(self, session: Session) -> None:
        """Raise UsageError where a case is open, and the session is another organization's."""
        if self.case is not None and session.tenant.org != self.case.opening.org:
            raise UsageError(
                f'the case "{visible(self.case.opening.title)}" is open, and a case is one organization\'s',
                hint=r"\case save FILE and \case close end it; another tenantsh may look at another organization",
            )

    def organizations(self, pattern: str) -> list[Organization]:
        """The organizations that this login may look up, best match first, in this cluster."""
        return find_organizations(self.place, pattern)

    def warnings(self) -> list[str]:
        """What is not protected for this role, a line each; asks the catalog."""
        from tenantsh.db.lookup import OPEN_RELATIONS, UNREAD  # a script is told of it when it asks

        session = self.tenant_session
        told = [f"WARNING: {line}" for line in probe.warnings(session.link.identity)]
        convention = self.place.convention
        (unread,), relations = session.fetch_all(
            UNREAD.ask(names=[*convention.carriers]), OPEN_RELATIONS.ask(tenant_column=convention.tenant_column)
        )
        if unread.unread:
            told.append(f"WARNING: {convention.unread}: the same rows are seen whichever organization it is")
        found = [row.relation for row in relations]
        if found:
            more = ", …" if len(found) > 3 else ""
            told.append(f"WARNING: {len(found)} relations bypass row security for you: {', '.join(found[:3])}{more}")
        return told

    def _reason_for(self, need: NeedsReason) -> str | None:
        """Ask the person who types for the reason of something that the guard lets through for one only."""
        from tenantsh.shell.reasons import reason_for

        return reason_for(self, need)

    def _asked_reason(self, prompt: str) -> str | None:
        """Ask the person who types why she looks at this organization's data; None where nobody does."""
        return None if self.asker is None else self.asker(prompt, False)  # noqa: FBT003 - not in secret

    def _adopt(self, session: Asking) -> None:
        from tenantsh.shell.telling import of_connection

        if isinstance(session, Session):
            kept(session, self.place.keeping, self._asked_reason)
        else:  # there are two kinds
            recorded(cast("Plain", session), self.place.keeping)
        self._session = session
        self.stranded = False
        session.on_notice = self._noticed
        session.progress.tell = self._comes_along
        if hasattr(session, "on_cancel"):
            session.on_cancel = self.say
        session.on_question = self._questioned
        if isinstance(session, Session):
            session.on_need = self._reason_for
            session.case = self.case.opening.id if self.case is not None else ""
        major, minor = divmod(session.server_version, 10000)
        self.options = replace(self.options, psql_major=max(13, major), psql_minor=minor)
        of_connection(self)
        for remark in session.take_remarks():
            self.say(remark)
        if self.knowing is not None:
            self.knowing.follow()

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

    def connect(self, parts: dict[str, str | None], *, fresh: bool) -> Iterator[Outcome]:
        r"""Connect to another database, host, port or as another login (`\c`)."""
        from tenantsh.shell.moving import move

        yield from move(self, parts, fresh=fresh)

    def regain(self) -> Iterator[Outcome]:
        """The connection is lost: try to get it back for a person; a script has come to its end."""
        from tenantsh.shell.moving import regain

        yield from regain(self)

    def _noticed(self, message: Message) -> None:
        verbosity, context = self.variables.word("VERBOSITY"), self.variables.word("SHOW_CONTEXT")
        self.note(message.told(verbosity, context))  # type: ignore[arg-type]  # words of just these kinds

    def _comes_along(self, standing: Standing) -> None:
        self.on_progress(standing)

    def _questioned(self, request: Request, major: int) -> None:
        """Show one of our own questions where ECHO_HIDDEN asks for it. Raises UsageError where it is not to be sent."""
        mode = self.variables.word("ECHO_HIDDEN")
        if mode != "off":
            from tenantsh.shell.hidden import show

            show(self, request, major)
        if mode == "noexec":
            raise UsageError("")


def _nothing(_standing: Standing) -> None:
    pass


def _where(place: Place, session: Asking) -> Place:
    """Where a session is: of several clusters the one that its organization is in."""
    opened = session.opened if place.cells is not None and isinstance(session, Session) else None
    return place if opened is None else opened.place


def _refuse_somebody_else(before: Session, session: Session) -> None:
    """Raise UnknownPerson where an id that was given for one cluster is another person's in this one."""
    was, person = before.tenant.person, session.tenant.person
    if before.cluster == session.cluster or was is None or person is None or was.email == person.email:
        return
    session.close()
    raise UnknownPerson(
        f"{was} is somebody else in {visible(session.cluster or '')}",
        why="the id of a person means the same in one cluster only",
        hint="name her by her email",
    )
