r"""Leaving while a transaction is open: a person whose work would be lost is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tenantsh.db.written import has_written
from tenantsh.model.errors import TenantshError

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell

Choice = Literal["commit", "rollback", "stay"]

QUESTION = "The open transaction has changes: commit, rollback or stay? [stay] "


def may_leave(shell: Shell, show: Callable[[Outcome], None]) -> bool:
    """Whether to leave: at once where nothing is lost by it, else as the person decides.

    Raises what `Shell.ask` raises. The end of input is an answer too: it leaves, and the server rolls back.
    """
    if not has_written(shell.session):
        return True
    answer = shell.ask(QUESTION)
    if answer is None:
        return True
    choice = meant(answer)
    return choice != "stay" and _done(choice, shell, show)


def meant(answer: str) -> Choice:
    """What somebody means who answers so; whoever is not clear stays.

    >>> meant("c"), meant("ROLLBACK;"), meant(""), meant("x"), meant("yes")
    ('commit', 'rollback', 'stay', 'stay', 'stay')
    """
    word = answer.strip().rstrip(";").rstrip().lower()
    choices: tuple[Choice, ...] = ("commit", "rollback")
    return next((choice for choice in choices if word and choice.startswith(word)), "stay")


def _done(choice: Choice, shell: Shell, show: Callable[[Outcome], None]) -> bool:
    """Carry it out; whether it went well, and the server says so too."""
    failed = False
    for outcome in shell.send(choice):
        failed = failed or isinstance(outcome, TenantshError)
        show(outcome)
    return not failed and not shell.session.in_transaction
