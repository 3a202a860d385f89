"""A database with columns that are marked in every way, and sessions and shells on it."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.db import small as schema
from tests.db.small import Small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    from tenantsh.db.session import Session

_TEMPLATE = "small_template"
_SQL = Path(__file__).with_name("masked.sql")


@pytest.fixture(scope="session")
def marked(pg: Cluster) -> Small:
    """The database, shared by the run: for tests that leave no trace."""

    def make() -> None:
        pg.create("masked", _TEMPLATE)
        pg.run(_SQL.read_text(encoding="utf-8"), "masked")

    pg.once(_TEMPLATE, lambda: schema.make(pg, _TEMPLATE))
    pg.once("masked", make)
    return Small(pg, "masked")


@pytest.fixture(scope="session")
def unmarked(pg: Cluster, marked: Small) -> Small:
    """The same without marks: the database that it was made of."""
    pg.once("unmarked", lambda: pg.create("unmarked", _TEMPLATE))
    return Small(pg, "unmarked")


@pytest.fixture(scope="module")
def masked(marked: Small) -> Iterator[Session]:
    """A session that may read, with what the configuration marks."""
    with open_marked(marked) as session:
        yield session


@pytest.fixture
def writer(marked: Small) -> Iterator[Session]:
    """One that may write; what a test writes it rolls back."""
    with open_marked(marked, write=True) as session:
        yield session


def open_marked(marked: Small, *, write: bool = False) -> Session:
    from tenantsh.db.opening import Wanted, open_session

    place = dataclasses.replace(marked.place(), masking={"people.tags": "hide"})
    return open_session(place, Wanted("42", write=write))
