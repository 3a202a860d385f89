"""What a database's catalog says of how its policies know whose rows they show; asked after a failure only."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tenantsh.db.connect import open_plain
from tenantsh.db.params import question, rows_of
from tenantsh.db.query import Query
from tenantsh.db.scope import OUR_PATH
from tenantsh.db.steps import Step, final
from tenantsh.db.wire import Wire

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tenantsh.db.connect import Target

_BEGIN = (
    Step(b"BEGIN READ ONLY, NOT DEFERRABLE"),
    Step(b"SET LOCAL statement_timeout = '5s'"),  # nobody waits for long to be told why nothing was opened
    Step(b"SET LOCAL lock_timeout = '500ms'"),
    Step(OUR_PATH),
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was found, and in how many policies or tables."""

    kind: str
    name: str
    times: int


FITTING = Query("fitting", Sign)


@dataclass(frozen=True, slots=True)
class Signs:
    """What was found, each with the number of policies or tables that have it, the most frequent first."""

    database: str
    login: str
    tables: int
    """Tables of people's own, a partitioned one counted once."""
    policies: int
    settings: Mapping[str, int] = field(default_factory=dict)
    """Settings that policies read, themselves or in a function that they call."""
    functions: Mapping[str, int] = field(default_factory=dict)
    """Functions that policies call, with their schemas."""
    columns: Mapping[str, int] = field(default_factory=dict)
    """Columns that are called as those are that say whose a row is."""
    roles: Mapping[str, int] = field(default_factory=dict)
    """Roles that the login may take, and that may read tables with row security."""
    own: int = 0
    """Tables with row security that the login itself may read."""
    by_role: int = 0
    """Policies that look at who is connected."""
    app_metadata: int = 0
    """Policies that look into Supabase's part of the claims."""


def signs(target: Target) -> Signs | None:
    """What the login can read of this database; None where it is not told.

    Raises ConnectError, ConnectionLost, KeyboardInterrupt when the server has answered to Ctrl-C.
    """
    wire = Wire(open_plain(target).connection)
    try:
        asked = question(wire.connection, FITTING.ask(), wire.pgconn.server_version // 10000)
        answers = wire.exchange([*_BEGIN, asked, Step(b"ROLLBACK")])
        if wire.interrupted:
            raise KeyboardInterrupt
        if any(answer.failed or answer.skipped for answer in answers):
            return None
        return _signs(rows_of(wire.connection, final(answers[len(_BEGIN)]), Sign))
    finally:
        wire.close()


def _signs(rows: list[Sign]) -> Signs:
    found: dict[str, dict[str, int]] = {}
    for row in rows:
        found.setdefault(row.kind, {})[row.name] = row.times
    return Signs(
        database=next(iter(found["database"])),
        login=next(iter(found["login"])),
        tables=found["tables"][""],
        policies=found["policies"][""],
        settings=found.get("setting", {}),
        functions=found.get("function", {}),
        columns=found.get("column", {}),
        roles=found.get("role", {}),
        own=found["own"][""],
        by_role=found["by role"][""],
        app_metadata=found["app_metadata"][""],
    )
