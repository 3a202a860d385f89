"""A case made by hand, with something of everything in it, and its file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from tests.cases.looks import LOOK

from tenantsh.cases import keys
from tenantsh.cases.keys import key_file
from tenantsh.cases.saving import save
from tenantsh.model.case import Case, Commanded, Note, Opening, Parameter, Recorded

if TYPE_CHECKING:
    from pathlib import Path

    from tenantsh.model.case import Entry

OPENING = Opening(
    id="c-20261127-1",
    title="Premium resources are missing",
    ticket="SUP-4711",
    reason="the customer has asked",
    by="ann@desk",
    created="2026-11-27T10:00:00+00:00",
    tool="tenantsh 0.1.0",
    org="42",
    org_name="Acme",
)


def recorded(sql: str = "select 1", n: int = 1, **changes: Any) -> Recorded:
    plain = Recorded(
        n=n,
        sql=sql,
        parameters=(),
        how="statement",
        origin=None,
        at="10:00",
        rows=1,
        seconds=0.01,
        sqlstate="",
        look=LOOK,
    )
    return replace(plain, **changes)


ENTRIES: tuple[Entry, ...] = (
    Note("she filters by tier", "10:00"),
    recorded("select id, state from resources order by id", 1, origin=r"\filter resources tier=premium"),
    recorded("select 'ä', $1::int", 2, parameters=(Parameter("1", "integer"), Parameter(None))),
    recorded(
        "select 2",
        3,
        look=replace(LOOK, standing=replace(LOOK.standing, host="db2"), seconds=0.25, untold=("it is late",)),
    ),
    Commanded(4, r"\d resources", "10:01", 7, None),
    recorded("insert into resources values (1)", 5, look=None, became="failed", sqlstate="25006"),
)


@dataclass(frozen=True, slots=True)
class Made:
    """A case in a file."""

    path: Path
    key: bytes
    case: Case

    @property
    def lines(self) -> list[bytes]:
        return self.path.read_bytes().splitlines(keepends=True)

    def rewrite(self, lines: list[bytes]) -> None:
        self.path.write_bytes(b"".join(lines))


def made(folder: Path, entries: tuple[Entry, ...] = ENTRIES, opening: Opening = OPENING) -> Made:
    key, path = keys.new(), folder / "case.jsonl"
    save(path, opening, entries, key, key_file(path))
    return Made(path, key, Case(opening, entries))
