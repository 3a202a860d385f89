r"""What `\each` and `\compare` are told before the organizations: figures, and a reason where the profile wants one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import SessionClosed, UsageError

if TYPE_CHECKING:
    from tenantsh.commands.context import Context
    from tenantsh.db.session import Session
    from tenantsh.lang.organizations import Line

MOST_SECONDS = 86_400.0


def refuse_closed(session: Session) -> None:
    r"""Raise SessionClosed for a session that was left by an `\org` or `\as` that led nowhere.

    Raises OrganizationMoved where its organization is in another cluster by now.
    """
    if session.closed:
        raise SessionClosed("this session is closed", hint="open a new one")
    session.refuse_moved()


def number(asked: Line, name: str, usual: float, least: float, most: float) -> float:
    """The figure of an option. Raises UsageError for what is none, or out of bounds."""
    given = asked.options.get(name)
    if given is None:
        return usual
    return within(f"--{name}", given, least, most)


def within(name: str, given: object, least: float, most: float) -> float:
    """A figure that somebody gave. Raises UsageError for what is none, or out of bounds."""
    try:
        found = float(str(given))
    except ValueError:
        found = -1
    if not least <= found <= most:
        raise UsageError(f"{name} {given}: a number from {least:g} to {most:g} is wanted")
    return found


def reason_for(ctx: Context, given: str | None, command: str) -> str | None:
    """Why these organizations are looked at: the session's own reason was said for one of them, and is not theirs."""
    least = ctx.place.keeping.least_reason
    said = (given or "").strip()
    if len(said) < least and ctx.interactive:
        said = (ctx.ask(f"Why these organizations? Your reason (at least {least} characters): ") or "").strip()
    return reasoned(said, least, rf"{command} --reason 'TEXT' …")


def reasoned(said: str, least: int, hint: str) -> str | None:
    """A reason of so many characters. Raises UsageError for a shorter one."""
    if len(said) < least:
        raise UsageError(
            "this profile wants a reason for looking at customers' data",
            why=f"it asks for at least {least} characters (reason_min), and a session's reason is for its organization",
            hint=hint,
        )
    return said or None
