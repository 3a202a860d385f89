"""Two databases for the doctor: one that leaks in every way, one that is right and does not look so."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.doctor.fourth import OURS

from tenantsh.lang.majors import is_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def planted(pg: Cluster) -> str:
    """The name of the database that leaks: for tests that leave no trace."""
    return _made(pg, "planted")


@pytest.fixture(scope="session")
def controls(pg: Cluster) -> str:
    """The name of the one that is right: for tests that leave no trace."""
    return _made(pg, "controls")


@pytest.fixture(scope="session")
def again(pg: Cluster) -> str:
    """The name of the one of the second sowing."""
    return _made(pg, "again")


@pytest.fixture(scope="session")
def third(pg: Cluster) -> str:
    """The name of the one of the third sowing."""
    return _made(pg, "third")


@pytest.fixture(scope="session")
def fourth(pg: Cluster) -> str:
    """The name of the one of the fourth sowing."""
    return _made(pg, "fourth")


@pytest.fixture(scope="session")
def victim(pg: Cluster, planted: str) -> Iterator[Session]:
    """A session of organization 42 where everything leaks; its login is above row security, as was planted."""
    with opened(pg, planted) as session:
        yield session


@pytest.fixture(scope="session")
def healthy(pg: Cluster, controls: str) -> Iterator[Session]:
    """A session of organization 42 where everything is right."""
    with opened(pg, controls) as session:
        yield session


@pytest.fixture(scope="session")
def second_victim(pg: Cluster, again: str) -> Iterator[Session]:
    """A session of organization 42 where things leak once more."""
    with opened(pg, again) as session:
        yield session


@pytest.fixture(scope="session")
def third_victim(pg: Cluster, third: str) -> Iterator[Session]:
    """A session of organization 42 where its role is all that says so."""
    with opened(pg, third) as session:
        yield session


@pytest.fixture(scope="session")
def fourth_victim(pg: Cluster, fourth: str) -> Iterator[Session]:
    """A session of an organization by a uuid, where leaks are of the fourth kind."""
    with opened(pg, fourth) as session:
        yield session


def opened(pg: Cluster, name: str) -> Session:
    """A session of organization 42 in one of them."""
    from tenantsh.db.connect import Target
    from tenantsh.db.opening import Place, Wanted, open_session
    from tenantsh.model.convention import Convention

    claims = {"request.jwt.claims": {"org": "{org}"}}
    if name == "again":
        convention = Convention(name=name, role="again_tenant", settings=claims, tenant_column="tenant_id")
    elif name == "third":
        convention = Convention(name=name, role="third_{org}", tenant_column="org")
    elif name == "fourth":
        named = "SELECT account_id::text AS org, body AS name FROM sound.plain WHERE account_id::text = :org"
        settings = {"app.account": "{org}"}
        convention = Convention(
            name=name, role="fourth_tenant", settings=settings, tenant_column="account_id", organization=named
        )
    else:
        convention = Convention(name=name, role=f"{name}_tenant", settings={"app.org_id": "{org}"})
    place = Place(Target(pg.dsn(name, f"{name}_login")), convention, i_know=name in ("planted", "third", "fourth"))
    return open_session(place, Wanted(OURS if name == "fourth" else "42"))


def as_tenant(pg: Cluster, name: str, org: str | None) -> psycopg.Connection:
    """A bare connection as the tenant's role, with a context or without: an attacker's."""
    context = "" if org is None else f" -c app.org_id={org}"
    if name == "again" and org is not None:
        claims = f'{{"org":"{org}"}}' if org else ""
        context = f" -c request.jwt.claims={claims}"
    if name == "fourth":
        context = f" -c app.account={org}"
    role = "third_42" if name == "third" else f"{name}_tenant"
    return psycopg.connect(pg.dsn(name, f"{name}_login"), options=f"-c role={role}{context}")


def _made(pg: Cluster, name: str) -> str:
    def make() -> None:
        lines = (_HERE / f"{name}.sql").read_text(encoding="utf-8").replace(":database", name).splitlines()
        script = "\n".join(line for line in lines if is_for(line, pg.major))
        with psycopg.connect(pg.create(name), autocommit=True) as connection:
            connection.execute(script.encode())

    pg.once(name, make)
    return name
