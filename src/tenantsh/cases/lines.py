"""Which lines an entry takes, and back: what changes seldom has a line of its own, and is written when it changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tenantsh.cases.coding import MisfitError
from tenantsh.model.case import Commanded, Look, Note, Opening, Print, Recorded, Standing, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tenantsh.model.case import Answer, Entry, Failure, Parameter, Planned


@dataclass(frozen=True, slots=True)
class Mark:
    """What tells a case's key from another one, and says nothing of it."""

    mark: str
    of_team: bool = False
    """Whether the key is made of the team's."""


@dataclass(frozen=True, slots=True)
class Server:
    """What a server is for as long as a case goes on."""

    version: int
    system: str | None
    database: str
    host: str
    port: str
    recovering: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look found; surroundings, server and fingerprints are those of the lines before."""

    snapshot: str
    now: str
    lsn: str | None
    lag: float | None
    planned: Planned | None = None
    relations: tuple[str, ...] = ()
    """Those of which fingerprints were taken."""
    answer: Answer | None = None
    failure: Failure | None = None
    seconds: float = 0.0
    untold: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement that was recorded."""

    n: int
    sql: str
    parameters: tuple[Parameter, ...]
    how: str
    origin: str | None
    at: str
    rows: int | None
    seconds: float
    sqlstate: str
    look: Looked | None
    became: str = "done"


@dataclass(frozen=True, slots=True)
class End:
    """The last line: without it a file is cut."""

    lines: int
    """How many there are before it."""
    seal: str
    """A digest of them, keyed with the case's key."""


KINDS: dict[str, type] = {
    "case": Opening,
    "key": Mark,
    "surroundings": Surroundings,
    "server": Server,
    "relation": Print,
    "statement": Statement,
    "command": Commanded,
    "note": Note,
    "end": End,
}
"""What a line may be."""

_NAMES = {kind: name for name, kind in KINDS.items()}


def kind_of(value: object) -> str:
    """What a line with this value is called."""
    return _NAMES[type(value)]


@dataclass(frozen=True, slots=True)
class State:
    """What the lines so far have said, and holds until another one says something else."""

    surroundings: Surroundings | None = None
    server: Server | None = None
    prints: dict[str, Print] = field(default_factory=dict)

    def spread(self, entry: Entry) -> Iterator[Any]:
        """The values of the lines that an entry takes."""
        if not isinstance(entry, Recorded):
            yield entry
            return
        look = entry.look
        if look is not None:
            yield from self._changed(look)
        yield Statement(**_shared(entry), look=None if look is None else _looked(look))

    def _changed(self, look: Look) -> Iterator[Any]:
        server = _of_server(look.standing)
        if look.surroundings != self.surroundings:
            yield look.surroundings
        if server != self.server:
            yield server
        for one in look.prints:
            if self.prints.get(one.relation) != one:
                yield one

    def after(self, value: object) -> State:
        """What holds behind a line."""
        match value:
            case Surroundings():
                return replace(self, surroundings=value)
            case Server():
                return replace(self, server=value)
            case Print():
                self.prints[value.relation] = value
        return self

    def gathered(self, value: Any) -> Entry | None:
        """The entry that a line ends; None where it only prepares one. Raises MisfitError."""
        match value:
            case Statement():
                return Recorded(**_shared(value), look=None if value.look is None else self._look(value.look))
            case Commanded() | Note():
                return value
        return None

    def _look(self, found: Looked) -> Look:
        if self.surroundings is None or self.server is None:
            raise MisfitError("it has a look in it, and no line before it says as whom, and at which server")
        return Look(
            surroundings=self.surroundings,
            standing=_standing(self.server, found),
            planned=found.planned,
            prints=tuple([self._print(name) for name in found.relations]),
            answer=found.answer,
            failure=found.failure,
            seconds=found.seconds,
            untold=found.untold,
        )

    def _print(self, relation: str) -> Print:
        if relation not in self.prints:
            raise MisfitError(f"it has looked at {relation}, and no line before it has that relation's fingerprints")
        return self.prints[relation]


_SHARED = ("n", "sql", "parameters", "how", "origin", "at", "rows", "seconds", "sqlstate", "became")


def _shared(value: Recorded | Statement) -> dict[str, Any]:
    return {name: getattr(value, name) for name in _SHARED}


def _of_server(standing: Standing) -> Server:
    return Server(
        version=standing.version,
        system=standing.system,
        database=standing.database,
        host=standing.host,
        port=standing.port,
        recovering=standing.recovering,
    )


def _looked(look: Look) -> Looked:
    at = look.standing
    return Looked(
        snapshot=at.snapshot,
        now=at.now,
        lsn=at.lsn,
        lag=at.lag,
        planned=look.planned,
        relations=tuple([one.relation for one in look.prints]),
        answer=look.answer,
        failure=look.failure,
        seconds=look.seconds,
        untold=look.untold,
    )


def _standing(server: Server, found: Looked) -> Standing:
    return Standing(
        version=server.version,
        system=server.system,
        database=server.database,
        host=server.host,
        port=server.port,
        recovering=server.recovering,
        lag=found.lag,
        lsn=found.lsn,
        snapshot=found.snapshot,
        now=found.now,
    )
