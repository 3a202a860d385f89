"""Without a person: `-c`, `-f` and standard input, in their order, with psql's exit statuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tenantsh.model.errors import TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.repl.exits import Exit
from tenantsh.shell.sources import Source, opened, standard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.result import Outcome
    from tenantsh.repl.arguments import Action
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.shell import Shell


def run_actions(actions: Iterable[Action], shell: Shell, terminal: Terminal, *, at_once: bool) -> Exit:
    """Run each `-c` and `-f`, or standard input.

    The last one's status is the answer unless ON_ERROR_STOP ends it earlier.

    With `at_once` (`-1`) all of them are one transaction; without ON_ERROR_STOP it is committed in any case, and what
    the server refused has ended it.
    """
    if at_once and _fails("BEGIN", shell, terminal):
        return Exit.SCRIPT
    status, stopped = Exit.OK, False
    for i, action in enumerate(actions):
        # psql names itself before an error of its own until it has run something
        try:
            status = _run(action, shell, terminal, program="" if i else "tenantsh: ")
        except KeyboardInterrupt:
            return _interrupted(action, shell, terminal)
        if shell.lost:
            return Exit.CONNECTION
        if stopped := status is not Exit.OK and shell.variables.on("ON_ERROR_STOP"):
            break
    # before 15 psql left what was wrong to the server
    if at_once and _fails("ROLLBACK" if stopped and shell.psql_major >= 15 else "COMMIT", shell, terminal):
        return Exit.SCRIPT
    return status


def _interrupted(action: Action, shell: Shell, terminal: Terminal) -> Exit:
    """Ctrl-C ends everything. In a plain session the server's answer to it has been shown."""
    if shell.tenant is not None:
        terminal.say("ERROR:  canceling statement due to user request")
    return Exit.ERROR if action.kind == "command" else Exit.SCRIPT


def _run_source(source: Source, shell: Shell, terminal: Terminal) -> Exit:
    show_all(shell.read(source), shell, terminal)
    return Exit(source.status)


def _run(action: Action, shell: Shell, terminal: Terminal, *, program: str) -> Exit:
    if action.kind == "command":
        return _run_command(action.text, shell, terminal)
    if action.kind == "input":
        return _run_source(Source(standard()), shell, terminal)
    try:
        with opened(action.text) as source:
            return _run_source(source, shell, terminal)
    except UsageError as error:
        terminal.error(error, shell, program=program)
        return Exit.ERROR


def _run_command(text: str, shell: Shell, terminal: Terminal) -> Exit:
    """Run one `-c`: a single command, or statements as they stand; psql replaces no variables in them either."""
    with shell.lone(Source(standard())) as reader:
        if not text.startswith("\\"):
            reader.previous = ""
        outcomes = reader.first(text) if text.startswith("\\") else reader.attempt(shell.send(text))
        show_all(_echoed(text.removeprefix("\\"), shell), shell, terminal)
        show_all(outcomes, shell, terminal)
    return Exit.ERROR if reader.failed else Exit.OK


def _echoed(text: str, shell: Shell) -> Iterator[Outcome]:
    if shell.variables.word("ECHO") == "all":
        yield Result(data=[f"{text}\n".encode("utf-8", "surrogateescape")], direct=True)


def _fails(text: str, shell: Shell, terminal: Terminal) -> bool:
    """Send a BEGIN, COMMIT or ROLLBACK of our own; whether it failed and a failure is to end everything."""
    try:
        show_all(shell.control(text), shell, terminal)
    except TenantshError as error:
        terminal.error(error, shell)
        return shell.variables.on("ON_ERROR_STOP")
    return False


def show_all(outcomes: Iterable[Outcome], shell: Shell, terminal: Terminal) -> None:
    """Show outcomes as they come."""
    for outcome in outcomes:
        terminal.show(outcome, shell)
