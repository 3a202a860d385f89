"""Two databases that stand for two clusters, and a directory in a third."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.db import small as schema
from tests.db.small import CONVENTION, Small
from tests.pgcluster import as_user

from tenantsh.db.cells.asking import spelled_out
from tenantsh.db.cells.directory import Directory
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.cells import Cells

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

QUERY = "select cluster, org::text as org from cells where org::text = :org or lower(name) = lower(:org)"
FIND_PERSON = (
    "select person_id::text as user_id, email, role, org_id::text as org, org_name"
    " from people where (:org = '' or org_id::text = :org) and :who in (person_id::text, email)"
)
LISTED = replace(CONVENTION, list_organizations=None)
"""The small convention, whose list is what it finds."""

PEOPLE = replace(
    LISTED,
    find_person=FIND_PERSON,
    settings={"app.current_org_id": "{org}", "app.current_user_id": "{user}"},
)
"""The small convention, with people."""

_PLACES = {"eu": (42, 43), "us": (7, 48)}
"""Which organizations of the small database each cluster keeps."""

_MADE = """
delete from things where org_id not in {kept};
delete from orgs where org_id not in {kept};
create table people (person_id bigint, email text, role text, org_id bigint, org_name text);
grant select on people to small_eng;
create table padding_{name} (a int);
create type mood as enum ('sad', 'glad');
insert into people values {people};
"""
_PEOPLE = {
    "eu": "(1, 'alice@x.example', 'small_viewer', 42, 'Acme'), (2, 'bob@x.example', 'small_viewer', 43, 'Acme Labs')",
    "us": "(1, 'carol@x.example', 'small_viewer', 7, 'Delta'), (9, 'alice@x.example', 'small_viewer', 7, 'Delta')",
}


@dataclass(slots=True)
class Clusters:
    """Two clusters, `eu` and `us`, and the directory `main`."""

    pg: Cluster
    prefix: str
    cells: Cells = field(init=False)
    """How the directory is asked; it may be replaced, as the configuration may be written anew."""

    def __post_init__(self) -> None:
        self.cells = Cells("main", self.conninfos, query=QUERY, conninfo=self.directory, check=0)

    @property
    def conninfos(self) -> dict[str, str]:
        """How an engineer gets into each."""
        return {name: as_user(self.pg.dsn(f"{self.prefix}_{name}"), "small_eng") for name in _PLACES}

    @property
    def directory(self) -> str:
        """Where the directory is."""
        return self.pg.dsn(f"{self.prefix}_directory")

    def place(self, user: str = "small_eng", *, people: bool = False) -> Place:
        """Where organizations are, before one has said in which cluster."""
        asked_at = spelled_out(Target(self.cells.conninfo)) if self.cells.conninfo else None
        directory = Directory(
            "main",
            {name: Target(as_user(dsn, user)) for name, dsn in self.conninfos.items()},
            renewed=lambda: self.cells,
            asked_at=asked_at,
            check=self.cells.check,
        )
        return Place(Target("host=/nowhere"), PEOPLE if people else LISTED, cells=directory)

    def open(self, org: str = "42", *, write: bool = False, user: str | None = None) -> Session:
        """A session of an organization's."""
        return open_session(self.place(people=user is not None), Wanted(org, user, write=write))

    def move(self, org: int, cluster: str | None) -> None:
        """Have the directory say that an organization is in another cluster, or in none."""
        said = f"update cells set cluster = '{cluster}'" if cluster else "delete from cells"
        self.pg.run(f"{said} where org = {org}", f"{self.prefix}_directory")

    def admin(self, cluster: str, sql: str) -> list[tuple[object, ...]]:
        """Run a statement as the superuser in one of them."""
        return self.pg.run(sql, f"{self.prefix}_{cluster}")

    def small(self, cluster: str) -> Small:
        """One of them as a small database."""
        return Small(self.pg, f"{self.prefix}_{cluster}")

    def drop(self) -> None:
        """Remove all of it."""
        for name in (*_PLACES, "directory"):
            self.pg.drop(f"{self.prefix}_{name}")


def make(pg: Cluster, prefix: str) -> Clusters:
    """Bring them to a server."""
    directory = f"{prefix}_directory"
    for name, orgs in _PLACES.items():
        schema.make(pg, f"{prefix}_{name}")
        if name == "us":  # types of one's own have other numbers there
            pg.run("create type padding as enum ('a')", f"{prefix}_{name}")
        pg.run(_MADE.format(kept=orgs, name=name, people=_PEOPLE[name]), f"{prefix}_{name}")
        pg.run("create type moods as enum ('low', 'high')", f"{prefix}_{name}")
    pg.create(directory)
    pg.run("create table cells (org bigint primary key, name text, cluster text)", directory)
    pg.run(
        "insert into cells values (42, 'Acme', 'eu'), (43, 'Acme Labs', 'eu'), (7, 'Delta', 'us'), (48, null, 'us')",
        directory,
    )
    return Clusters(pg, prefix)
