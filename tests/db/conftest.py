"""Sessions on a small database; each test says in its name what it shows of them."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import pytest
from tests.db import small as schema
from tests.db.small import Small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_TEMPLATE = "small_template"
_names = count(1)


@pytest.fixture(scope="session")
def small(pg: Cluster) -> Small:
    """The small database, shared by the run: for tests that leave no trace."""
    pg.once(_TEMPLATE, lambda: schema.make(pg, _TEMPLATE))
    pg.once("small", lambda: pg.create("small", _TEMPLATE))
    return Small(pg, "small")


@pytest.fixture
def fresh(pg: Cluster, small: Small) -> Iterator[Small]:
    """A copy of the small database for this test alone."""
    name = f"small_{next(_names)}"
    pg.create(name, _TEMPLATE)
    yield Small(pg, name)
    pg.drop(name)


@pytest.fixture
def session(small: Small, allowed: tuple[str, ...]) -> Iterator[Session]:
    """A read-only session on organization 42."""
    with small.open(allowed=allowed) as opened:
        yield opened


@pytest.fixture
def writer(fresh: Small, allowed: tuple[str, ...]) -> Iterator[Session]:
    """A session on organization 42 that may write, in a database of its own."""
    with fresh.open(write=True, allowed=allowed) as opened:
        yield opened


@pytest.fixture
def allowed(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """The rules of the guard that the test's sessions let through, so that the layers behind it are what is tested."""
    marker = request.node.get_closest_marker("allow")
    return marker.args if marker else ()


@pytest.fixture(scope="session")
def filtered(pg: Cluster) -> Small:
    """A database with tables that filters on documents are asked of; a test fills them."""
    from tests.db import filter_tables

    there = Small(pg, "small_filters")
    pg.once(there.dbname, lambda: filter_tables.create(there))
    return there


@pytest.fixture(scope="module")
def asking(filtered: Small) -> Iterator[Session]:
    """A session on those tables."""
    with filtered.open() as opened:
        yield opened
