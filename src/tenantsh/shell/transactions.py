"""What the shell itself does about transactions: AUTOCOMMIT off, and the savepoints of ON_ERROR_ROLLBACK."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.db.ask import Ask
from tenantsh.lang.outside import begins_nothing
from tenantsh.model.errors import StatementError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell.hidden import frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell

_SAVEPOINT = "pg_psql_temporary_savepoint"
_OWN = ("COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def begin(shell: Shell, text: str) -> StatementError | None:
    """Send a BEGIN where AUTOCOMMIT is off and the statement needs one; its error where it failed."""
    if shell.session.in_transaction or shell.variables.on("AUTOCOMMIT") or begins_nothing(text):
        return None
    return _sent(shell, "BEGIN")


def guard(shell: Shell) -> tuple[bool, StatementError | None]:
    """Set a savepoint where ON_ERROR_ROLLBACK asks for it; whether one was set, and its error."""
    mode = shell.variables.word("ON_ERROR_ROLLBACK")
    wanted = mode == "on" or (mode == "interactive" and shell.interactive)
    if not wanted or not shell.session.in_transaction or shell.session.failed:
        return False, None
    error = _sent(shell, f"SAVEPOINT {_SAVEPOINT}")
    return error is None, error


def settle(shell: Shell, tag: str) -> StatementError | None:
    """Go back to the savepoint after an error, or let it go; `tag` is the statement's command tag."""
    if not shell.session.in_transaction:
        return None
    if shell.session.failed:
        return _sent(shell, f"ROLLBACK TO {_SAVEPOINT}")
    if tag in _OWN:  # the statement has settled what savepoints there are
        return None
    return _sent(shell, f"RELEASE {_SAVEPOINT}")


def control(shell: Shell, text: str) -> Iterator[Outcome]:
    """Send a BEGIN, COMMIT or ROLLBACK of our own, which ECHO_HIDDEN shows.

    Raises StatementError where it fails, UsageError where ECHO_HIDDEN says that it is not to be sent.
    """
    mode = shell.variables.word("ECHO_HIDDEN")
    if mode != "off":
        yield Result(data=[frame(text, shell.psql_major).encode()], direct=True)
    if mode == "noexec":
        raise UsageError("")
    if (error := _sent(shell, text)) is not None:
        raise error


def _sent(shell: Shell, text: str) -> StatementError | None:
    for outcome in shell.session.send(Ask(text), shell.copying()):
        if isinstance(outcome, StatementError):
            return outcome
    return None
