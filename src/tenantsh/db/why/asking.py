"""Conditions asked of one row that travels as a literal: as the tenant's role, in the tenant's own session.

So `session_user`, settings and memberships are what they are for the tenant, functions that policies call run with no
more than the tenant's privileges, and nothing is written: not even a temporary table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenantsh.db.apart import apart
from tenantsh.db.params import question, rows_of
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.query import Query
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.query import Request

SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Said:
    """A condition's value."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a condition says of a row: true, false, nothing (NULL), or an error."""

    value: bool | None = None
    sqlstate: str = ""
    """Of the error; its words may hold what is in the row, and are not kept."""

    @property
    def word(self) -> str:
        """In a word."""
        return f"error {self.sqlstate}" if self.sqlstate else {True: "true", False: "false", None: "NULL"}[self.value]


def answers(lasting: Lasting, asked: Sequence[tuple[str, dict[str, object]]]) -> list[Answer]:
    """What conditions (`SELECT … AS value`, with their parameters) say; in one round trip where none fails."""
    requests = [Query("why/condition", Said, sql=sql).ask(**params) for sql, params in asked]
    try:
        return _together(lasting, requests)
    except StatementError:
        return [_alone(lasting, request) for request in requests]


def _together(lasting: Lasting, requests: Sequence[Request]) -> list[Answer]:
    connection, major = lasting.link.wire.connection, lasting.link.major
    steps = [question(connection, request, major) for request in (bounds(SECONDS), *requests)]
    found = apart(lasting, [Step(OUR_PATH), *steps])[2:]
    rows = [rows_of(connection, final(answer), Said) for answer in found]
    return [Answer(each[0].value if each else None) for each in rows]


def _alone(lasting: Lasting, request: Request) -> Answer:
    try:
        return _together(lasting, [request])[0]
    except StatementError as error:
        return Answer(sqlstate=error.sqlstate)
