"""What went wrong, why, and what to do: every error that a person can meet.

The tree::

    TenantshError
     ├── UsageError            what was typed cannot be understood
     │    ├── ConninfoError    a connection string that libpq cannot read
     │    └── RowsTooLarge     more bytes came than are taken
     ├── ConfigError           the configuration file cannot be used
     ├── ConnectError          no session came about
     │    ├── UnknownOrganization
     │    ├── UnknownPerson
     │    ├── ConventionMisfit  the database has not what the convention expects
     │    ├── DirectorySilent  which cluster an organization is in could not be asked
     │    ├── WantsReason      the database keeps a reason for each session, and none was said
     │    └── UnsafeLogin      the login is above row-level security
     ├── StatementError        the server refused a statement (has an SQLSTATE)
     ├── Refused               the guard refused it before it was sent
     │    ├── NeedsReason      it may be let through, for a reason
     │    └── OrganizationMoved  the organization is in another cluster by now
     ├── ContextDrift          the assertion failed: results withheld, statement rolled back
     ├── ConnectionLost        the server went away; nothing is re-run
     ├── ArchiveDiffers        cold storage is not what its manifest says
     ├── CaseRefused           a support case's file, or its key, is not what was written
     └── SessionClosed         the session cannot prove its tenant any more, or was closed
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tenantsh.model.message import Message

if TYPE_CHECKING:
    from collections.abc import Mapping


class TenantshError(Exception):
    """Something that a person should read: what happened, why, and what to do."""

    exit_code: ClassVar[int] = 1
    """The process's exit status when this error ends it; psql's numbers."""

    def __init__(self, what: str, *, why: str | None = None, hint: str | None = None) -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.hint = hint
        self.where: str | None = None
        """The script and line that it came from, `FILE:LINE`."""

    def __str__(self) -> str:
        lines = [self.what]
        if self.why:
            lines.append(f"  why:  {self.why}")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class UsageError(TenantshError):
    """What was typed cannot be understood."""

    ours = False
    """Whether a command that psql does not have says so: then scripts are told why and what to do, too."""


class ConninfoError(UsageError):
    """A connection string that libpq cannot read."""

    exit_code = 2


class RowsTooLarge(UsageError):
    """More bytes came than are taken: of a value or a few rows that were not complete, or in all."""


class ConfigError(TenantshError):
    """The configuration file cannot be used."""


class ConnectError(TenantshError):
    """No session came about."""

    exit_code = 2


class UnknownOrganization(ConnectError):
    """No organization has that id or name."""


class UnknownPerson(ConnectError):
    """Nobody has that email or id, or she is not a member of the organization."""


class ConventionMisfit(ConnectError):
    """The database has not what the convention expects: its role, or what it looks organizations up in."""

    role: str | None = None
    """The role that could not be taken; None where a look-up failed."""
    there: bool = False
    """Whether there is such a role, which this login may not take."""


class DirectorySilent(ConnectError):
    """Which cluster an organization is in could not be asked."""


class WantsReason(ConnectError):
    """The database keeps a reason for each session, and none was said."""


class UnsafeLogin(ConnectError):
    """The login is above row-level security, so a slip would show every organization."""


class StatementError(TenantshError):
    """The server refused a statement.

    `fields` holds the server's error fields by libpq's names in lower case (`sqlstate`, `message_primary`,
    `message_detail`, `schema_name`, …); it has none where libpq itself failed.
    """

    def __init__(
        self,
        text: str,
        fields: Mapping[str, str],
        *,
        statement: str = "",
        why: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(text.rstrip("\n"), why=why, hint=hint)
        self.fields = dict(fields)
        self.statement = statement
        """What was sent, where it was sent as a text: the server's position counts in it."""

    @property
    def text(self) -> str:
        """The server's words as libpq renders them, without the last newline."""
        return self.what

    @property
    def primary(self) -> str:
        """What the server said in short: no severity before it, no position beneath it."""
        return self.fields.get("message_primary", self.what)

    @property
    def message(self) -> Message:
        """What the server said, to be told with any verbosity."""
        return Message(self.fields, self.statement, self.text)

    @property
    def sqlstate(self) -> str:
        """The five characters that say what kind of error it is."""
        return self.fields.get("sqlstate", "")

    @property
    def detail(self) -> str:
        """The server's DETAIL; empty where there is none."""
        return self.fields.get("message_detail", "")


class Refused(TenantshError):
    """The guard refused a statement before it was sent; nothing reached the server."""

    def __init__(self, what: str, *, rule: str, why: str | None = None, hint: str | None = None) -> None:
        super().__init__(what, why=why, hint=hint)
        self.rule = rule


class NeedsReason(Refused):
    """The guard lets it through for a person's reason, or where the session was opened with `--allow RULE`."""

    def __init__(
        self, what: str, *, rule: str, why: str | None = None, hint: str | None = None, counts: str | None = None
    ) -> None:
        allow = f"--allow {rule} lets it through in a session; a person at the prompt is asked for a reason"
        super().__init__(what, rule=rule, why=why, hint=f"{hint}; {allow}" if hint else allow)
        self.counts = counts
        """The relation, as SQL, of which every row is meant: how many there are is to be told."""


class OrganizationMoved(Refused):
    """The organization is in another cluster by now than its session: nothing more is sent there."""

    def __init__(self, what: str, *, why: str | None = None, hint: str | None = None) -> None:
        super().__init__(what, rule="moved", why=why, hint=hint)


class ContextDrift(TenantshError):
    """The context was not the tenant's when the statement ended; it was rolled back and its rows withheld."""


class ConnectionLost(TenantshError):
    """The server went away. What was under way may or may not have run; it is not run again."""

    exit_code = 2
    sqlstate = ""
    """What the server ended the connection with, where it said so."""
    detail = ""
    """The server's DETAIL of that."""


class ArchiveDiffers(TenantshError):
    """Cold storage is not what its manifest says: a file is missing, cut or changed, or rows are not accounted for."""


class CaseRefused(TenantshError):
    """A support case's file, or its key, is not what was written: nothing of it is believed."""

    exit_code = 2


class SessionClosed(TenantshError):
    """The session was closed, or could not prove its tenant and refuses to go on."""

    exit_code = 2
