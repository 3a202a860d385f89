"""What a far-away server costs: counted between tenantsh and the server, not by tenantsh."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from benchmarks.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster


@pytest.fixture
def proxy(pg: Cluster) -> Iterator[Proxy]:
    with Proxy(f"{pg.host}/.s.PGSQL.{pg.port}", rtt=0.005) as running:
        yield running


@pytest.mark.usefixtures("platform_dsn")
@pytest.mark.parametrize(
    ("command", "most"),
    [
        ("select count(*) from resources", 1),
        ("begin", 1),
        (r"\d users", 2),
        (r"\d", 1),
        (r"\dt", 1),
        # the table; plan, rows and count; how documents are sampled, some of them, the newest of them
        (r"\filter resource_metadata tier=premium", 5),
        (r"\filter resource_metadata tier=nobody", 6),  # and whether other filters would have found some
    ],
)
def test_round_trips_of_a_further_command(proxy: Proxy, command: str, most: int) -> None:
    assert 1 <= counted(proxy, "select 1", command) - counted(proxy, "select 1") <= most


def counted(proxy: Proxy, *commands: str) -> int:
    """The round trips of a whole run of tenantsh."""
    before = proxy.round_trips
    asked = [word for command in commands for word in ("-c", command)]
    target = f"host=127.0.0.1 port={proxy.port} dbname=platform user=engineer"
    tenantsh = [sys.executable, "-m", "tenantsh", "-d", target, "--org", "42"]
    subprocess.run([*tenantsh, *asked], check=True, capture_output=True)
    return proxy.round_trips - before
