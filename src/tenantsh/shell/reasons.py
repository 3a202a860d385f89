"""Asking a person for the reason of something that the guard lets through for one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import UsageError
from tenantsh.shell.evidence.reasons import GIVES_UP

if TYPE_CHECKING:
    from tenantsh.model.errors import NeedsReason
    from tenantsh.shell.connected import Connected

_ASKED = "Your reason (empty: it is not sent): "


def reason_for(shell: Connected, need: NeedsReason) -> str | None:
    """What the person at the terminal says; None where she has no reason, or nobody types."""
    if shell.asker is None:
        return None
    shell.say(f"a reason is needed for {need.what}")
    if need.why:
        shell.say(f"  why:  {need.why}")
    if shell.session.in_transaction:
        shell.say("  note: where it is not sent, the open transaction has failed")
    try:
        said = shell.ask(_ASKED)
    except UsageError:  # a notebook that runs by itself
        return None
    return None if said is None or said.strip() in GIVES_UP else said
