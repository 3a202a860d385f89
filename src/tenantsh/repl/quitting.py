r"""Leaving with an open transaction or a case that is not saved: a person whose work would be lost is asked first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tenantsh.db.written import has_written
from tenantsh.model.errors import TenantshError
from tenantsh.model.tenant import visible

if TYPE_CHECKING:
    from collections.abc import Callable

    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell

Choice = Literal["commit", "rollback", "stay"]

QUESTION = "The open transaction has changes: commit, rollback or stay? [stay] "


def may_leave(shell: Shell, show: Callable[[Outcome], None]) -> bool:
    """Whether to leave: at once where nothing is lost by it, else as the person decides.

    Raises what `Shell.ask` raises. The end of input is an answer too: it leaves, the server rolls back, and a case is
    kept as a draft.
    """
    return _may_leave_transaction(shell, show) and _may_leave_case(shell, show)


def _may_leave_transaction(shell: Shell, show: Callable[[Outcome], None]) -> bool:
    if not has_written(shell.session):
        return True
    answer = shell.ask(QUESTION)
    if answer is None:
        return True
    choice = meant(answer)
    return choice != "stay" and _done(choice, shell, show)


def _may_leave_case(shell: Shell, show: Callable[[Outcome], None]) -> bool:
    case = shell.case
    if case is None or not case.tally.unsaved:
        return True
    title = visible(case.opening.title)
    answer = shell.ask(f'The case "{title}" is not saved ({case.tally}): save, keep, discard or stay? [stay] ')
    if answer is None:
        return True
    word = answer.strip().rstrip(";").rstrip().lower()
    choice = next((one for one in _CASE_CHOICES if word and one.startswith(word)), "stay")
    if choice == "save":
        return _saved(shell, show)
    if choice == "discard":
        shell.cases.discard()
    return choice != "stay"


_CASE_CHOICES = ("save", "keep", "discard")


def _saved(shell: Shell, show: Callable[[Outcome], None]) -> bool:
    """Write the case to a file that the person names; whether there was one. Raises UsageError."""
    from pathlib import Path

    from tenantsh.commands.cases.command import likely, saved

    case = shell.cases.demand()
    file = str(case.file or likely(case))
    answer = shell.ask(f"File: [{visible(file)}] ")
    if answer is None:
        return False
    show(saved(shell, Path(answer.strip() or file)))
    return True


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
