"""A standby is preferred where one is near enough; else it is the primary, and a line says why."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.db.following import heard, held_up, hosts, opened, place, settings, until
from tests.db.small import kill

from tenantsh.db.connect import Target
from tenantsh.db.opening import find_organizations
from tenantsh.db.plain import open_plain_session
from tenantsh.db.standing import standing
from tenantsh.model.errors import ConnectError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.small import Small
    from tests.pgcluster import Cluster

_NOWHERE = "host=/nowhere port=1 dbname=small user=small_eng"


@pytest.fixture(autouse=True)
def _caught_up(pg: Cluster, small: Small, standby: Cluster) -> None:
    assert small
    assert standby
    pg.run("select txid_current()")  # a standby that has replayed no transaction yet cannot tell its lag
    pg.catch_up()


@pytest.mark.parametrize("standby_first", [True, False])
def test_a_standby_is_found_wherever_it_stands_among_the_hosts(
    pg: Cluster, standby: Cluster, *, standby_first: bool
) -> None:
    both = (standby, pg) if standby_first else (pg, standby)
    with opened(hosts(*both), 30) as session:
        told = heard(session)
        assert session.link.standby
        assert session.run("select count(*), array_agg(distinct org_id) from things").rows == [(10, [42])]
        assert told == []


def test_without_it_the_first_host_is_taken(pg: Cluster, standby: Cluster) -> None:
    with opened(hosts(pg, standby)) as session:
        assert not session.link.standby


def test_one_that_is_too_far_behind_is_passed_over_and_a_line_says_so(pg: Cluster, standby: Cluster) -> None:
    with held_up(pg, standby, 0.5):
        with opened(hosts(standby, pg), 0.3) as session:
            told = heard(session)
            assert not session.link.standby
            session.verify()
            session.verify()
        with opened(hosts(standby, pg), 300) as near_enough:
            assert near_enough.link.standby
            assert (standing(near_enough).seconds or 0) >= 0.5
    (line,) = told
    assert line.startswith("No standby fits (0.3 s behind at most), so this is the primary: ")
    assert re.search(rf"{standby.port} is \d+\.\d s behind", line)


def test_without_a_standby_among_the_hosts_it_says_so(pg: Cluster) -> None:
    with opened(hosts(pg), 30) as session:
        told = heard(session)
        session.verify()
    assert "no standby is among the hosts" in told[0]


def test_a_host_that_is_not_there_is_passed_over(pg: Cluster, standby: Cluster) -> None:
    with opened(f"host=/nowhere,{standby.host} port=1,{standby.port} dbname=small user=small_eng", 30) as session:
        assert session.link.standby
    with opened(f"host=/nowhere,{pg.host} port=1,{pg.port} dbname=small user=small_eng", 30) as session:
        told = heard(session)
        session.verify()
    assert "/nowhere:1 could not be used" in told[0]


def test_no_server_at_all_is_libpqs_own_error(pg: Cluster) -> None:
    with pytest.raises(ConnectError, match="/nowhere"):
        opened(_NOWHERE, 30)
    with pytest.raises(ConnectError, match="nobody_there"):
        opened(hosts(pg, pg, user="nobody_there"), 30)


def test_a_standby_that_is_too_far_behind_and_no_primary_is_an_error_in_words(pg: Cluster, standby: Cluster) -> None:
    with held_up(pg, standby, 0.4), pytest.raises(ConnectError) as refused:
        opened(hosts(standby), 0.1)
    assert "no standby fits, and no primary" in refused.value.what
    assert "behind" in (refused.value.why or "")
    assert "--max-lag" in (refused.value.hint or "")


def test_one_that_has_lost_its_primary_is_not_taken_for_up_to_date(pg: Cluster, standby: Cluster) -> None:
    (before,) = standby.run("show primary_conninfo")[0]
    settings(standby, primary_conninfo="host=/nowhere")
    try:
        until(lambda: standby.run("select * from pg_stat_wal_receiver") == [])
        with opened(hosts(standby, pg), 0) as session:
            assert not session.link.standby
        with opened(hosts(standby)) as session:
            assert standing(session).standby
            assert standing(session).seconds != 0
    finally:
        settings(standby, primary_conninfo=str(before))
        until(lambda: standby.run("select * from pg_stat_wal_receiver") != [])
        pg.catch_up()


def test_what_the_connection_string_says_itself_is_left_to_libpq(pg: Cluster, standby: Cluster) -> None:
    with opened(hosts(standby, pg, more="target_session_attrs=primary"), 30) as session:
        told = heard(session)
        assert not session.link.standby
        session.verify()
    assert "target_session_attrs=primary" in told[0]


def test_the_hosts_may_stand_in_a_service_or_in_the_environment(
    pg: Cluster, standby: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "services"
    file.write_text(f"[both]\nhost={pg.host},{standby.host}\nport={pg.port},{standby.port}\ndbname=small\n")
    monkeypatch.setenv("PGSERVICEFILE", str(file))
    with opened("service=both user=small_eng", 30) as session:
        assert session.link.standby
    monkeypatch.setenv("PGHOST", f"{pg.host},{standby.host}")
    monkeypatch.setenv("PGPORT", f"{pg.port},{standby.port}")
    with opened("dbname=small user=small_eng", 30) as session:
        assert session.link.standby


def test_hosts_and_ports_that_do_not_add_up_are_libpqs_to_tell(pg: Cluster) -> None:
    with pytest.raises(ConnectError, match="could not match"):
        opened(f"host={pg.host},{pg.host},{pg.host} port={pg.port},{pg.port} dbname=small user=small_eng", 30)


def test_after_a_loss_a_standby_is_looked_for_again(pg: Cluster, small: Small, standby: Cluster) -> None:
    with opened(hosts(standby, pg), 0.3) as session:
        told = heard(session)
        with held_up(pg, standby, 0.5):
            standby.run(f"select pg_terminate_backend({session.link.identity.backend_pid})")
            until(lambda: not session.connected)
            assert session.run("select count(*) from things where org_id <> 42").rows == [(0,)]
            assert not session.link.standby
        kill(small, session)
        session.verify()
        assert session.link.standby
    assert f":{pg.port}, the primary, verified" in told[0]
    assert told[1].startswith("No standby fits")
    assert f":{standby.port}, a standby, verified" in told[2]


def test_organizations_are_looked_up_there_too(pg: Cluster, standby: Cluster) -> None:
    found = find_organizations(place(hosts(pg, standby), 30), "acme labs")
    assert [one.org for one in found][:1] == ["43"]


def test_a_plain_connection_prefers_one_too(pg: Cluster, standby: Cluster) -> None:
    plain = open_plain_session(Target(hosts(pg, standby), max_lag=30))
    try:
        assert standing(plain).standby
        assert plain.take_remarks() == ()
    finally:
        plain.close()
    plain = open_plain_session(Target(hosts(pg), max_lag=30))
    try:
        assert "no standby is among" in plain.take_remarks()[0]
    finally:
        plain.close()


def test_a_connection_elsewhere_prefers_one_as_well(pg: Cluster, standby: Cluster) -> None:
    target = Target(hosts(pg, standby), max_lag=30)
    assert target.elsewhere(database="other").max_lag == 30
    assert target.elsewhere(database="other", fresh=True).max_lag == 30


def test_whoever_writes_is_led_to_the_primary(pg: Cluster, standby: Cluster) -> None:
    with opened(hosts(standby, pg), write=True) as session:
        assert not session.link.standby
    with pytest.raises(ConnectError, match="hot standby"):
        opened(hosts(standby, standby), write=True)
    with pytest.raises(ConnectError, match="hot standby"):
        opened(hosts(standby, pg, more="target_session_attrs=standby"), write=True)
