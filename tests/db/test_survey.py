"""A survey's rows: this organization's and nobody else's, each with the same chance, in a bounded time."""

from __future__ import annotations

import dataclasses
import re
from itertools import count
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from tests.db.plainly import Data
from tests.db.small import CONVENTION, Small
from tests.pgcluster import as_user

from tenantsh.commands.documents.terms import example
from tenantsh.db.ask import Ask
from tenantsh.db.connect import Target
from tenantsh.db.jsonb.table import find
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.params import question
from tenantsh.db.plain import open_plain_session
from tenantsh.db.survey import sampling
from tenantsh.db.survey.questions import SOURCE, Look, Source, outlines, rows
from tenantsh.db.survey.questions import count as count_of
from tenantsh.db.survey.survey import survey
from tenantsh.lang import filters
from tenantsh.model.errors import StatementError, TenantshError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

    from tenantsh.db.asking import Asking
    from tenantsh.db.query import Request
    from tenantsh.db.session import Session
    from tenantsh.db.survey.field import Field
    from tenantsh.db.survey.survey import Survey

_HERE = Path(__file__).parent
_SCRIPTS = ("keys.sql", "survey.sql")
_PLANTED = _HERE.parent / "commands" / "planted.sql"
_FEW = dataclasses.replace(sampling.SOME, most=300)
_names = count(1)


@pytest.fixture(scope="module")
def documents(pg: Cluster, small: Small) -> Iterator[Small]:
    """The small database with documents in it."""
    name = f"survey_{next(_names)}"
    pg.create(name, _template(pg))
    yield Small(pg, name)
    pg.drop(name)


def _template(pg: Cluster) -> str:
    def make() -> None:
        pg.create("survey_template", "small_template")
        for script in _SCRIPTS:
            pg.run((_HERE / script).read_text(encoding="utf-8"), "survey_template")

    pg.once("survey_template", make)
    return "survey_template"


@pytest.fixture
def reader(documents: Small) -> Iterator[Session]:
    """A read-only session on organization 42."""
    with documents.open() as session:
        yield session


@pytest.fixture
def writer(documents: Small) -> Iterator[Session]:
    """One that may write."""
    with documents.open(write=True) as session:
        yield session


def surveyed(session: Asking, table: str, column: str = "data", *, much: bool = False) -> Survey:
    """A survey of one column."""
    found, _ = find(session, [table])
    (one,) = survey(session, found.oid, [column], much=much)
    return one


def fields(session: Asking, table: str, column: str = "data") -> dict[str, Field]:
    """Its keys by path."""
    return {field.spelled: field for field in surveyed(session, table, column).all()}


def few(monkeypatch: pytest.MonkeyPatch, **changes: Any) -> None:
    """Have a survey read no more than this."""
    monkeypatch.setattr("tenantsh.db.survey.survey.SOME", dataclasses.replace(_FEW, **changes))


# -- whose rows ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "column"),
    [("orders", "data"), ("events", "payload"), ("grown", "data"), ("open_orders", "data"), ("collected", "data"),
     ("seen", "doc")],
)  # fmt: skip
def test_another_organizations_keys_and_values_are_never_seen(reader: Session, table: str, column: str) -> None:
    for much in (False, True):
        found = surveyed(reader, table, column, much=much)
        assert found.fields
        assert "labs_only" not in {field.spelled for field in found.all()}
        assert not any("labs" in written for field in found.all() for written, _ in field.top)


def test_that_organization_sees_them_and_not_ours(documents: Small) -> None:
    with documents.open("43") as theirs:
        assert set(fields(theirs, "grown")) == {"n", "seats", "labs_only"}
        assert set(fields(theirs, "orders")) == {"tier", "labs_only"}


def test_what_decides_whose_rows_they_are_is_told(reader: Session) -> None:
    secured = surveyed(reader, "orders").sample.source
    chosen = surveyed(reader, "open_orders").sample.source
    nobody = surveyed(reader, "shared").sample.source
    assert (secured.secured, secured.owners) == (True, None)
    assert (chosen.secured, chosen.owners) == (False, "org_id")
    assert (nobody.secured, nobody.owners) == (False, None)


def test_behind_a_pooler_it_is_the_tenants_too_and_nothing_that_was_set_stays(
    pgbouncer: Bouncer, documents: Small
) -> None:
    dsn = as_user(pgbouncer.dsn(documents.dbname), "small_eng")
    with open_session(Place(Target(dsn), CONVENTION), Wanted("42")) as session:
        assert "labs_only" not in fields(session, "grown")
        assert session.run("show statement_timeout").rows != [("600ms",)]


def test_on_a_standby_too(documents: Small, standby: Cluster) -> None:
    documents.pg.catch_up()
    with Small(standby, documents.dbname).open() as session:
        assert set(fields(session, "grown")) == {"n", "seats", "channel"}


def test_a_plain_session_reads_what_its_login_sees(documents: Small) -> None:
    plain = open_plain_session(Target(documents.target("postgres")))
    try:
        found = surveyed(plain, "grown")
        assert {"labs_only", "n"} <= {field.spelled for field in found.all()}
        assert found.sample.of == 20000
    finally:
        plain.close()


# -- which rows ----------------------------------------------------------------------------------------------------


def test_few_rows_are_all_read(reader: Session) -> None:
    found = surveyed(reader, "orders")
    assert (found.rows, found.sample.of, found.sample.whole) == (100, 100, True)
    assert {field.spelled: field.share for field in found.all()}["rare"] == 0.1


def test_of_many_rows_each_has_the_same_chance(reader: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch)
    found = surveyed(reader, "grown")
    assert (found.rows, found.sample.of, found.sample.whole) == (300, 10000, False)
    n = next(field for field in found.fields if field.spelled == "n")
    assert n.range is not None
    assert int(n.range.least) < 2000
    assert 8000 < int(n.range.median) < 12000
    assert int(n.range.most) > 18000


def test_more_reads_all_of_them(reader: Session) -> None:
    found = surveyed(reader, "grown", much=True)
    assert (found.rows, found.sample.whole) == (10000, True)


def test_too_many_rows_to_count_are_read_by_pages(
    documents: Small, reader: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    few(monkeypatch, counted=500)
    monkeypatch.setattr(sampling, "_PAGES", 60)
    found = surveyed(reader, "grown")
    assert found.sample.of is None
    assert 0 < found.sample.pages < 100
    assert found.rows == 300


def test_what_has_no_pages_is_read_from_its_first_rows(reader: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, counted=50)
    found = surveyed(reader, "seen", "doc")
    assert (found.sample.of, found.sample.first, found.rows) == (None, True, 100)


def test_bytes_are_bounded_and_the_lot_still_decides(reader: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, most=5000, size=40_000)
    found = surveyed(reader, "grown")
    assert 100 < found.rows < 2000
    n = next(field for field in found.fields if field.spelled == "n")
    assert n.range is not None
    assert int(n.range.most) > 15000


def test_types_and_keys_that_changed_with_time_are_seen(reader: Session) -> None:
    found = surveyed(reader, "grown")
    kinds = {field.spelled: [drift.kind for drift in field.drifts] for field in found.all()}
    assert kinds == {"n": [], "seats": ["was string"], "channel": ["new"]}
    (drift,) = next(field for field in found.fields if field.spelled == "seats").drifts
    changed = re.fullmatch(r"seats was a string before (\S+), and is a number since", drift.text)
    assert changed
    # the first number is of that day's eighth hour; which row of those behind it is drawn first, the lot decides
    assert "2026-11-30" <= changed[1] < "2026-12-05"


# -- which relations -----------------------------------------------------------------------------------------------


def test_json_domains_and_several_columns_at_once(reader: Session) -> None:
    found, _ = find(reader, ["orders"])
    columns = [column.name for column in found.columns]
    assert columns == ["data", "raw", "chosen", "letters"]
    of = {each.column: {field.spelled for field in each.all()} for each in survey(reader, found.oid, columns)}
    assert of["raw"] == {'"raw key"'}
    assert of["chosen"] == {"theme"}
    assert of["letters"] == set()
    assert "owner.email" in of["data"]


def test_partitioned_tables_are_read_through_their_root(reader: Session) -> None:
    found = surveyed(reader, "events", "payload")
    assert found.sample.of == 1200
    assert {f"month_{n}" for n in range(1, 31)} == {field.spelled for field in found.all()}


def test_large_documents_are_known_by_their_first_level(reader: Session) -> None:
    found = surveyed(reader, "large")
    of = {field.spelled: field for field in found.all()}
    assert (found.large, of["kind"].top, of["kind"].share) == (5, (('"mail"', 1.0),), 1.0)
    assert (of["body"].types, of["body"].distinct) == ((("string", 1.0),), 0)


def test_documents_that_are_long_only_as_text_are_too(reader: Session) -> None:
    found = surveyed(reader, "wordy")
    assert (found.rows, found.large) == (100, 40)
    assert {field.spelled: field.rows for field in found.all()} == {"short": 60, "body": 20, "n": 20}


def test_where_there_is_no_time_fewer_rows_are_read(reader: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    drawn = sampling._Drawing.soon

    def late(self: sampling._Drawing, query: Any) -> Any:
        if query.name != "rows":
            return drawn(self, query)
        asked.append(int(query.sql.split("random() limit ")[1].split(maxsplit=1)[0]))
        return None if len(asked) < 3 else drawn(self, query)

    monkeypatch.setattr(sampling._Drawing, "soon", late)
    found = surveyed(reader, "grown")
    assert asked == [5000, 625, 78]
    assert (found.rows, found.sample.of) == (78, 10000)


def test_documents_that_are_no_objects_and_rows_without_one_are_counted(reader: Session) -> None:
    found = surveyed(reader, "odd")
    assert (found.rows, found.absent) == (5, 1)
    assert dict(found.kinds) == {"object": 0.25, "array": 0.25, "string": 0.25, "null": 0.25}
    assert "hidden" not in {field.spelled for field in found.all()}


def test_json_that_is_no_jsonb_is_read_as_well(reader: Session) -> None:
    assert fields(reader, "odd", "Other docs")["a"].rows == 2


def test_odd_names_of_tables_and_columns_are_no_obstacle(reader: Session) -> None:
    assert set(fields(reader, 'Strange "name" %s', "data; --")) == {"a"}


def test_nothing_is_found_where_there_is_nothing(reader: Session) -> None:
    assert (surveyed(reader, "nothing").rows, surveyed(reader, "nothing").fields) == (0, ())
    assert (surveyed(reader, "lonely").rows, surveyed(reader, "lonely").absent) == (5, 5)


@pytest.mark.parametrize("table", ["orders", "odd", "grown", "digits"])
def test_each_example_finds_a_row(reader: Session, table: str) -> None:
    for field in surveyed(reader, table).all():
        condition = filters.compile(filters.parse(example(field)), "data")
        (found,) = reader.run(f"select exists (select from {table} where {condition.literal})").rows
        assert found == (True,), example(field)


# -- bounds --------------------------------------------------------------------------------------------------------


def test_what_takes_too_long_says_so_in_time(reader: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    few(monkeypatch, seconds=0.2)
    begun = monotonic()
    with pytest.raises(TenantshError, match="slow could not be read"):
        surveyed(reader, "slow")
    assert monotonic() - begun < 2
    assert reader.run("select 1").rows == [(1,)]


def test_what_fails_is_the_servers_error(reader: Session) -> None:
    with pytest.raises(StatementError) as caught:
        surveyed(reader, "failing")
    assert caught.value.sqlstate == "22012"


def test_a_locked_table_is_not_waited_for(reader: Session, documents: Small) -> None:
    with psycopg.connect(documents.pg.dsn(documents.dbname)) as other:
        other.execute("lock table grown in access exclusive mode")
        begun = monotonic()
        with pytest.raises(StatementError) as caught:
            surveyed(reader, "grown")
    assert monotonic() - begun < 3
    assert caught.value.why == "another session holds a lock that this waited for"


def test_nothing_that_was_set_stays(reader: Session) -> None:
    settings = "select current_setting('statement_timeout'), current_setting('jit'), current_setting('lock_timeout')"
    before = reader.run(settings).rows
    for begin, end in (("select 1", "select 1"), ("begin", "commit")):
        reader.run(begin)
        surveyed(reader, "grown")
        assert reader.run(settings).rows == before
        assert reader.run("show search_path").rows == [('"$user", public',)]
        reader.run(end)


# -- transactions --------------------------------------------------------------------------------------------------


def test_in_a_transaction_what_it_has_written_is_seen(writer: Session) -> None:
    writer.run("begin")
    writer.run("insert into odd values (42, '{\"fresh\": 1}')")
    assert "fresh" in fields(writer, "odd")
    writer.run("rollback")
    assert "fresh" not in fields(writer, "odd")


@pytest.mark.parametrize(("table", "error"), [("failing", StatementError), ("slow", TenantshError)])
def test_what_goes_wrong_does_not_fail_the_transaction(
    writer: Session, table: str, error: type[TenantshError], monkeypatch: pytest.MonkeyPatch
) -> None:
    writer.run("begin")
    writer.run("insert into odd values (42, '{\"kept\": 1}')")
    with monkeypatch.context() as hurried:
        few(hurried, seconds=0.2)
        with pytest.raises(error):
            surveyed(writer, table)
    assert (writer.in_transaction, writer.failed) == (True, False)
    assert "kept" in fields(writer, "odd")
    writer.run("rollback")


def test_in_a_failed_transaction_the_server_says_so(reader: Session) -> None:
    reader.run("begin")
    with pytest.raises(StatementError):
        reader.run("select 1/0")
    with pytest.raises(StatementError) as caught:
        surveyed(reader, "orders")
    assert caught.value.sqlstate == "25P02"
    assert reader.failed
    reader.run("rollback")


def test_a_plain_transaction_is_not_failed_either(documents: Small) -> None:
    login = f"{documents.target('postgres')} user=small_eng options='-c role=small_viewer'"
    plain = open_plain_session(Target(login))
    try:
        found, _ = find(plain, ["failing"])
        list(plain.send(Ask("begin"), Data()))
        with pytest.raises(StatementError):
            survey(plain, found.oid, ["data"])
        assert (plain.in_transaction, plain.failed) == (True, False)
        assert survey(plain, find(plain, ["shared"])[0].oid, ["data"])[0].rows == 10
        assert plain.in_transaction
    finally:
        plain.close()


# -- questions -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def planted(pg: Cluster, small: Small) -> Iterator[psycopg.Connection[Any]]:
    """The same with operators in it that nobody may use, as the tenant's role."""
    name = f"survey_{next(_names)}"
    pg.create(name, _template(pg))
    pg.run(_PLANTED.read_text(encoding="utf-8"), name)
    with psycopg.connect(as_user(pg.dsn(name), "small_eng"), autocommit=True) as connection:
        connection.execute("set role small_viewer")
        connection.execute("set search_path = pg_catalog, evil, public")
        yield connection
    pg.drop(name)


def test_no_planted_operator_is_meant(planted: psycopg.Connection[Any]) -> None:
    source = Source("r", "public.open_orders", 0, secured=False, owners="org_id", age="org_id", times=False)
    timed = Source("r", "public.grown", 0, secured=True, owners=None, age="created_at", times=True)
    for request in (
        SOURCE.ask(relation=1259, tenant_column="org_id"),
        count_of(source, "42", 10).ask(),
        rows(source, ["data", "data"], "42", Look(chance=0.5, pages=50, first=10)).ask(),
        rows(timed, ["data"], "42", Look()).ask(),
        outlines(source, "data", "42", 3).ask(),
    ):
        _asked(planted, request, b"EXPLAIN ")
        names = _asked(planted, request)
        assert names == [field.name for field in dataclasses.fields(request.query.row)]


def _asked(connection: psycopg.Connection[Any], request: Request, how: bytes = b"") -> list[str]:
    step = question(connection, request, connection.info.server_version // 10000)
    result = connection.pgconn.exec_params(how + step.sql, step.params, step.types)
    assert not result.error_message, result.error_message
    return [(result.fname(at) or b"").decode() for at in range(result.nfields)]
