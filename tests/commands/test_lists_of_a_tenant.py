r"""A session on an organization lists what psql lists after `set role org_viewer`, to the byte."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.commands.psql import Said, ours, psql
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import CONVENTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_COMMANDS = (
    *(
        r"\da",
        r"\dA+",
        r"\dAc hash",
        r"\dAf+ gin",
        r"\dAo hash uuid_ops",
        r"\dAp+ gin jsonb_ops",
        r"\db",
        r"\dcS+ utf8*",
    ),
    *(r"\dC uuid", r"\dconfig work_mem", r'\dconfig "app."*', r"\dconfig data_directory", r"\dd", r"\dD+", r"\ddp"),
    *(
        r"\dp",
        r"\dp users",
        r"\z org_*",
        r"\df",
        r"\df+",
        r"\dfn *org* uuid",
        r"\dft",
        r"\do+",
        r"\doS @> jsonb",
        r"\dF",
    ),
    *(r"\dF+ english", r"\dFd simple", r"\dFp+", r"\dFt+", r"\du org_*", r"\du+ engineer|org_*", r"\drg engineer"),
    *(r"\drds org_*", r"\drds engineer", r"\dp nope", r"\df a.b.c", r"\dp postgres.public.users", r"\dfS+ set_config"),
    *(r"\dt", r"\dt+ users", r"\di", r"\dv", r"\ds", r"\dn", r"\dn+", r"\dT", r"\dx", r"\dy", r"\dRp", r"\dP", r"\dL"),
)


@pytest.fixture(scope="module")
def tenant(platform_dsn: str) -> Iterator[Session]:
    """A session of somebody who may look at organization 42."""
    place = Place(Target(as_user(platform_dsn, "engineer")), CONVENTIONS["platform"])
    with open_session(place, Wanted("42", role="org_viewer")) as session:
        yield session


@pytest.fixture(scope="module")
def said_by_psql(pg: Cluster, platform_dsn: str) -> dict[str, Said]:
    return psql(pg, as_user(platform_dsn, "engineer", options="-c role=org_viewer"), _COMMANDS)


@pytest.mark.parametrize("command", _COMMANDS)
def test_a_tenants_list_is_psqls_to_the_byte(command: str, tenant: Session, said_by_psql: dict[str, Said]) -> None:
    assert ours(tenant, command) == said_by_psql[command]
