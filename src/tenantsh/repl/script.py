"""Without a person: `-c`, `-f` and standard input, in their order, with psql's exit statuses."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tenantsh.lang.split import Command, Item, Statement
from tenantsh.model.errors import TenantshError
from tenantsh.repl.exits import Exit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from tenantsh.repl.arguments import Action
    from tenantsh.repl.terminal import Terminal
    from tenantsh.shell.shell import Shell


def run_actions(actions: Iterable[Action], shell: Shell, terminal: Terminal) -> Exit:
    """Run each `-c` and `-f`; the last one's status is the answer unless ON_ERROR_STOP ends it earlier."""
    status = Exit.OK
    for action in actions:
        status = _run(action, shell, terminal)
        if shell.ended or terminal.lost:
            break
    return Exit.CONNECTION if terminal.lost else status


def run_stream(stream: TextIO, shell: Shell, terminal: Terminal, *, name: str | None = None) -> Exit:
    """Run a script's lines; `name` is put in front of errors with the line's number."""
    stopped = False
    splitter = shell.new_splitter()
    outer, shell.splitter = shell.splitter, splitter
    try:
        for item in _items(stream, shell):
            where = f"tenantsh:{name}:{item.line}: " if name else ""
            _show_all(item, shell, terminal, where)
            stopped = terminal.failed and shell.variables.on("ON_ERROR_STOP")
            if shell.ended or stopped or terminal.lost:
                break
    finally:
        shell.splitter = outer
    return Exit.SCRIPT if stopped else Exit.OK


def _run(action: Action, shell: Shell, terminal: Terminal) -> Exit:
    if action.kind == "command":
        _run_command(action.text, shell, terminal)
        return Exit.ERROR if terminal.failed else Exit.OK
    if action.text == "-":
        return run_stream(sys.stdin, shell, terminal, name="<stdin>")
    try:
        with Path(action.text).open(encoding="utf-8", errors="surrogateescape", newline="\n") as stream:
            return run_stream(stream, shell, terminal, name=action.text)
    except OSError as error:
        terminal.error(TenantshError(f"{action.text}: {error.strerror}"))
        return Exit.ERROR


def _run_command(text: str, shell: Shell, terminal: Terminal) -> None:
    """Run one `-c`: several statements in it are one transaction, as in psql, and the first error ends it."""
    terminal.failed = False
    splitter = shell.new_splitter()
    items: list[Item] = []
    for item in splitter.feed(text):
        if isinstance(item, Command):
            items.append(item)
            _show_all(item, shell, terminal, "")
            return
        items.append(item)
    last = splitter.finish()
    items += [last] if last is not None else []
    statements = [item for item in items if isinstance(item, Statement)]
    with _one_transaction(shell, terminal, wanted=len(statements) > 1 and not any(map(_controls, statements))):
        for statement in statements:
            _show_all(statement, shell, terminal, "")
            if terminal.failed:
                return


def _controls(statement: Statement) -> bool:
    from tenantsh.lang.lead import keywords

    lead = keywords(statement.text, 1)
    return lead[:1] in {("begin",), ("start",), ("commit",), ("end",), ("rollback",), ("abort",)}


@contextmanager
def _one_transaction(shell: Shell, terminal: Terminal, *, wanted: bool) -> Iterator[None]:
    if not wanted:
        yield
        return
    try:
        shell.session.run("BEGIN")
        yield
        shell.session.run("ROLLBACK" if terminal.failed else "COMMIT")
    except TenantshError as error:
        terminal.error(error)


def _items(stream: TextIO, shell: Shell) -> Iterator[Item]:
    for line in stream:
        yield from shell.splitter.feed(line)
    last = shell.splitter.finish()
    if last is not None:
        yield last


def _show_all(item: Item, shell: Shell, terminal: Terminal, where: str) -> None:
    try:
        for outcome in shell.execute(item):
            terminal.show(outcome, shell, where=where)
    except TenantshError as error:
        terminal.error(error, where=where)
