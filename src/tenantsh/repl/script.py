"""Without a person: `-c`, `-f` and standard input, in their order, with psql's exit statuses."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tenantsh.lang.lead import is_single, keywords
from tenantsh.model.errors import TenantshError
from tenantsh.repl.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.model.result import Outcome
    from tenantsh.repl.arguments import Action
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.shell import Shell

_CONTROL = {("begin",), ("start",), ("commit",), ("end",), ("rollback",), ("abort",)}


def run_actions(actions: Iterable[Action], shell: Shell, terminal: Terminal) -> Exit:
    """Run each `-c` and `-f`; the last one's status is the answer unless ON_ERROR_STOP ends it earlier."""
    status = Exit.OK
    for action in actions:
        status = _run(action, shell, terminal)
        if terminal.lost:
            return Exit.CONNECTION
        if shell.ended or (terminal.failed and shell.variables.on("ON_ERROR_STOP")):
            break
    return status


def run_stream(stream: TextIO, shell: Shell, terminal: Terminal, *, name: str | None = None) -> Exit:
    """Run a script's lines; `name` is put in front of errors with the line's number."""
    for item in shell.items(stream):
        _show_all(shell.attempt(item, name), shell, terminal)
        if terminal.lost:
            return Exit.CONNECTION
        if terminal.failed and shell.variables.on("ON_ERROR_STOP"):
            return Exit.SCRIPT
        if shell.ended:
            break
    return Exit.OK


def _run(action: Action, shell: Shell, terminal: Terminal) -> Exit:
    if action.kind == "command":
        _run_command(action.text, shell, terminal)
        return Exit.ERROR if terminal.failed else Exit.OK
    if action.text == "-":
        return run_stream(sys.stdin, shell, terminal, name="<stdin>")
    try:
        with Path(action.text).open(encoding="utf-8-sig", errors="surrogateescape", newline="\n") as stream:
            return run_stream(stream, shell, terminal, name=action.text)
    except OSError as error:
        terminal.error(TenantshError(f"{action.text}: {error.strerror}"))
        return Exit.ERROR


def _run_command(text: str, shell: Shell, terminal: Terminal) -> None:
    """Run one `-c`: a single command, or statements as they stand; psql replaces no variables in them either."""
    terminal.failed = False
    if text.lstrip().startswith("\\"):
        for item in shell.new_splitter().feed(text):
            _show_all(shell.execute(item), shell, terminal)
            return
    statements = [text] if is_single(text) else _split(text)
    if len(statements) == 1 or any(keywords(statement) in _CONTROL for statement in statements):
        _run_statements(statements, shell, terminal)
        return
    with _one_transaction(shell, terminal):
        _run_statements(statements, shell, terminal)


def _run_statements(statements: list[str], shell: Shell, terminal: Terminal) -> None:
    """Run statements up to the first error."""
    _show_all(map(shell.session.run, statements), shell, terminal)


def _split(text: str) -> list[str]:
    from tenantsh.lang.split import split

    return split(text)


@contextmanager
def _one_transaction(shell: Shell, terminal: Terminal) -> Iterator[None]:
    """Several statements in one `-c` are one transaction, as in psql."""
    try:
        shell.session.run("BEGIN")
        yield
        shell.session.run("ROLLBACK" if terminal.failed else "COMMIT")
    except TenantshError as error:
        terminal.error(error)


def _show_all(outcomes: Iterable[Outcome], shell: Shell, terminal: Terminal) -> None:
    try:
        for outcome in outcomes:
            terminal.show(outcome, shell)
            if shell.session.link.wire.interrupted:  # Ctrl-C came when the statement had ended: the rest is not run
                raise KeyboardInterrupt
    except TenantshError as error:
        terminal.error(error)
