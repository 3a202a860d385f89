"""How prompts look: whose data this is at a glance, and without colour too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from prompt_toolkit.formatted_text import ANSI, to_formatted_text
from prompt_toolkit.formatted_text.utils import fragment_list_to_text
from prompt_toolkit.lexers import Lexer, PygmentsLexer

from tenantsh.model.tenant import visible
from tenantsh.repl import states
from tenantsh.repl.prompts import Moment, Prompts, reading, transaction

if TYPE_CHECKING:
    from prompt_toolkit.formatted_text import StyleAndTextTuples

    from tenantsh.db.session import Session
    from tenantsh.shell.shell import Shell

_APART = re.compile("\x01([^\x02]*)\x02?")
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_INDENT = 12


class Look:
    """The prompts of one shell as they are shown."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._prompts = Prompts(shell)

    def ready(self, moment: Moment) -> StyleAndTextTuples:
        """The prompt of a new statement: `Acme (42) org_viewer ro=> `; `=*>` in a transaction, `=!>` once it failed."""
        if self._shell.tenant and not self._prompts.own("PROMPT1"):
            return self._tenant(moment)
        return [*self._whose("PROMPT1"), *_shown(self._prompts.ready(moment))]

    def continued(self, moment: Moment) -> StyleAndTextTuples:
        """The prompt where a statement goes on that was typed before."""
        if self._shell.tenant and not self._prompts.own("PROMPT2"):
            return self._tenant(moment)
        return [*self._whose("PROMPT2"), *_shown(self._prompts.continued(moment))]

    def further(self, moment: Moment, room: int) -> StyleAndTextTuples:
        """What stands in front of a further line of the statement that is being typed."""
        if self._shell.tenant and not self._prompts.own("PROMPT2"):
            return [("class:continued", f"{moment.state}> ".rjust(min(room, _INDENT)))]
        indent = " " * len(fragment_list_to_text(self._whose("PROMPT2")))
        return [("", indent), *_shown(self._prompts.continued(moment))]

    def data(self) -> StyleAndTextTuples:
        """The prompt for the data of a COPY."""
        return _shown(self._prompts.data())

    @property
    def moving(self) -> str:
        """What changes in a prompt by itself while one types: a moved organization, or how far a standby is behind."""
        if states.moved(self._shell):
            return states.MOVED
        ours = self._shell.tenant and not (self._prompts.own("PROMPT1") or self._prompts.own("PROMPT2"))
        return states.standby_in_short(self._shell) if ours else ""

    def _tenant(self, moment: Moment) -> StyleAndTextTuples:
        tenant = self._shell.tenant
        assert tenant is not None
        mode = ("class:write", "RW") if tenant.write else ("class:role", "ro")
        lost = "" if self._shell.session.connected else " disconnected"
        person = states.person(self._shell)
        return [
            ("class:write" if tenant.write else "class:org", f"{tenant}{person}"),
            ("class:state", states.MOVED if states.moved(self._shell) else ""),
            ("", f" {states.lock()}" if states.sealed(self._shell) else ""),
            ("class:role", f" {tenant.role or self._shell.tenant_session.link.identity.role} "),
            mode,
            ("class:role", f" {follower}" if (follower := states.standby_in_short(self._shell)) else ""),
            ("class:role", f" {between.text}" if (between := states.pooler(self._shell)) else ""),
            ("class:org", " case" if self._shell.case is not None else ""),
            ("class:state", lost),
            ("", "=" if lost and moment.state == "=" else reading(self._shell, moment.state)),
            ("class:state", "" if lost else transaction(self._shell)),
            ("", "> "),
        ]

    def _whose(self, name: str) -> StyleAndTextTuples:
        """Whose data this is, in front of a prompt that does not say it."""
        if self._prompts.shows_whose(name):
            return []
        tenant = self._shell.tenant
        style = "class:unscoped" if tenant is None else "class:write" if tenant.write else "class:org"
        return [(style, states.whose(self._shell)), ("", " ")]


class Spoken(Look):
    """The prompts in words, for those who hear them: signs like `=*>` are not read out."""

    def ready(self, moment: Moment) -> StyleAndTextTuples:
        """The prompt of a new statement: `Acme (42), org_viewer, read only> `."""
        if self._prompts.own("PROMPT1"):
            return super().ready(moment)
        return [("", f"{', '.join(states.spoken(self._shell))}> ")]

    def continued(self, moment: Moment) -> StyleAndTextTuples:
        """The prompt where a statement goes on, with what is open in it."""
        if self._prompts.own("PROMPT2"):
            return super().continued(moment)
        return [("", f"{_OPEN.get(moment.state, 'statement')} goes on> ")]


_OPEN = {"'": "string", '"': "quoted name", "$": "dollar-quoted string", "*": "comment", "(": "parenthesis"}


def _shown(text: str) -> StyleAndTextTuples:
    """A prompt's text as the editor takes it: colours as colours, other sequences between `%[` and `%]` as they are."""
    return to_formatted_text(ANSI(_APART.sub(lambda found: _apart(found[1]), text)))


def _apart(text: str) -> str:
    pieces = _COLOUR.split(text)
    return "".join(piece if at % 2 or not piece else f"\x01{piece}\x02" for at, piece in enumerate(pieces))


def plain(fragments: StyleAndTextTuples) -> str:
    """A prompt without an editor's means."""
    return fragment_list_to_text(fragments)


def lexer() -> Lexer:
    """Colours for PostgreSQL's SQL and for meta-commands."""
    from pygments.lexers.sql import PostgresLexer

    return PygmentsLexer(PostgresLexer)


def banner(session: Session, version: str, warnings: list[str]) -> str:
    """What an interactive shell says first: who one is, and what row security does not cover."""
    tenant, identity = session.tenant, session.link.identity
    mode = "READ AND WRITE" if tenant.write else "read only"
    place = ", through a pooler" if session.link.pooled else ""
    place += ", hot standby" if session.link.standby else ""
    place += "" if session.cluster is None else f", cluster {visible(session.cluster)}"
    person = states.as_person(session)
    lines = [
        f"tenantsh {version}, PostgreSQL {identity.version.split(' ')[0]}, database {identity.database}{place}",
        f"{tenant}{person}, role {tenant.role or identity.role}, {mode}: verified with every statement",
        *_sealed(session),
        *warnings,
        _HINT,
    ]
    return "\n".join(lines)


def _sealed(session: Session) -> list[str]:
    """What there is to say of the seal, where the database has one for this login."""
    seal = session.link.seal
    if seal is None:
        return []
    if seal.holds:
        return ["Sealed: the database itself returns only this organization's rows to this login."]
    ways = "1 way leads" if len(seal.holes) == 1 else f"{len(seal.holes)} ways lead"
    return [f"Sealed, but {ways} past the seal: tenantsh seal verify"]


def unscoped_banner(shell: Shell, version: str) -> str:
    """What a plain shell says first: that it is one."""
    endpoint = shell.session.endpoint
    server = (endpoint.reported("server_version") or "").split(" ")[0]
    lines = [
        f"tenantsh {version}, PostgreSQL {server}, database {endpoint.database} as {endpoint.user}",
        "UNSCOPED: NO ORGANIZATION IS SET, WRITES ARE ALLOWED, AND NOTHING THAT YOU SEE OR CHANGE IS VERIFIED.",
        _HINT,
    ]
    return "\n".join(lines)


_HINT = r"Type \? for help, \q to leave."
