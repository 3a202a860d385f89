"""A statement that ended with an error, then or now: by its SQLSTATE, what kind of change that is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.case import Difference, Verdict

if TYPE_CHECKING:
    from tenantsh.model.case import Failure, Look

_PRIVILEGE = "42501"
_CIRCUMSTANCES = ("08", "25", "40", "53", "54", "55", "57", "58", "XX")
"""Classes of errors that say something of the moment, or of a look, and nothing of the statement's rows."""
_CONTEXT = ("28", "0L", "0P")
_SCHEMA = ("42", "3F", "3D", "0A")


def compare_failures(was: Look, now: Look) -> tuple[Difference, ...]:
    """What it means that one of two looks, or both, ended with an error."""
    decides = now.failure or was.failure
    assert decides is not None
    states = [look.failure.sqlstate if look.failure else None for look in (was, now)]
    if states[0] == states[1] and not _of_the_moment(decides):
        return ()
    return (Difference(_verdict(decides), "error", _told(was), _told(now)),)


def _verdict(failure: Failure) -> Verdict:
    if failure.sqlstate == _PRIVILEGE or failure.sqlstate.startswith(_CONTEXT):
        return Verdict.CONTEXT_DIFFERS
    if _of_the_moment(failure):
        return Verdict.CANNOT_TELL
    return Verdict.SCHEMA_CHANGED if failure.sqlstate.startswith(_SCHEMA) else Verdict.DATA_CHANGED


def _of_the_moment(failure: Failure) -> bool:
    return not failure.sqlstate or failure.sqlstate.startswith(_CIRCUMSTANCES)


def _told(look: Look) -> str:
    if look.failure is not None:
        return f"{look.failure.sqlstate} {look.failure.message}".strip()
    return "no error"
