"""Running a meta-command: finding it, reading its arguments as it wants them, and giving what it says."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.groups import OURS, Group
from tenantsh.commands.registry import REGISTRY, Command, Reads, invoke
from tenantsh.lang.slash import Arguments, Kind
from tenantsh.model.errors import StatementError, TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell.moving import strand

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.lang import split
    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell

_KINDS = {
    Reads.WORDS: Kind.NORMAL,
    Reads.NAMES: Kind.NAME,
    Reads.FILE: Kind.FILE_OR_PIPE,
    Reads.LINE: Kind.WHOLE_LINE,
}


def run(shell: Shell, item: split.Command) -> Iterator[Outcome]:
    """Run a command; what it does not understand of its line is warned of, or thrown away where it failed.

    Raises TenantshError.
    """
    try:
        if shell.restricted is not None and item.name != r"\unrestrict":
            raise UsageError(r"backslash commands are restricted; only \unrestrict is allowed")
        found, letters = _found(shell, item)
        if found.since > shell.psql_major:
            raise UsageError(f"invalid command {item.name}")
        if not shell.conditions.live and not found.in_dead_branches:
            _pass_over(shell, found, item)
            return
        outcomes = _run(shell, found, letters, item)
        if shell.case is not None and found.group != Group.CASES:
            outcomes = shell.case.recording.command(found, item.arguments, outcomes)
        yield from outcomes
    except TenantshError as error:
        item.arguments.discard()
        _mark(error, item.name)
        if isinstance(error, StatementError):
            shell.last_error = error.message
        if shell.conditions.live and _leads_elsewhere(item.name):
            strand(shell)
        raise


def _leads_elsewhere(name: str) -> bool:
    with suppress(UsageError):
        return REGISTRY.find(name)[0].leads_elsewhere
    return False


def _mark(error: TenantshError, name: str) -> None:
    """Scripts compare what psql's commands say; what ours say is told whole."""
    if isinstance(error, UsageError) and (meant := REGISTRY.meant(name)):
        error.ours = meant[0].group in OURS


def _found(shell: Shell, item: split.Command) -> tuple[Command, str]:
    try:
        return REGISTRY.find(item.name)
    except UsageError:
        if not shell.conditions.live and item.name.startswith(
            r"\d"
        ):  # psql looks no further than this in dead branches
            return REGISTRY.find(r"\d")
        raise


def _run(shell: Shell, found: Command, letters: str, item: split.Command) -> Iterator[Outcome]:
    given = [item.arguments] if found.reads is Reads.ITSELF else _read(found, item.arguments)
    outcomes = invoke(shell, found, letters, given)
    if found.sends:
        _warn_of_extras(shell, item)
    failed = False
    for outcome in outcomes:
        failed = isinstance(outcome, TenantshError)
        yield _dressed(shell, found, outcome)
    if not failed:
        _warn_of_extras(shell, item)


def _read(found: Command, arguments: Arguments) -> list[str]:
    """As many arguments as the command takes, each as it wants them."""
    texts: list[str] = []
    kind = _KINDS[found.reads]
    while len(texts) < found.most:
        argument = arguments.next(kind)
        if argument is None:
            break
        plain = argument if found.keeps_semicolons else argument.without_semicolons()
        if not plain.text and argument.text:  # a lone semicolon, typed out of habit
            continue
        texts.append(plain.text)
    return texts


def _warn_of_extras(shell: Shell, item: split.Command) -> None:
    for extra in item.arguments.extras():
        if shell.conditions.live:
            shell.warn(f'{item.name}: extra argument "{extra.text}" ignored')


def _pass_over(shell: Shell, found: Command, item: split.Command) -> None:
    """In a dead branch: read the arguments as the command would, and do nothing."""
    if shell.interactive:
        shell.warn(rf"{item.name} command ignored; use \endif or Ctrl-C to exit current \if block")
    if found.reads in (Reads.LINE, Reads.FILE):
        item.arguments.next(_KINDS[found.reads])
    elif found.reads is Reads.ITSELF:
        item.arguments.next(Kind.FILE_OR_PIPE)


def _dressed(shell: Shell, found: Command, outcome: Outcome) -> Outcome:
    """A command's result with where it goes, and with the tenant whose data it shows."""
    if not isinstance(outcome, Result):
        return outcome
    if outcome.tenant is None and shell.tenant is not None:
        outcome = replace(outcome, tenant=shell.tenant)
    return replace(outcome, direct=True) if found.direct else outcome
