"""Our own questions to the catalogs mean PostgreSQL's operators, whatever others have planted in the path."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from tests.commands.test_catalog_queries import QUERIES, VALUES
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.doctor import rows as doctor
from tenantsh.db.granted import TAKEN, TRUSTING
from tenantsh.db.guard.switches import SWITCHES
from tenantsh.db.lookup import OPEN_RELATIONS
from tenantsh.db.masking.marks import MARKS
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.params import question
from tenantsh.db.plain import DESCRIBED
from tenantsh.db.probe import IDENTITY
from tenantsh.db.query import Query
from tenantsh.db.seal.holes import HOLES
from tenantsh.db.seal.unopened import PRESENT
from tenantsh.db.typename import TYPE_NAME
from tenantsh.db.why import rows as why
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import StatementError
from tenantsh.platform.seal.tables import LOGINS, TABLES, WAYS
from tenantsh.platform.seal.verify import FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

_PLANTED = Path(__file__).with_name("planted.sql").read_text(encoding="utf-8")
_OF_SAFETY = [one for module in (doctor, why) for one in vars(module).values() if isinstance(one, Query)]
_ASKED = [
    *QUERIES.values(),
    *_OF_SAFETY,
    IDENTITY,
    OPEN_RELATIONS,
    TYPE_NAME,
    DESCRIBED,
    SWITCHES,
    TAKEN,
    TRUSTING,
    MARKS,
    HOLES,
    TABLES,
    WAYS,
    LOGINS,
    FUNCTIONS,
    PRESENT,
]
_MORE: dict[str, object] = {
    "watched": ["a"],
    "bytes": "97",
    "oid": 16,
    "modifier": -1,
    "names": ["a"],
    "types": [23],
    "modifiers": [-1],
    "kept": ["role"],
    "harmless": "a",
    "switching": "a",
    "running": "a",
    "schemas": [""],
    "tables": ["users"],
    "columns": ["*"],
    "rules": [""],
    "said": [""],
    "plain": ["count"],
    "login": "engineer",
    "logins": ["engineer"],
    "moment": "2026-01-01",
    "seeds": ["engineer"],
}
_OTHERWISE: dict[str, dict[str, object]] = {"why": {"view": 1259}}
"""What a parameter of the same name is to the questions of a folder."""
_SEALED = """
    create schema tenantsh;
    create table tenantsh.shared (relation regclass primary key);
    create function tenantsh.sealed() returns boolean language sql as 'select true';
    grant usage on schema tenantsh to public;
    grant select on tenantsh.shared, platform.retention_months to public
"""
"""What the seal's questions read of its own, and what only the owner reads; who asks those may be a superuser."""
_FOR_SUPERUSERS = {"list/subscription_details"}
"""It reads what only a superuser may; to her everything is allowed, so nothing can be seen of planted operators."""


@pytest.fixture(scope="module")
def planted(pg: Cluster, platform_template: str) -> Iterator[str]:
    """The platform, as an engineer, with operators in it that nobody may use."""
    pg.create("operators", platform_template)
    pg.run(_PLANTED, "operators")
    pg.run(_SEALED, "operators")
    yield as_user(pg.dsn("operators"), "engineer")
    pg.drop("operators")


@pytest.mark.parametrize("path", ['"$user", public', "pg_catalog, evil, public"])
def test_no_question_means_an_operator_that_was_planted(planted: str, path: str) -> None:
    with psycopg.connect(planted, autocommit=True) as connection:
        connection.execute(f"set search_path = {path}")
        refused = {}
        for query in _ASKED:
            if query.name in _FOR_SUPERUSERS:
                continue
            step = question(
                connection,
                query.ask(**{**VALUES, **_MORE, **_OTHERWISE.get(query.name.split("/")[0], {})}),
                connection.info.server_version // 10000,
            )
            # a function that may not be called is refused when the plan is made ready, be there rows or not
            result = connection.pgconn.exec_params(b"EXPLAIN " + step.sql, step.params, step.types)
            if result.error_message:
                refused[query.name] = result.error_message
    assert refused == {}


@pytest.mark.pg_min(14)  # col_description() itself, written in SQL, looks for operators in the path before
def test_a_session_asks_with_postgresqls_operators_before_others(planted: str) -> None:
    convention = dataclasses.replace(PLATFORM, organization=None)
    place = Place(Target(f"{planted} options='-c search_path=evil,public,pg_catalog'"), convention)
    with open_session(place, Wanted("42")) as session:
        with pytest.raises(StatementError, match="permission denied for function"):
            session.run("select count(*) from pg_class where relname = 'pg_class'::name")
        for query in QUERIES.values():
            if query.name not in _FOR_SUPERUSERS:
                session.fetch(query, **VALUES)


def test_the_persons_search_path_is_hers_again_after_a_question(platform_dsn: str) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as session:
        for path in ('"$user", public', "''", "pg_catalog", "pg_catalog, public", "public, pg_catalog", "nowhere"):
            session.run(f"set search_path = {path}")
            shown = session.run("show search_path").rows
            for begin in ("begin", "begin; set local search_path = public, nowhere"):
                for text in begin.split("; "):
                    session.run(text)
                inside = session.run("show search_path").rows
                session.fetch(TYPE_NAME, oid=16, modifier=-1)
                assert session.run("show search_path").rows == inside
                session.run("commit")
                assert session.run("show search_path").rows == shown
