"""The pages on databases that are not the platform: each is walked through, on a database of that shape."""

from __future__ import annotations

import doctest
from typing import TYPE_CHECKING

import pytest
from tests.docs.walking import WALKS, place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.pgcluster import Cluster

pytestmark = pytest.mark.newest


@pytest.fixture
def roles_go(pg: Cluster, empty_dsn: str) -> Iterator[None]:
    """Roles that a walk makes are gone when it has ended: they are the cluster's, and not the database's."""
    roles = "select rolname from pg_roles where rolname !~ '^pg_'"
    before = set(pg.run(roles))
    yield
    pg.drop(empty_dsn.partition("dbname=")[2].split()[0])
    for (role,) in set(pg.run(roles)) - before:
        pg.run(f'drop role "{role}"')


@pytest.mark.parametrize("page", WALKS)
@pytest.mark.usefixtures("roles_go")
def test_a_page_s_walk_goes_as_it_says(page: str, empty_dsn: str, tmp_path: Path) -> None:
    commands = 0
    for command, expected, got in place(empty_dsn, page, tmp_path).carry_out(page):
        matches = doctest.OutputChecker().check_output(expected + "\n", got + "\n", doctest.ELLIPSIS)
        assert matches, f"$ {command}\nexpected:\n{expected}\ngot:\n{got}"
        commands += 1
    assert commands
