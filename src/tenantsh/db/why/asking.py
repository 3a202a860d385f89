"""Conditions asked of one row that travels as a literal: as the tenant's role, in the tenant's own session.

So `session_user`, settings and memberships are what they are for the tenant, functions that policies call run with no
more than the tenant's privileges, and nothing is written: not even a temporary table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg

from tenantsh.db.apart import apart
from tenantsh.db.guard import PLAIN
from tenantsh.db.params import encoded, question, rows_of, texts
from tenantsh.db.plans.explaining import bounds
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import StatementError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tenantsh.db.lasting import Lasting

SECONDS = 5.0
_WORDS = re.compile(r"[A-Z][a-z]*|[A-Z0-9]+")
_NOT_ITS_OWN = ("08", "25P", "40", "53", "55P", "57")
"""Errors that are no condition's: of the connection, the transaction, resources, a lock waited for, time."""


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
        """In a word; an error by what its code means."""
        if self.sqlstate:
            return f"error {self.sqlstate}{_meaning(self.sqlstate)}"
        return {True: "true", False: "false", None: "NULL"}[self.value]


def _meaning(sqlstate: str) -> str:
    """What a code means, in words.

    >>> _meaning("22012"), _meaning("XYZ99")
    (', division by zero', '')
    """
    try:
        name = psycopg.errors.lookup(sqlstate).__name__
    except KeyError:
        return ""
    return ", " + _WORDS.sub(lambda found: f" {found[0].lower()}", name).strip()


def answers(lasting: Lasting, asked: Sequence[tuple[str, Sequence[str]]]) -> list[Answer]:
    """What conditions (`SELECT … AS value`, with texts for `$1` and so on) say; in one round trip where none fails.

    Raises StatementError for an error that is no condition's own: a lock, a time-out, a failed transaction.
    """
    # not by names: a person's own words are in them, and may look like one
    steps = [Step(encoded(sql), texts(values)) for sql, values in asked]
    try:
        return _together(lasting, steps)
    except StatementError as error:
        if error.sqlstate == "57014":
            error.why = f"a condition, or the table itself, was not done with it in {SECONDS:g} seconds"
        if error.sqlstate.startswith(_NOT_ITS_OWN):
            raise
        return [_alone(lasting, step) for step in steps]


def _together(lasting: Lasting, steps: Sequence[Step]) -> list[Answer]:
    connection, major = lasting.link.wire.connection, lasting.link.major
    before = [Step(OUR_PATH), question(connection, bounds(SECONDS), major)]
    asked = " ".join(step.sql.decode("utf-8", "surrogateescape") for step in steps)
    found = apart(lasting, [*before, *steps], text=asked, reading=PLAIN)[2:]
    rows = [rows_of(connection, final(answer), Said) for answer in found]
    return [Answer(each[0].value if each else None) for each in rows]


def _alone(lasting: Lasting, step: Step) -> Answer:
    try:
        return _together(lasting, [step])[0]
    except StatementError as error:
        if error.sqlstate.startswith(_NOT_ITS_OWN):
            raise
        return Answer(sqlstate=error.sqlstate)
