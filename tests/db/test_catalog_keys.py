"""Keys of JSON columns: a bounded sample of what this organization's session may see, and nothing of anybody else's."""

from __future__ import annotations

import dataclasses
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.db.small import CONVENTION, Small
from tests.pgcluster import as_user

from tenantsh.db import catalog as catalogs
from tenantsh.db.catalog.documents import BOUNDED, JSON_COLUMNS, ROWS, SAMPLED, Sampled, looks, outlines
from tenantsh.db.catalog.documents import documents as documents_of
from tenantsh.db.catalog.keys import rows_of as sampled_rows
from tenantsh.db.catalog.keys import sample
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.params import question, rows_of
from tenantsh.db.plain import open_plain_session

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg.pq.abc import PGresult
    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.asking import Asking
    from tenantsh.db.query import Query, Request
    from tenantsh.db.session import Session
    from tenantsh.model.catalog import Catalog, Key

_SQL = Path(__file__).with_name("keys.sql")
_PLANTED = Path(__file__).parents[1] / "commands" / "planted.sql"
_names = count(1)


@pytest.fixture(scope="module")
def documents(pg: Cluster, small: Small) -> Iterator[Small]:
    """The small database with JSON in it."""
    name = f"keys_{next(_names)}"
    pg.create(name, "small_template")
    pg.run(_SQL.read_text(encoding="utf-8"), name)
    yield Small(pg, name)
    pg.drop(name)


@pytest.fixture
def reader(documents: Small) -> Iterator[Session]:
    """A read-only session on organization 42."""
    with documents.open() as session:
        yield session


def known(session: Asking) -> Catalog:
    """The catalog without keys."""
    return catalogs.rest(session, catalogs.columns(session, catalogs.names(session)))


def keys(session: Asking, table: str, column: str = "data", *, seconds: float = 0.5) -> dict[str, Key]:
    """The keys of one column by name."""
    catalog = known(session)
    relation = catalog.relation(table)
    assert relation is not None
    (found,) = sample(session, catalog, [(relation.oid, column)], seconds=seconds).values()
    return {key.name: key for key in found}


def sampled(session: Asking, seconds: float = 0.5) -> set[str]:
    """What a sample of everything knows, as `table.column`."""
    catalog = known(session)
    return {f"{catalog.by_oid[oid].name}.{name}" for oid, name in sample(session, catalog, seconds=seconds)}


def test_keys_have_types_a_share_and_values_where_they_are_few(reader: Session) -> None:
    found = keys(reader, "orders")
    assert (found["tier"].types, found["tier"].share) == (("string",), 1.0)
    assert set(found["tier"].values) == {"free", "pro", "premium"}
    assert set(found["tier"].json) == {'"free"', '"pro"', '"premium"'}
    assert (found["archived"].types, set(found["archived"].values)) == (("boolean",), {"true", "false"})
    assert (found["seats"].types, set(found["seats"].json)) == (("number",), set("0123456"))
    assert (found["rare"].types, found["rare"].share) == (("null",), 0.1)
    assert list(found)[-1] == "rare"


def test_numbers_are_written_as_the_documents_write_them(reader: Session) -> None:
    assert keys(reader, "orders")["price"].values == ("1.50",)
    assert keys(reader, "digits")["pi"].values == ("3.1400",)


def test_keys_of_objects_and_of_objects_in_arrays_are_below(reader: Session) -> None:
    found = keys(reader, "orders")
    owner = {key.name: key for key in found["owner"].keys}
    assert set(owner) == {"email", "address"}
    assert owner["email"].values == ()
    assert [key.name for key in owner["address"].keys] == ["city"]
    assert {key.name: key.share for key in found["items"].keys} == {"sku": 0.5, "qty": 0.5}
    assert set(found["tags"].values) == {"beta", "eu"}


def test_another_organizations_keys_and_values_are_never_known(reader: Session) -> None:
    for table, column in (("orders", "data"), ("events", "payload")):
        assert "labs_only" not in keys(reader, table, column)
    assert "labs tier" not in keys(reader, "orders")["tier"].values


def test_where_row_security_does_not_see_to_it_the_tenants_column_does(reader: Session) -> None:
    for relation in ("open_orders", "collected", "seen"):
        found = keys(reader, relation, "doc" if relation == "seen" else "data")
        assert "tier" in found
        assert "labs_only" not in found


def test_that_organization_knows_them(documents: Small) -> None:
    with documents.open("43") as theirs:
        assert set(keys(theirs, "orders")) == {"labs_only", "tier"}
        assert set(keys(theirs, "events", "payload")) == {"labs_only"}


def test_json_and_domains_over_jsonb_are_documents_too(reader: Session) -> None:
    assert keys(reader, "orders", "raw")["raw key"].values == ("twice",)
    assert keys(reader, "orders", "chosen")["theme"].values == ("dark",)
    assert {"orders.raw", "orders.chosen", "events.payload"} <= sampled(reader, seconds=1)


def test_a_column_that_may_not_be_read_is_not_sampled_and_does_not_cost_the_others(reader: Session) -> None:
    assert "orders.secret" not in sampled(reader, seconds=1)
    assert "orders.data" in sampled(reader, seconds=1)
    assert keys(reader, "orders", "secret") == {}
    catalog = known(reader)
    orders = catalog.relation("orders")
    assert orders is not None
    both = sample(reader, catalog, [(orders.oid, "secret"), (orders.oid, "data"), (orders.oid, "gone")])
    assert [name for (_, name), found in both.items() if found] == ["data"]


def test_partitions_are_read_through_their_root_and_the_newest_first(reader: Session) -> None:
    catalog = known(reader)
    root, part = catalog.relation("events"), catalog.relation("events_7") or catalog.relation("events")
    assert root is not None
    assert part is not None
    (column,) = sample(reader, catalog, [(part.oid, "payload")])
    assert column == (root.oid, "payload")
    found = keys(reader, "events", "payload")
    assert "month_30" in found
    assert "month_1" not in found


def test_an_old_partition_that_is_locked_does_not_matter(reader: Session, documents: Small) -> None:
    with psycopg.connect(documents.pg.dsn(documents.dbname)) as other:
        other.execute("lock table events_1 in access exclusive mode")
        assert "month_30" in keys(reader, "events", "payload")


def test_where_it_is_the_newest_that_is_locked_the_time_is_bounded(reader: Session, documents: Small) -> None:
    with psycopg.connect(documents.pg.dsn(documents.dbname)) as other:
        other.execute("lock table events_30 in access exclusive mode")
        begun = monotonic()
        assert keys(reader, "events", "payload") == {}
        assert monotonic() - begun < 1.5


def test_large_documents_are_known_by_their_first_level(reader: Session) -> None:
    found = keys(reader, "large")
    assert (found["kind"].values, found["body"].values) == (("mail",), ())


def test_documents_that_are_stored_in_less_space_than_their_text_are_large_too(documents: Small) -> None:
    documents.admin("""insert into large (org_id, data)
        select 45, jsonb_build_object('kind', 'note', 'body', repeat('x', 1000000)) from generate_series(1, 3)""")
    with documents.open("45") as session:
        relation = known(session).relation("large")
        assert relation is not None
        rows = sampled_rows(session, relation.oid, ["data"], seconds=9)
        assert [(row.documents, row.large) for row in rows] == [([None], [True])] * 3
        assert keys(session, "large", seconds=9)["kind"].values == ("note",)


def test_what_takes_too_long_or_fails_costs_only_itself(reader: Session) -> None:
    begun = monotonic()
    found = sampled(reader, seconds=1)
    assert monotonic() - begun < 2.5
    assert {"orders.data", "events.payload", "failing.data", "large.data"} <= found
    assert reader.run("select 1").rows == [(1,)]


def test_a_column_without_documents_comes_with_no_keys(reader: Session) -> None:
    assert keys(reader, "nothing") == {}
    assert keys(reader, "slow") == {}


def test_the_whole_takes_no_longer_than_it_may(reader: Session) -> None:
    catalog = known(reader)
    begun = monotonic()
    assert sample(reader, catalog, seconds=0) == {}
    assert monotonic() - begun < 0.5


def test_views_are_sampled_when_they_are_asked_for(reader: Session) -> None:
    assert "tier" in keys(reader, "seen", "doc")
    assert "seen.doc" not in sampled(reader, seconds=1)


def test_nothing_that_was_set_for_the_sample_stays(reader: Session) -> None:
    settings = "select current_setting('statement_timeout'), current_setting('jit'), current_setting('lock_timeout')"
    before = reader.run(settings).rows
    assert keys(reader, "orders")
    assert reader.run(settings).rows == before


def test_in_a_persons_transaction_nothing_is_asked(reader: Session) -> None:
    catalog = known(reader)
    reader.run("begin")
    assert sample(reader, catalog) == {}
    assert reader.in_transaction
    assert not reader.failed
    reader.run("rollback")


def test_odd_documents_are_no_obstacle(reader: Session) -> None:
    found = keys(reader, "digits")
    assert found["n"].types == ("number",)
    assert found["n"].values == ()


def test_a_tenant_of_few_rows_among_many_is_found(documents: Small, reader: Session) -> None:
    documents.admin("insert into orders (org_id, data) select 43, '{\"labs_only\": 1}' from generate_series(1, 20000)")
    assert keys(reader, "orders")["tier"].share == 1.0


def test_newest_rows_are_among_those_of_a_large_tenant(documents: Small) -> None:
    documents.admin(f"insert into large (org_id, data) select 44, '{{\"old\": 1}}' from generate_series(1, {ROWS * 4})")
    documents.admin("insert into large (org_id, data) values (44, '{\"brand_new\": 1}')")
    with documents.open("44") as session:
        assert set(keys(session, "large")) == {"old", "brand_new"}


def test_a_plain_session_samples_too(documents: Small) -> None:
    plain = open_plain_session(Target(documents.target("postgres")))
    try:
        assert {"tier", "labs_only"} <= set(keys(plain, "orders"))
    finally:
        plain.close()


@pytest.mark.parametrize(
    ("login", "table", "column"),
    [("user=postgres", "seen", "doc"), ("user=small_eng options='-c role=small_viewer'", "events", "payload")],
)
def test_a_plain_session_reads_neither_views_nor_what_policies_decide(
    documents: Small, login: str, table: str, column: str
) -> None:
    plain = open_plain_session(Target(f"{documents.target('postgres')} {login}"))
    try:
        assert keys(plain, table, column) == {}
    finally:
        plain.close()


def test_behind_a_pooler_it_is_the_tenants_sample_too(pgbouncer: Bouncer, documents: Small) -> None:
    dsn = as_user(pgbouncer.dsn(documents.dbname), "small_eng")
    with open_session(Place(Target(dsn), CONVENTION), Wanted("42")) as session:
        found = keys(session, "orders")
    assert "tier" in found
    assert "labs_only" not in found


def test_on_a_standby_it_is_sampled_too(documents: Small, standby: Cluster) -> None:
    documents.pg.catch_up()
    with Small(standby, documents.dbname).open() as session:
        assert "tier" in keys(session, "orders")


@pytest.fixture(scope="module")
def planted(pg: Cluster, small: Small) -> Iterator[psycopg.Connection[Any]]:
    """The same with operators in it that nobody may use, as the tenant's role."""
    name = f"keys_{next(_names)}"
    pg.create(name, "small_template")
    for script in (_SQL, _PLANTED):
        pg.run(script.read_text(encoding="utf-8"), name)
    with psycopg.connect(as_user(pg.dsn(name), "small_eng"), autocommit=True) as connection:
        connection.execute("set role small_viewer")
        connection.execute("set search_path = pg_catalog, evil, public")
        yield connection
    pg.drop(name)


def _asked(connection: psycopg.Connection[Any], request: Request, how: bytes = b"") -> PGresult:
    step = question(connection, request, connection.info.server_version // 10000)
    result = connection.pgconn.exec_params(how + step.sql, step.params, step.types)
    assert not result.error_message, result.error_message
    return result


@pytest.mark.parametrize("query", [JSON_COLUMNS, SAMPLED, BOUNDED], ids=lambda query: query.name)
def test_a_questions_columns_are_its_dataclasss_fields_and_no_planted_operator_is_meant(
    query: Query[Any], planted: psycopg.Connection[Any]
) -> None:
    request = query.ask(relations=[1259], milliseconds="100", tenant_column="org_id")
    _asked(planted, request, b"EXPLAIN ")
    result = _asked(planted, request)
    names = [(result.fname(at) or b"").decode() for at in range(result.nfields)]
    assert names == [field.name for field in dataclasses.fields(query.row)]


def test_the_sample_means_no_planted_operator_either(planted: psycopg.Connection[Any]) -> None:
    row = planted.execute("select 'events'::regclass::oid::int").fetchone()
    assert row is not None
    (relation,) = rows_of(planted, _asked(planted, SAMPLED.ask(relations=[row[0]], tenant_column="org_id")), Sampled)
    for query in (documents_of(relation, ["payload"], looks(relation)[0], "42"), outlines(relation, "payload", "42")):
        _asked(planted, query.ask(), b"EXPLAIN ")
