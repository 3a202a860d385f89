"""How a look asks: what is wanted, and a transaction that is apart from the person's over several exchanges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tenantsh.db.apart import apart
from tenantsh.db.params import encoded
from tenantsh.db.scope import Modes
from tenantsh.db.steps import Step
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    import psycopg

    from tenantsh.db.lasting import Lasting
    from tenantsh.db.steps import Answer, Sink
    from tenantsh.model.case import Parameter

MOST_PARAMETERS = 65535
CHUNK_ROWS = 64
"""Rows that are digested at a time: few, for all of them are in memory until the last one has come."""
_ONE_SNAPSHOT = Modes(isolation="repeatable read", read_only=True)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that is to be looked at."""

    sql: str
    parameters: tuple[Parameter, ...]
    pinned: Mapping[str, str]
    seconds: float
    rows: int
    most_bytes: int

    def step(self, connection: psycopg.Connection[Any], before: str = "", sink: Sink | None = None) -> Step:
        """The statement with its values, behind words of ours. Raises UsageError for a text that cannot be sent."""
        if len(self.parameters) > MOST_PARAMETERS:
            raise UsageError(f"{len(self.parameters)} parameters", why=f"PostgreSQL takes {MOST_PARAMETERS} at most")
        bound = [None if each.value is None else encoded(each.value) for each in self.parameters]
        return Step(
            before.encode() + encoded(self.sql),
            params=bound or None,
            types=[_oid(connection, each.type) for each in self.parameters] or None,
            sink=sink,
            whole=self.sql,
            starts=-len(before),
        )


def _oid(connection: psycopg.Connection[Any], name: str) -> int:
    """The OID of a type by its name; 0, which has the server find out, of one that psycopg does not know."""
    known = connection.adapters.types.get(name.removesuffix("[]")) if name else None
    if known is None:
        return 0
    return known.array_oid if name.endswith("[]") else known.oid


class Visit:
    """A read-only transaction apart from the person's: one of its own, or a part of hers that is rolled back.

    What is set in an exchange ends with it.
    """

    def __init__(self, lasting: Lasting) -> None:
        self._lasting = lasting

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        runner = self._lasting.runner
        if runner is not None and runner.implicit:
            self._lasting.do(runner.give_up)

    def ask(self, steps: Sequence[Step], answers: list[Answer], *, last: bool = False) -> None:
        """Send steps in one round trip; `answers` gets the verified ones, also before an error.

        Raises what `run` of a session raises.
        """
        apart(self._lasting, steps, answers, last=last, modes=_ONE_SNAPSHOT, quiet=True)
