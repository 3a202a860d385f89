"""A shell of organization 42 beside tables with documents, and what `\\filter` says there."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.plain import open_plain_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import TenantshError
from tenantsh.render.options import Options
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.pgcluster import Cluster

    from tenantsh.model.result import Result

_TABLES = Path(__file__).with_name("filter.sql").read_text(encoding="utf-8")
_DATABASE = "filtering"


def database(pg: Cluster, template: str) -> str:
    """The connection string of the database, made when it is first asked for; as the superuser."""

    def make() -> None:
        pg.create(_DATABASE, template)
        pg.run(_TABLES, _DATABASE)

    pg.once(_DATABASE, make)
    return pg.dsn(_DATABASE)


@dataclass(slots=True)
class Said:
    """What came of one input."""

    outcomes: list[Result | TenantshError] = field(default_factory=list)

    @property
    def results(self) -> list[Result]:
        """The results, where nothing failed."""
        assert not self.errors, self.errors
        return [outcome for outcome in self.outcomes if not isinstance(outcome, TenantshError)]

    @property
    def errors(self) -> list[TenantshError]:
        return [outcome for outcome in self.outcomes if isinstance(outcome, TenantshError)]

    @property
    def error(self) -> TenantshError:
        """The one error, where nothing else came."""
        (outcome,) = self.outcomes
        assert isinstance(outcome, TenantshError)
        return outcome

    @property
    def report(self) -> list[tuple[str, str]]:
        return [(str(what), str(value).replace("\n", " ")) for what, value in self.results[0].rows]

    def told(self, what: str) -> str:
        """The one line of this name."""
        (found,) = self.all_told(what)
        return found

    def all_told(self, what: str) -> list[str]:
        return [value for name, value in self.report if name == what]

    @property
    def rows(self) -> Sequence[tuple[Any, ...]]:
        return self.results[-1].rows


class Desk:
    """A shell, and what it tells beside the data."""

    def __init__(self, place: Place, org: str | None = "42", *, role: str | None = None, write: bool = False) -> None:
        wanted = Wanted(org, role=role, write=write) if org else None
        session = open_session(place, wanted) if wanted else open_plain_session(place.target)
        self.told: list[str] = []
        self.shell = Shell(
            place,
            wanted,
            session,
            say=lambda text: self.told.append(str(text)),
            output=Output(StringIO()),
            options=Options(),
        )

    def feed(self, *lines: str) -> Said:
        said = Said()
        for outcome in self.shell.feed([f"{line}\n" for line in lines]):
            said.outcomes.append(outcome)
        return said

    def filter(self, asked: str) -> Said:
        return self.feed(rf"\filter {asked}")


def desk(dsn: str, org: str | None = "42") -> Desk:
    """A tenant's shell; a plain one of the superuser's without an organization."""
    user = "engineer" if org else "postgres"
    return Desk(Place(Target(as_user(dsn, user)), PLATFORM), org)
