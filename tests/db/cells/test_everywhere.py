"""All clusters are asked at the same time: each costs its own line only, and Ctrl-C is heard."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.db.plainly import ctrl_c

from tenantsh.db.cells.asking import spelled_out
from tenantsh.db.cells.everywhere import everywhere, organizations
from tenantsh.db.cells.side_by_side import side_by_side
from tenantsh.db.connect import Target
from tenantsh.db.opening import find_organizations
from tenantsh.model.errors import ConnectError, DirectorySilent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.cells.clusters import Clusters

    from tenantsh.db.opening import Place

_MEETING = """
create function public.meet() returns text language plpgsql as $$
begin
    for n in 1 .. 100 loop
        perform pg_stat_clear_snapshot();
        if (select count(distinct datname) from pg_stat_activity where query like '%public.meet()%') >= 2 then
            perform pg_sleep(0.3);
            return 'met';
        end if;
        perform pg_sleep(0.1);
    end loop;
    return 'alone';
end $$
"""
_END_THEM = """
select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and query like '%pg_sleep(20)%'
"""


def _asking(clusters: Clusters, sql: str) -> Place:
    place = clusters.place()
    return replace(place, convention=replace(place.convention, find_organizations=sql))


def test_clusters_are_asked_at_the_same_time(own: Clusters) -> None:
    for name in ("eu", "us"):
        own.admin(name, _MEETING)
    place = _asking(own, "select :pattern || '1' as org, public.meet() as name, null as detail")
    listed, told = organizations(place, "")
    assert ([one.name for one in listed], told) == (["met", "met"], ())


@pytest.mark.newest
def test_one_that_ends_the_connection_costs_its_own_line(clusters: Clusters) -> None:
    ends = "case when current_database() like '%us' then pg_terminate_backend(pg_backend_pid())::text end"
    listed, told = organizations(_asking(clusters, f"select '42' as org, {ends} as name, :pattern as detail"), "")
    assert [one.cluster for one in listed] == ["eu"]
    assert len(told) == 1
    assert told[0].startswith("us could not be asked:")


@pytest.mark.newest
def test_ctrl_c_is_heard_while_all_are_waited_for(clusters: Clusters) -> None:
    place = _asking(clusters, "select :pattern as org, pg_sleep(20)::text as name, null as detail")
    with ctrl_c(1.0) as sent, pytest.raises(KeyboardInterrupt):
        organizations(place, "")
    assert time.monotonic() - sent[0] < 5
    clusters.pg.run(_END_THEM)


def test_after_a_ctrl_c_no_more_are_asked_though_it_comes_while_they_begin() -> None:
    asked: list[int] = []

    def first() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(0.05)

    def other() -> None:
        asked.append(1)
        time.sleep(0.02)

    with pytest.raises(KeyboardInterrupt):
        side_by_side([first, *[other] * 40])
    time.sleep(1)
    assert len(asked) < 16  # eight are under way


@pytest.mark.newest
def test_a_slip_in_a_question_is_raised_and_not_told_as_a_cluster_s(clusters: Clusters) -> None:
    def slips(_place: Place) -> list[str]:
        raise ValueError("a slip")

    with pytest.raises(ValueError, match="a slip"):
        everywhere(clusters.place(), slips)


@pytest.mark.newest
def test_a_password_is_asked_for_in_the_thread_that_waits_and_once_for_each(clusters: Clusters) -> None:
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "let-me-in"

    directory = clusters.place().cells
    assert directory is not None
    host, port = clusters.pg.host, clusters.pg.port
    targets = {
        name: Target.asking(f"host={host} port={port} dbname={clusters.prefix}_{name} user=with_password", ask)
        for name in ("eu", "us")
    }
    place = _asking(clusters, "select '42' as org, current_database()::text as name, :pattern as detail")
    place = replace(place, cells=replace(directory, targets=targets))
    for _ in range(2):
        seen = everywhere(place, lambda there: find_organizations(there, ""))
        assert {name: one.name for name, (one,) in seen.answers.items()} == {
            name: f"{clusters.prefix}_{name}" for name in ("eu", "us")
        }
    assert asked == ["Password for user with_password: "] * 2


@pytest.mark.newest
def test_where_none_can_be_asked_that_is_the_error(clusters: Clusters) -> None:
    with pytest.raises(ConnectError, match="nothing_of_it"):
        organizations(_asking(clusters, "select nothing_of_it from orgs where :pattern = ''"), "")


@pytest.mark.newest
def test_a_service_that_is_not_there_is_no_other_server(
    clusters: Clusters, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGHOST", clusters.pg.host)
    monkeypatch.setenv("PGPORT", str(clusters.pg.port))
    monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "none"))
    (tmp_path / "none").write_text("[other]\nport=1\n")
    place = _asking(clusters, "select '42' as org, current_database()::text as name, :pattern as detail")
    assert place.cells is not None
    lost = Target(f"service=nowhere dbname={clusters.prefix}_us user=small_eng")
    directory = replace(place.cells, targets={**place.cells.targets, "us": lost}, asked_at=spelled_out(lost))
    listed, told = organizations(replace(place, cells=directory), "")
    assert ([one.cluster for one in listed], len(told)) == (["eu"], 1)
    assert '"nowhere"' in told[0]
    with pytest.raises(DirectorySilent, match='"nowhere"'):
        directory.whose("42")
