"""`tenantsh.jsonb` in other people's SQL: in psycopg's, in `Session.run`, and as text with values apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from psycopg import sql
from tests.pgcluster import as_user

import tenantsh
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

HOSTILE = ['Odd " column', "50%s", "a.b", "%(x)s", "sélect", "back\\slash", "it's", "{}", "$1", ":x", "?"]
FILTERS = [
    'tier="50% \\\\ it\'s"',
    '"%s"="%(x)s"',
    'tier*="50%"',
    'tier=~"^50% .+s$"',
    "n>=1 n<3",
    'has:"%s" any:1 !nope',
    'list~"%"',
    "when>=2026-01-01",
]
DOCUMENT = """{"tier": "50% \\\\ it's", "%s": "%(x)s", "n": 1, "list": ["%"], "when": "2026-02-01"}"""


@pytest.fixture(scope="module")
def connection(pg: Cluster) -> Iterator[psycopg.Connection[Any]]:
    pg.once("jsonb filters", lambda: pg.create("jsonb_filters"))
    with psycopg.connect(pg.dsn("jsonb_filters")) as made:
        made.execute("create temp table docs (id int, data jsonb)")
        made.execute(sql.SQL("insert into docs values (1, {}), (2, '{{}}'), (3, null)").format(sql.Literal(DOCUMENT)))
        yield made


@pytest.mark.parametrize("text", FILTERS)
def test_composed_it_finds_the_same_with_and_without_parameters(text: str, connection: psycopg.Connection[Any]) -> None:
    query = sql.SQL("select id from docs where {}").format(tenantsh.jsonb(text))
    assert connection.execute(query).fetchall() == [(1,)]
    with_parameters = sql.SQL("select id from docs where {} and id < %s").format(tenantsh.jsonb(text))
    assert connection.execute(with_parameters, [10]).fetchall() == [(1,)]
    with psycopg.ClientCursor(connection) as cursor:
        assert cursor.execute(with_parameters, [10]).fetchall() == [(1,)]


@pytest.mark.parametrize("text", FILTERS)
def test_its_values_can_be_parameters(text: str, connection: psycopg.Connection[Any]) -> None:
    found = tenantsh.jsonb(text)
    assert connection.execute(f"select id from docs where {found.sql}", found.params).fetchall() == [(1,)]
    assert "50%" not in found.sql


@pytest.mark.parametrize("name", HOSTILE)
def test_a_columns_name_may_be_anything(name: str, connection: psycopg.Connection[Any]) -> None:
    table = sql.Identifier("hostile")
    with connection.transaction(force_rollback=True):
        connection.execute(sql.SQL("create temp table {} ({} jsonb)").format(table, _identifier(name)))
        connection.execute(sql.SQL("insert into {} values ('{{\"a\": 1}}')").format(table))
        quoted = '"' + name.replace('"', '""') + '"'
        for column in (quoted, f"hostile.{quoted}", *([] if "." in name else [name, f"hostile.{name}"])):
            found = tenantsh.jsonb("a=1", column=column)
            query = sql.SQL("select count(*) from hostile where {}").format(found)
            assert connection.execute(query).fetchall() == [(1,)]
            assert connection.execute(query + sql.SQL(" and 1 = %s"), [1]).fetchall() == [(1,)]
            assert connection.execute(f"select count(*) from hostile where {found.sql}", found.params).fetchall() == [
                (1,)
            ]


def _identifier(name: str) -> sql.SQL:
    return sql.SQL('"' + name.replace('"', '""') + '"')  # psycopg's Identifier trips over percent signs


def test_a_column_may_be_an_expression(connection: psycopg.Connection[Any]) -> None:
    found = tenantsh.jsonb("email=a", column=sql.SQL("jsonb_build_object('email', 'a')"))
    assert connection.execute(sql.SQL("select {}").format(found)).fetchall() == [(True,)]


def test_it_stands_beside_or_and_not(connection: psycopg.Connection[Any]) -> None:
    either = tenantsh.jsonb("nope or n=1")
    query = sql.SQL("select id from docs where {} and not {}").format(either, tenantsh.jsonb("n=2 other=1"))
    assert connection.execute(query).fetchall() == [(1,)]


def test_it_can_be_added_to_other_sql(connection: psycopg.Connection[Any]) -> None:
    assert connection.execute(sql.SQL("select id from docs where ") + tenantsh.jsonb("n=1")).fetchall() == [(1,)]


@pytest.mark.parametrize(("text", "column"), [("tier=", "data"), ("a=1", ""), ("a=1", "a\0b"), ("(a", "data")])
def test_what_is_wrong_is_said_when_it_is_made(text: str, column: str) -> None:
    with pytest.raises(UsageError):
        tenantsh.jsonb(text, column=column)


@pytest.mark.parametrize("wrong", [None, 1, b"tier=a"])
def test_it_takes_texts_only(wrong: Any) -> None:
    with pytest.raises(UsageError):
        tenantsh.jsonb(wrong)
    with pytest.raises(UsageError):
        tenantsh.jsonb("a=1", column=wrong)


def test_a_session_runs_what_is_composed(platform_dsn: str) -> None:
    place = Place(Target(as_user(platform_dsn, "engineer")), PLATFORM)
    with open_session(place, Wanted("42")) as session:
        found = tenantsh.jsonb("tier=premium", column="m.data")
        query = sql.SQL("select count(*) from resource_metadata as m where {}").format(found)
        (count,) = session.run(query).rows
        assert count[0] > 0
        parameters = session.run(query + sql.SQL(" and org_id = %s"), [42]).rows
        assert parameters == [count]
        assert session.run(f"select count(*) from resource_metadata as m where {found.sql}", found.params).rows == [
            count
        ]
        with pytest.raises(UsageError):
            session.run(sql.SQL("select {}").format(sql.Literal(object())))


def test_the_public_name_is_lazy() -> None:
    assert tenantsh.jsonb.__module__ == "tenantsh.db.jsonb.composing"


@pytest.mark.parametrize("text", ["data.tier=premium !data:archived", "data:(tier=premium !archived)"])
def test_a_term_may_name_the_column_as_behind_filter(text: str) -> None:
    assert tenantsh.jsonb(text, column="m.data") == tenantsh.jsonb("tier=premium !archived", column="m.data")


def test_a_key_may_have_the_columns_name_in_quotes() -> None:
    assert tenantsh.jsonb('"data".tier=premium').params == ['{"data": {"tier": "premium"}}']
