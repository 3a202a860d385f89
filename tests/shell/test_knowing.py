"""What completion knows comes in the background, from another session of the same tenant, and never outlives it."""

from __future__ import annotations

import gc
import threading
import time
from contextlib import closing
from io import StringIO
from itertools import count
from typing import TYPE_CHECKING

import pytest
from benchmarks.proxy import Proxy
from tests.pgcluster import PASSWORD, as_user
from tests.shell.completion import shop

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place, Wanted, open_session
from tenantsh.db.plain import open_plain_session
from tenantsh.model.errors import StatementError
from tenantsh.render.options import Options
from tenantsh.shell.completion import complete
from tenantsh.shell.knowing import Knowing
from tenantsh.shell.output import Output
from tenantsh.shell.shell import Shell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.pgcluster import Cluster

_PATIENCE = 20.0
_names = count(1)


@pytest.fixture
def database(pg: Cluster) -> Iterator[str]:
    """A shop for this test alone."""
    pg.once("shop template", lambda: shop.make(pg, "shop_template"))
    name = f"shop_{next(_names)}"
    pg.create(name, "shop_template")
    yield name
    pg.drop(name)


@pytest.fixture
def shell(pg: Cluster, database: str) -> Iterator[Shell]:
    """A shell of organization 42 whose role may make tables, and which completes."""
    pg.run("grant create on schema public to shop_member", database)
    with Closing(opened(shop.place(pg, database))) as shell:
        yield shell


class Closing:
    def __init__(self, shell: Shell) -> None:
        self.shell = shell

    def __enter__(self) -> Shell:
        return self.shell

    def __exit__(self, *_error: object) -> None:
        assert self.shell.knowing
        self.shell.knowing.close()
        self.shell.session.close()


def opened(place: Place, org: str = "42") -> Shell:
    wanted = Wanted(org, write=True)
    return knowing(Shell(place, wanted, open_session(place, wanted), say=_ignore, output=_output(), options=Options()))


def plain(pg: Cluster, database: str, user: str = "postgres") -> Shell:
    place = Place(Target(as_user(pg.dsn(database), user)), shop.CONVENTION)
    session = open_plain_session(place.target)
    return knowing(Shell(place, None, session, say=_ignore, output=_output(), options=Options()))


def knowing(shell: Shell) -> Shell:
    shell.knowing = Knowing(shell)
    shell.knowing.follow()
    return shell


def _ignore(_text: str) -> None:
    pass


def _output() -> Output:
    return Output(StringIO())


def run(shell: Shell, text: str) -> None:
    with closing(shell.feed([text])) as outcomes:
        for _ in outcomes:
            pass


def names(shell: Shell, text: str = "select * from ") -> list[str]:
    assert shell.knowing
    shell.knowing.typed(text, len(text))
    return [candidate.text for candidate in complete(text, catalog=shell.knowing.catalog)]


def until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < deadline, "it has not happened"
        time.sleep(0.01)


def until_ready(shell: Shell) -> None:
    assert shell.knowing
    until(lambda: shell.knowing and shell.knowing.state.startswith("ready"))


def backends(pg: Cluster, database: str) -> list[int]:
    """The processes of the background sessions."""
    found = pg.run(
        f"select pid from pg_stat_activity where application_name = 'tenantsh completion' and datname = '{database}'"
    )
    return [int(str(pid)) for (pid,) in found]


# -- what is known, and when -------------------------------------------------------------------------------------------


def test_what_the_role_may_use_is_known_after_a_moment(shell: Shell) -> None:
    until_ready(shell)
    assert "orders" in names(shell)
    assert not {"salaries", "hidden.keys"} & set(names(shell))


def test_the_toolbar_can_tell_how_many_names_are_known(shell: Shell) -> None:
    until_ready(shell)
    assert shell.knowing
    assert shell.knowing.state == f"ready ({len(shell.knowing.catalog.relations):,} names)"


def test_a_table_that_was_just_made_is_known(shell: Shell) -> None:
    until_ready(shell)
    run(shell, "create table fresh_table (id int, fresh_column text);")
    until(lambda: "fresh_table" in names(shell, "select * from fresh"))


def test_what_a_transaction_makes_is_known_before_and_after_its_commit(shell: Shell) -> None:
    until_ready(shell)
    run(shell, "begin;")
    run(shell, "create table in_transaction (id int);")
    until(lambda: "in_transaction" in names(shell, "select * from in_tr"))
    run(shell, "commit;")
    assert shell.knowing
    until(
        lambda: (
            shell.knowing and any(found.oid > 0 for found in shell.knowing.catalog.relations.named("in_transaction"))
        )
    )
    assert names(shell, "select * from in_tr").count("in_transaction") == 1


def test_a_table_made_of_a_query_is_known(shell: Shell) -> None:
    until_ready(shell)
    run(shell, "select 1 as one into made_of_query;")
    until(lambda: "made_of_query" in names(shell, "select * from made_of"))


def test_a_dropped_table_is_forgotten(shell: Shell) -> None:
    run(shell, "create table soon_gone ();")
    until(lambda: "soon_gone" in names(shell, "select * from soon"))
    run(shell, "drop table soon_gone;")
    until(lambda: "soon_gone" not in names(shell, "select * from soon"))


def test_an_unknown_name_has_the_catalog_looked_at_again(shell: Shell, pg: Cluster, database: str) -> None:
    until_ready(shell)
    pg.run("create table made_elsewhere (); grant select on made_elsewhere to shop_member", database)
    assert shell.knowing
    learner = shell.knowing._learner
    assert learner
    learner.looked_at -= 60
    run(shell, "select * from no_such_table;")
    until(lambda: "made_elsewhere" in names(shell, "select * from made_el"))


def test_time_has_the_catalog_looked_at_again(shell: Shell, pg: Cluster, database: str) -> None:
    until_ready(shell)
    pg.run("create table made_elsewhere (); grant select on made_elsewhere to shop_member", database)
    assert shell.knowing
    learner = shell.knowing._learner
    assert learner
    learner.looked_at -= 3600
    until(lambda: "made_elsewhere" in names(shell, "select * from made_el"))


def test_the_keys_of_a_column_are_learnt_when_they_are_typed(shell: Shell) -> None:
    until_ready(shell)
    text = "select data->>'ti' from orders"
    assert shell.knowing
    shell.knowing.typed(text, 17)

    def offered() -> list[str]:
        assert shell.knowing
        return [found.text for found in complete(text, 17, shell.knowing.catalog)]

    until(lambda: "tier" in offered())


def test_organizations_are_learnt_when_they_are_asked_for(shell: Shell) -> None:
    until_ready(shell)
    names(shell, r"\org ")
    until(lambda: shell.knowing and shell.knowing.catalog.organizations)
    assert shell.knowing
    assert {one.id for one in shell.knowing.catalog.organizations} == {"42", "43", "44"}


# -- whose it is -------------------------------------------------------------------------------------------------------


def test_another_organization_begins_with_nothing_at_once(shell: Shell) -> None:
    until_ready(shell)
    text = "select settings->>'' from orgs"
    assert shell.knowing
    shell.knowing.typed(text, 18)
    until(lambda: shell.knowing and shell.knowing.catalog.keys)
    run(shell, r"\org 43")
    assert not shell.knowing.catalog.keys
    assert not len(shell.knowing.catalog.relations)
    until_ready(shell)
    shell.knowing.typed(text, 18)
    until(lambda: shell.knowing and shell.knowing.catalog.keys)
    told = [key.name for keys in shell.knowing.catalog.keys.values() for key in keys]
    assert "theirs_only" in told
    assert "theme" not in told


def test_side_by_side_each_knows_its_own_organizations_keys(pg: Cluster, database: str) -> None:
    place = shop.place(pg, database)
    with Closing(opened(place, "42")) as ours, Closing(opened(place, "43")) as theirs:
        for _ in range(5):
            assert "theirs_only" not in settings_of(ours)
            assert "theme" not in settings_of(theirs)
        assert "theme" in settings_of(ours)
        assert "theirs_only" in settings_of(theirs)


def settings_of(shell: Shell) -> set[str]:
    text = "select settings->>'' from orgs"
    assert shell.knowing
    shell.knowing.typed(text, 19)
    assert shell.knowing.wait(_PATIENCE)
    return {found.text for found in complete(text, 19, shell.knowing.catalog)}


def test_a_catalog_that_comes_late_is_not_the_new_organizations(shell: Shell) -> None:
    until_ready(shell)
    assert shell.knowing
    old = shell.knowing._learner
    assert old
    run(shell, r"\org 43")
    old._publish(old.catalog)
    assert shell.knowing._learner is not old
    assert shell.knowing.catalog is not old.catalog


def test_where_another_organization_was_not_to_be_had_nothing_is_known_in_a_script(shell: Shell) -> None:
    until_ready(shell)
    assert shell.knowing
    learner = shell.knowing._learner
    assert learner
    run(shell, r"\org nobody")
    assert not len(shell.knowing.catalog.relations)
    learner.join(_PATIENCE)
    assert not learner._thread.is_alive()


def test_for_a_person_it_is_still_the_organization_before(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    until_ready(shell)
    assert shell.knowing
    known = shell.knowing.catalog
    monkeypatch.setattr(Shell, "interactive", True)
    run(shell, r"\org nobody")
    assert shell.knowing.catalog is known


def test_a_reconnect_begins_with_nothing(shell: Shell, pg: Cluster) -> None:
    until_ready(shell)
    assert shell.knowing
    known = shell.knowing.catalog
    run(shell, "create temp table passing (id int);")
    until(lambda: "passing" in names(shell, "select * from pass"))
    pg.run(f"select pg_terminate_backend({shell.session.endpoint.pid})")
    run(shell, "select 1;")  # which finds the connection lost
    run(shell, "select 1;")
    assert shell.knowing.catalog is not known
    until_ready(shell)
    assert "passing" not in names(shell, "select * from pass")


def test_the_background_session_is_the_same_role_and_can_only_read(shell: Shell) -> None:
    until_ready(shell)
    assert shell.knowing
    learner = shell.knowing._learner
    assert learner
    assert learner._session
    session = learner._session
    assert session is not shell.session
    assert session.tenant.role == "shop_member"  # type: ignore[attr-defined]
    assert session.tenant.org == "42"  # type: ignore[attr-defined]
    with pytest.raises(StatementError) as refused:
        session.run("delete from orders")  # type: ignore[attr-defined]
    assert refused.value.sqlstate == "25006"


def test_it_says_what_it_is_and_names_no_customer(shell: Shell, pg: Cluster, database: str) -> None:
    until_ready(shell)
    assert len(backends(pg, database)) == 1
    run(shell, r"\org 43")
    until_ready(shell)
    until(lambda: len(backends(pg, database)) == 1)


def test_the_persons_session_is_never_asked(shell: Shell) -> None:
    asked: list[object] = []
    shell.session.on_question = lambda request, _major: asked.append(request)
    until_ready(shell)
    names(shell)
    names(shell, "select data->>'' from orders")
    assert asked == []


# -- when things go wrong ----------------------------------------------------------------------------------------------


def test_a_background_session_that_was_killed_comes_back_by_itself(shell: Shell, pg: Cluster, database: str) -> None:
    until_ready(shell)
    (before,) = backends(pg, database)
    pg.run(f"select pg_terminate_backend({before})")
    until(lambda: before not in backends(pg, database))
    assert "orders" in names(shell)
    run(shell, "create table after_the_kill ();")
    until(lambda: "after_the_kill" in names(shell, "select * from after_the"))


def test_where_no_second_connection_is_to_be_had_it_says_so(pg: Cluster, database: str) -> None:
    pg.run("alter role shop_eng connection limit 1")
    try:
        with Closing(opened(shop.place(pg, database))) as shell:
            assert shell.knowing
            until(lambda: shell.knowing and "too many connections" in shell.knowing.state)
            assert shell.knowing.state.startswith("not available: ")
            assert "SELECT" in names(shell, "")
            run(shell, "select 1;")
            pg.run("alter role shop_eng connection limit -1")
            until_ready(shell)
    finally:
        pg.run("alter role shop_eng connection limit -1")


def test_a_password_that_was_typed_is_not_asked_for_again(pg: Cluster, database: str) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        assert threading.current_thread() is threading.main_thread()
        return PASSWORD

    place = Place(Target(f"{as_user(pg.dsn(database), 'with_password')} host={pg.host}", ask), shop.CONVENTION)
    session = open_plain_session(place.target)
    shell = knowing(Shell(place, None, session, say=_ignore, output=_output(), options=Options()))
    with Closing(shell):
        until_ready(shell)
    assert len(asked) == 1


def test_a_slow_link_does_not_slow_a_key_down(pg: Cluster, database: str) -> None:
    with Proxy(f"{pg.host}/.s.PGSQL.{pg.port}") as proxy:
        target = Target(f"host=127.0.0.1 port={proxy.port} user=with_password password={PASSWORD} dbname={database}")
        place = Place(target, shop.CONVENTION)
        session = open_plain_session(target)
        proxy.rtt = 0.2
        shell = knowing(Shell(place, None, session, say=_ignore, output=_output(), options=Options()))
        started = time.perf_counter()
        for _ in range(20):
            names(shell)
            assert shell.knowing
            assert shell.knowing.lag is None
            _ = shell.knowing.state
        assert time.perf_counter() - started < 0.5
        assert shell.knowing
        assert shell.knowing.state == "loading"
        learner = shell.knowing._learner
        assert learner
        started = time.perf_counter()
        shell.knowing.close()
        assert time.perf_counter() - started < 0.1
        shell.session.close()
        learner.join(_PATIENCE)


def test_who_hears_of_news_may_fail(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    monkeypatch.setattr(threading, "excepthook", told.append)
    assert shell.knowing
    shell.knowing.on_news = lambda: 1 / 0  # type: ignore[assignment]
    until_ready(shell)
    run(shell, "create table after_bad_news ();")
    until(lambda: "after_bad_news" in names(shell, "select * from after_b"))
    assert told == []


def test_switched_off_nothing_is_open_and_nothing_known(shell: Shell, pg: Cluster, database: str) -> None:
    until_ready(shell)
    run(shell, r"\set COMPLETION off")
    assert shell.knowing
    assert shell.knowing.state == "off"
    assert not len(shell.knowing.catalog.relations)
    until(lambda: backends(pg, database) == [])
    run(shell, r"\unset COMPLETION")
    until_ready(shell)


def test_many_shells_leave_neither_threads_nor_connections(pg: Cluster, database: str) -> None:
    before = threading.active_count()
    for _ in range(6):
        with Closing(opened(shop.place(pg, database))) as shell:
            names(shell)
    until(lambda: threading.active_count() == before)
    until(lambda: backends(pg, database) == [])
    gc.collect()


def test_an_idle_connection_is_given_back(
    shell: Shell, pg: Cluster, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenantsh.shell.knowing.learning.IDLE_SECONDS", 0.2)
    until_ready(shell)
    run(shell, "create table once_more ();")
    until(lambda: backends(pg, database) == [])
    assert "orders" in names(shell)
    run(shell, "create table and_again ();")
    until(lambda: "and_again" in names(shell, "select * from and_ag"))


# -- a plain session ---------------------------------------------------------------------------------------------------


def test_a_plain_session_has_a_plain_one_beside_it(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        assert "salaries" in names(shell)


def test_a_search_path_that_was_set_is_followed(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        assert "hidden.keys" in names(shell, "select * from key")
        run(shell, "set search_path to hidden, public;")
        until(lambda: "keys" in names(shell, "select * from key"))


def test_a_role_that_was_set_is_followed(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        assert "salaries" in names(shell, "select * from sal")
        run(shell, "set role shop_viewer;")
        until(lambda: "salaries" not in names(shell, "select * from sal"))


def test_a_temporary_table_is_known_though_only_its_own_session_sees_it(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        run(shell, "create temp table scratch (scratch_id int, note text);")
        until(lambda: "scratch" in names(shell, "select * from scr"))
        assert "scratch_id" in known_columns(shell, "scratch")
        run(shell, "create table beside_scratch ();")
        until(lambda: "beside_scratch" in names(shell, "select * from beside_"))
        assert "scratch" in names(shell, "select * from scr")
        run(shell, "drop table scratch;")
        until(lambda: "scratch" not in names(shell, "select * from scr"))


def test_a_temporary_table_of_a_query_has_its_columns(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        run(shell, "create temp table picked as select u.email, count(*) as how_many from users u group by 1;")
        until(lambda: "picked" in names(shell, "select * from pick"))
        assert known_columns(shell, "picked") == ["email", "how_many"]


def test_what_a_transaction_made_goes_with_its_rollback(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        run(shell, "begin;")
        run(shell, "create table only_here (id int);")
        until(lambda: "only_here" in names(shell, "select * from only_"))
        run(shell, "rollback;")
        until(lambda: "only_here" not in names(shell, "select * from only_"))


def test_the_names_that_statements_give_are_known_while_they_last(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        for text in ("begin;", "savepoint here;", "declare rows_of cursor for select 1;", "listen news;"):
            run(shell, text)
        run(shell, "prepare by_hand as select 1;")
        until(lambda: "by_hand" in names(shell, "execute "))
        assert "here" in names(shell, "rollback to ")
        assert "rows_of" in names(shell, "fetch from ")
        assert "news" in names(shell, "notify ")
        run(shell, "rollback;")
        until(lambda: "here" not in names(shell, "rollback to "))
        assert "by_hand" in names(shell, "execute ")
        assert "rows_of" not in names(shell, "fetch from ")


@pytest.mark.pg_min(18)
def test_statements_that_commands_prepare_are_known(pg: Cluster, database: str) -> None:
    with Closing(plain(pg, database)) as shell:
        until_ready(shell)
        run(shell, "select 1 \\parse by_command\n")
        until(lambda: "by_command" in names(shell, "\\bind_named "))
        run(shell, "\\close_prepared by_command\n")
        until(lambda: "by_command" not in names(shell, "\\bind_named "))


def known_columns(shell: Shell, table: str) -> list[str]:
    assert shell.knowing
    catalog = shell.knowing.catalog
    relation = catalog.relation(table)
    return [column.name for column in catalog.columns_of(relation)] if relation else []


def test_nothing_tells_how_far_behind_a_primary_is(shell: Shell) -> None:
    until_ready(shell)
    assert shell.knowing
    _ = shell.knowing.lag
    time.sleep(0.1)
    assert shell.knowing.lag is None


def test_a_standby_tells_how_far_it_is_behind(pg: Cluster, standby: Cluster, database: str) -> None:
    pg.catch_up()
    place = shop.place(standby, database)
    wanted = Wanted("42")
    reader = Shell(place, wanted, open_session(place, wanted), say=_ignore, output=_output(), options=Options())
    with Closing(knowing(reader)) as shell:
        until_ready(shell)
        until(lambda: shell.knowing and shell.knowing.lag is not None)
        assert shell.knowing
        assert 0 <= (shell.knowing.lag or 0) < 60
