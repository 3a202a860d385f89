"""What the shell tells in variables of each statement: `ERROR`, `SQLSTATE`, `ROW_COUNT`, `LAST_ERROR_…`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tenantsh.model.errors import StatementError, TenantshError
    from tenantsh.model.result import Result
    from tenantsh.shell.variables import Variables

_COUNT = re.compile(r"(?:INSERT \d+|SELECT|UPDATE|DELETE|MERGE|MOVE|FETCH|COPY) (\d+)")
_INSERT = re.compile(r"INSERT (\d+) \d+")


def succeeded(variables: Variables, result: Result) -> None:
    """Take note of a statement that went well."""
    count = _COUNT.fullmatch(result.status)
    variables.tell(ERROR="false", SQLSTATE="00000", ROW_COUNT=count[1] if count else "0")


def counted(variables: Variables, result: Result) -> None:
    """Take note of how many rows there were, where they have been printed as they came."""
    variables.tell(ROW_COUNT=str(len(result)))


def inserted(variables: Variables, result: Result) -> None:
    """Take note of the OID of a lone INSERT."""
    if result.cells is None and result.status:
        found = _INSERT.fullmatch(result.status)
        variables.tell(LASTOID=found[1] if found else "0")


def failed(variables: Variables, error: StatementError) -> None:
    """Take note of a statement that failed."""
    state, message = error.sqlstate, error.fields.get("message_primary", "")
    variables.tell(ERROR="true", SQLSTATE=state, ROW_COUNT="0", LAST_ERROR_SQLSTATE=state, LAST_ERROR_MESSAGE=message)


def withheld(variables: Variables, error: TenantshError) -> None:
    """Take note of a statement of which nothing came: refused, lost, or its results withheld."""
    what = error.what
    variables.tell(ERROR="true", SQLSTATE="", ROW_COUNT="0", LAST_ERROR_SQLSTATE="", LAST_ERROR_MESSAGE=what)


def queued(variables: Variables, syncs: int, commands: int, results: int) -> None:
    """Take note of what waits in a pipeline."""
    variables.tell(
        PIPELINE_SYNC_COUNT=str(syncs), PIPELINE_COMMAND_COUNT=str(commands), PIPELINE_RESULT_COUNT=str(results)
    )


def unused(variables: Variables) -> None:
    r"""Take note of an answer that the shell could make nothing of: `\gset` with no row."""
    variables.tell(ERROR="true", SQLSTATE="", ROW_COUNT="0", LAST_ERROR_SQLSTATE="", LAST_ERROR_MESSAGE="")
