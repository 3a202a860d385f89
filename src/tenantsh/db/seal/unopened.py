"""What a sealed login finds before its session is open: nothing of sealed tables, and so nobody by a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from tenantsh.db.params import question, rows_of
from tenantsh.db.query import Query
from tenantsh.db.steps import Step, final
from tenantsh.model.errors import UnknownOrganization

if TYPE_CHECKING:
    from tenantsh.db.wire import Wire

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Present:
    """Whether a database has the seal, and who asks."""

    there: bool
    login: str


@dataclass(frozen=True, slots=True)
class Sealed:
    """Whether the seal holds a login."""

    sealed: bool


PRESENT = Query("seal/present", Present)
SEALED = Query("seal/sealed", Sealed)


class Unseen(UnknownOrganization):
    """Whether there is one cannot be told: this login sees nobody before its session is open."""


def refuse_unseen(wire: Wire) -> None:
    """Where a look-up found nothing: raise Unseen if this login is sealed, and so could not find anything."""
    if _one(wire, PRESENT).there and _one(wire, SEALED).sealed:
        raise Unseen(
            "nobody was found, and this login is sealed",
            why="before its session is open on one organization, a sealed login sees none: neither names nor people",
            hint="--org takes the id: --org 42 --reason TEXT",
        )


def _one(wire: Wire, query: Query[R]) -> R:
    asked = question(wire.connection, query.ask(), wire.pgconn.server_version // 10_000)
    answer = wire.exchange([Step(b"BEGIN READ ONLY"), asked, Step(b"COMMIT")])[1]
    return rows_of(wire.connection, final(answer), query.row)[0]
