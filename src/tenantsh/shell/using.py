r"""What else than showing is done with an answer: `\gset`, `\gexec`, `\crosstabview`; and `\gdesc`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tenantsh.commands.plan import Plan
from tenantsh.model.errors import StatementError, TenantshError, UsageError
from tenantsh.model.result import Result
from tenantsh.shell import noting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.result import Outcome
    from tenantsh.shell.shell import Shell
    from tenantsh.shell.way import Way

_COUNTED = ("INSERT", "UPDATE", "DELETE", "MERGE")
"""Whose command tags are told beside the rows that they return."""


def used(shell: Shell, answer: Result, way: Way) -> Iterator[Outcome]:
    r"""What `\gset`, `\gexec` and `\crosstabview` make of the last answer."""
    failed = False
    try:
        yield from _made_of(shell, answer, way)
    except UsageError as error:
        failed = True
        if shell.psql_major >= 17:
            noting.unused(shell.variables)
        yield error
    if answer.status.startswith(_COUNTED):
        yield Result(status=answer.status)
    if shell.psql_major < 17 and not failed:
        noting.succeeded(shell.variables, answer)


def _made_of(shell: Shell, answer: Result, way: Way) -> Iterator[Outcome]:
    plan = way.plan
    if plan.into is not None:
        _set_variables(shell, answer, plan.into)
    elif plan.executes:
        yield from _executed(shell, answer, plan)
    elif plan.crosstab is not None:
        from tenantsh.commands.crosstab import crosstab

        shown = crosstab(answer, plan.crosstab, null=shell.options.null)
        way.open()
        yield shown


def _set_variables(shell: Shell, answer: Result, prefix: str) -> None:
    rows = [row for batch in answer.cells.text() for row in batch] if answer.cells is not None else []
    if len(rows) != 1:
        raise UsageError(f"{'more than one row' if rows else 'no rows'} returned for \\gset")
    for column, value in zip(answer.columns, rows[0], strict=True):
        name = prefix + column.name
        if shell.variables.obeyed(name):
            shell.warn(f'attempt to \\gset into specially treated variable "{name}" ignored')
        elif value is None:
            shell.variables.unset(name)
        else:
            shell.variables.set(name, value)


def _executed(shell: Shell, answer: Result, plan: Plan) -> Iterator[Outcome]:
    # in psql the first one is still sent with the query's own parameters
    shell.plan = Plan(how=plan.how, params=plan.params, name=plan.name)
    for row in (row for batch in answer.cells.text() for row in batch) if answer.cells else ():
        for text in row:
            if text is None:
                continue
            if shell.variables.word("ECHO") == "all" and not shell.variables.on("SINGLESTEP"):
                yield Result(data=[f"{text}\n".encode("utf-8", "surrogateescape")], direct=True)
            for outcome in shell.send(text):
                yield outcome
                if isinstance(outcome, TenantshError) and shell.variables.on("ON_ERROR_STOP"):
                    return


def described(shell: Shell, text: str) -> Iterator[Outcome]:
    r"""The columns that a text's answer would have, for `\gdesc`."""
    try:
        found = shell.session.answer_columns(text)
    except StatementError as error:
        shell.last_error = error.message
        noting.failed(shell.variables, error)
        yield error
        return
    if found.cells is None:
        noting.succeeded(shell.variables, found)
        yield Result(data=[b"The command has no result, or the result has no columns.\n"])
        return
    noting.succeeded(shell.variables, replace(found, status=f"SELECT {len(found)}"))
    yield found
