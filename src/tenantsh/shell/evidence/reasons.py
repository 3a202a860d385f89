"""Reasons: a session whose profile wants one takes no statement without it, and asks again when it has run out."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from tenantsh.model.errors import ConfigError, Refused, UsageError, WantsReason

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.db.session import Session
    from tenantsh.model.evidence import Keeping

    Ask = Callable[[str], str | None]

_UNITS = {"s": 1, "sec": 1, "second": 1, "m": 60, "min": 60, "minute": 60, "h": 3600, "hour": 3600, "day": 86400}
_TIME = re.compile(r"\s*([0-9]{1,6})\s*([a-z]+?)s?\s*", re.IGNORECASE)
_TRIES = 3
GIVES_UP = ("", r"\q")
r"""What says at the question that there is no reason: nobody means `\q` as one."""


def seconds_in(said: str) -> float:
    """How long a time is that a person has written.

    >>> seconds_in("90 min"), seconds_in("8h"), seconds_in("2 days")
    (5400, 28800, 172800)

    Raises ConfigError.
    """
    found = _TIME.fullmatch(said)
    unit = found and _UNITS.get(found[2].lower() if len(found[2]) > 0 else "s")
    if found is None or unit is None or int(found[1]) == 0:
        raise ConfigError(f'"{said}" is no time', hint="a number with s, min, h or days: 30 min")
    return int(found[1]) * unit


def wants_reasons(session: Session, keeping: Keeping, ask: Ask | None = None) -> None:
    """Have a session ask for reasons from here on, where its profile wants them; `ask` asks a person."""
    if keeping.least_reason:
        session.on_ask = Reasons(session, keeping, ask)


class Reasons:
    """Keeps statements back that nobody has said a reason for."""

    def __init__(self, session: Session, keeping: Keeping, ask: Ask | None) -> None:
        self._session = session
        self._keeping = keeping
        self._ask = ask

    def __call__(self) -> None:
        """Look at the reason, and ask for another one where it does not do. Raises Refused."""
        lacking = self._lacking(self._session.reason)
        if lacking is None:
            return
        said = None if self._ask is None else _said(lacking, self._keeping.least_reason, self._ask)
        if said is None:
            raise refusal(lacking, self._keeping)
        self._session.reason = said

    def _lacking(self, reason: str | None) -> str | None:
        """What is wrong with the reason; None where nothing is."""
        if reason is None or len(reason.strip()) < self._keeping.least_reason:
            return "this profile wants a reason for looking at a customer's data"
        holds, age = self._keeping.reason_seconds, time.time() - self._session.reason_at
        if holds is not None and not 0 <= age <= holds:  # the clock of a machine that slept goes on, and may go back
            return f'the reason "{reason}" has run out'
        return None


def _said(lacking: str, least: int, ask: Ask) -> str | None:
    """A reason that is long enough; None where the person gives up, or nobody is there."""
    so_long = f" (at least {counted(least)})" if least > 1 else ""
    for _ in range(_TRIES):
        try:
            said = ask(f"{lacking}. Your reason{so_long}: ")
        except UsageError:  # a notebook that runs by itself
            return None
        said = (said or "").strip()
        if said in GIVES_UP:
            return None
        if len(said) >= least:
            return said
        lacking = f"{counted(len(said))} {'is' if len(said) == 1 else 'are'} too few"
    return None


def asked_for(error: WantsReason, org: str, keeping: Keeping, ask: Ask) -> str:
    """The reason for another organization, where its session needs one. Raises WantsReason where nobody says it."""
    said = _said(f"this login is sealed: organization {org} needs a reason", max(1, keeping.least_reason), ask)
    if said is None:
        raise WantsReason(
            error.what,
            why="a reason is for one organization, and is not carried to another",
            hint="a person at the prompt is asked for it; elsewhere a session of its own: --org ID --reason TEXT",
        ) from error
    return said


def carry(before: Session, after: Session) -> None:
    """Go on with a reason in another session of the same organization; one that was asked for on the way stays."""
    if before.tenant.org == after.tenant.org and after.reason in (None, before.reason):
        after.same_reason(before)


def counted(characters: int) -> str:
    """A number of characters.

    >>> counted(1), counted(10)
    ('1 character', '10 characters')
    """
    return f"{characters} character{'' if characters == 1 else 's'}"


def refusal(lacking: str, keeping: Keeping) -> Refused:
    """What is said where nobody gives a reason."""
    return Refused(
        lacking,
        rule="reason",
        why=f"the profile asks for at least {counted(keeping.least_reason)} (reason_min)",
        hint="--reason TEXT opens a session with it; in Python session.reason = … goes on",
    )


def check_said(reason: str | None, keeping: Keeping) -> None:
    """Raise UsageError, before anybody connects, where a reason has to be said and was not."""
    if keeping.least_reason and len((reason or "").strip()) < keeping.least_reason:
        error = refusal("this profile wants a reason for looking at a customer's data", keeping)
        least = f"TEXT of at least {counted(keeping.least_reason)}"
        raise UsageError(error.what, why=error.why, hint=f"--reason {least}, or connect(…, reason=…)")
