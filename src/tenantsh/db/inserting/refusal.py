"""Why the server refused rows, in words: which policy's check they fail, and the first of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.apart import apart
from tenantsh.db.query import Query
from tenantsh.db.steps import Step, final
from tenantsh.lang.quote import quote_identifier
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.inserting.batch import Batch, Filled
    from tenantsh.db.inserting.target import Target
    from tenantsh.db.lasting import Lasting
    from tenantsh.db.session import Session

_NOT_ALLOWED = "42501"
_BY_A_POLICY = "ExecWithCheckOptions"
"""The server's function that says so of row security: the same SQLSTATE is a privilege's that lacks."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that the inserted rows have to pass."""

    name: str
    permissive: bool
    condition: str | None


POLICIES = Query("insert/policies", Policy)


def explained(
    session: Session, lasting: Lasting, target: Target, batch: Batch, filled: Filled, error: StatementError
) -> StatementError:
    """The error, with what this session knows of it; nothing of the insert is there any more."""
    last = batch.first + batch.rows - 1
    where = f"in rows {batch.first} to {last} of the frame" if batch.rows > 1 else f"in row {batch.first} of the frame"
    error.why = error.why or f"{where}; nothing was inserted"
    if error.sqlstate != _NOT_ALLOWED:
        return error
    if error.fields.get("source_function") == _BY_A_POLICY:
        _by_policies(session, lasting, target, batch, filled, error)
    elif lacking := [column.name for column in batch.columns if not column.writable]:
        error.why = f"{session.tenant.role or 'the role'} may not insert {', '.join(lacking)}; nothing was inserted"
    return error


def _by_policies(
    session: Session, lasting: Lasting, target: Target, batch: Batch, filled: Filled, error: StatementError
) -> None:
    (policies,) = session.fetch_apart(POLICIES.ask(relation=target.oid))
    if not any(policy.permissive for policy in policies):
        error.why = f"no policy of {target.name} lets this role insert any row; nothing was inserted"
        return
    check = _check(policies)
    failing = (
        None if _tells_of_others(check, target, batch, filled) else _failing(lasting, target, batch, filled, check)
    )
    names = ", ".join(policy.name for policy in policies)
    rows = f"{failing[0]:,} of {batch.rows:,} rows fail (row {failing[1]} first)" if failing else "a row fails"
    error.why = f"{rows} what {names} asks of new rows: {check}; nothing was inserted"
    error.hint = f"this session writes rows of {session.tenant} alone"


def _check(policies: Sequence[Policy]) -> str:
    """What all of them ask together: one of the permissive ones, and each of the restrictive ones."""
    allowing = " OR ".join(_true(policy) for policy in policies if policy.permissive)
    return " AND ".join([f"({allowing})" if " OR " in allowing else allowing, *map(_true, _restrictive(policies))])


def _restrictive(policies: Sequence[Policy]) -> list[Policy]:
    return [policy for policy in policies if not policy.permissive]


def _true(policy: Policy) -> str:
    return policy.condition or "true"


def _tells_of_others(check: str, target: Target, batch: Batch, filled: Filled) -> bool:
    """Whether the check reads columns that the server fills in: what it saw there nobody knows."""
    known = {column.name for column in (*batch.columns, *filled.columns)}
    return any(
        re.search(rf"(?<!\w){re.escape(column.name)}(?!\w)", check)
        for column in target.columns
        if column.name not in known
    )


def _failing(lasting: Lasting, target: Target, batch: Batch, filled: Filled, check: str) -> tuple[int, int] | None:
    """How many rows fail the check, and the number of the first in the frame; None where the server cannot tell."""
    rows = f"SELECT {batch.selected(filled, named=True)}, given.at AS {_AT} FROM {batch.numbered}"
    sql = (
        f"SELECT pg_catalog.count(*), pg_catalog.min({_AT}) FROM ({rows}) AS {quote_identifier(target.name)} "
        f"WHERE ({check}) IS NOT TRUE"
    )
    values = batch.values(filled)
    step = Step(sql.encode(), values, [0] * len(values), batch.formats(filled))
    try:
        found = final(apart(lasting, [step])[0])
    except StatementError:
        return None
    count, first = (int(found.get_value(0, at) or 0) for at in (0, 1))
    return (count, batch.first + first - 1) if count else None


_AT = quote_identifier("number of the row")
