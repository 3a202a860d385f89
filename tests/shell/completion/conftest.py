"""The shop, and what completion knows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.shell.completion import shop

from tenantsh.db import catalog

if TYPE_CHECKING:
    from tests.pgcluster import Cluster

    from tenantsh.model.catalog import Catalog

_catalogs: dict[int, Catalog] = {}


@pytest.fixture(scope="session")
def shop_database(pg: Cluster) -> str:
    """The name of the shop's database, shared by the run: for tests that leave no trace."""
    pg.once("shop", lambda: shop.make(pg, "shop"))
    return "shop"


@pytest.fixture(scope="session")
def shop_catalog(pg: Cluster, shop_database: str) -> Catalog:
    """What organization 42's session that may write knows of the shop."""
    if pg.port not in _catalogs:
        with shop.opened(pg, shop_database) as session:
            _catalogs[pg.port] = catalog.load(session)
    return _catalogs[pg.port]
