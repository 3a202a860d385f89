"""Asking a person for the reason of something that the guard lets through for one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from tenantsh.model.errors import NeedsReason
    from tenantsh.shell.voice import Voice

_ASKED = "Your reason (empty: it is not sent): "


def reason_for(shell: Voice, need: NeedsReason) -> str | None:
    """What the person at the terminal says; None where she has no reason, or nobody types."""
    if shell.asker is None:
        return None
    shell.say(f"{need.what} needs a reason")
    if need.why:
        shell.say(f"  why:  {need.why}")
    try:
        return shell.ask(_ASKED)
    except UsageError:  # a notebook that runs by itself
        return None
