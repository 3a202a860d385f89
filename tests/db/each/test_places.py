"""Behind a pooler, on a standby, with marked columns, under a seal: the same answers, or in words why not."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from tests.db.each.rounds import around, rows
from tests.db.small import CONVENTION, Small
from tests.pgcluster import as_user

from tenantsh.db.connect import Target
from tenantsh.db.opening import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.pgbouncer import Bouncer
    from tests.pgcluster import Cluster

_COUNT = "select count(*), min(org_id), max(org_id) from things"
_THREE = [[(10, 42, 42)], [(7, 43, 43)], [(0, None, None)]]


def test_behind_a_pooler_each_has_a_moment_of_its_own(pgbouncer: Bouncer, small: Small) -> None:
    place = Place(Target(as_user(pgbouncer.dsn(small.dbname), "small_eng")), CONVENTION)
    with around(place, ["42", "43", "7"], _COUNT, workers=3) as asked:
        assert "pooler" in (asked.alone or "")
        assert [rows(answer) for answer in asked] == _THREE


def test_on_a_standby_too_all_are_asked_at_one_moment(pg: Cluster, small: Small, standby: Cluster) -> None:
    pg.catch_up()
    with around(Small(standby, small.dbname).place(), ["42", "43", "7"], _COUNT) as asked:
        assert asked.alone is None
        assert [rows(answer) for answer in asked] == _THREE


@pytest.mark.parametrize(
    "sql",
    [
        "select name from things",
        "select upper(name) from things",
        "select t from things t",
        "select max(name) over () from things",
        "with n as (select name from things) select * from n",
        "values ((select name from things limit 1))",
    ],
)
def test_marked_columns_are_masked(small: Small, sql: str) -> None:
    place = dataclasses.replace(small.place(), masking={"things.name": "hide"})
    with around(place, ["42", "43"], sql) as asked:
        found = list(asked)
    for answer in found:
        assert answer.result is not None
        assert not any("ours" in str(row) or "theirs" in str(row) for row in rows(answer))
        assert answer.result.notes[0].startswith("masked: ")


def test_errors_tell_nothing_marked(small: Small) -> None:
    place = dataclasses.replace(small.place(), masking={"things.name": "hide"})
    with around(place, ["42", "43"], "select name::int from things") as asked:
        found = list(asked)
    for answer in found:
        assert answer.error is not None
        assert "ours" not in str(answer.error)
        assert "theirs" not in str(answer.error)


@pytest.mark.newest
def test_no_environment_leads_the_others_to_another_server(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    place = small.place()
    monkeypatch.setenv("PGHOSTADDR", "127.0.0.9")
    with around(place, ["42", "43", "7"], _COUNT, workers=2) as asked:
        assert [rows(answer) for answer in asked] == _THREE


def test_a_password_is_asked_for_once(pg: Cluster, small: Small) -> None:
    asked_for: list[str] = []

    def ask(question: str) -> str:
        asked_for.append(question)
        return "let-me-in"

    conninfo = f"host=127.0.0.1 port={pg.port} user=small_eng dbname={small.dbname} passfile=/dev/null"
    with around(Place(Target.asking(conninfo, ask), CONVENTION), ["42", "43", "7"], _COUNT, workers=3) as asked:
        assert [rows(answer) for answer in asked] == _THREE
    assert asked_for == ["Password for user small_eng: "]


@pytest.mark.parametrize("by", ["options", "PGOPTIONS", "service"])
def test_what_the_person_gave_for_all_connections_holds_and_no_tenant_of_another_does(
    small: Small, by: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wanted = "-c statement_timeout=7s -c geqo_threshold=7"
    if by == "options":
        place = small.place(options=wanted)
    elif by == "PGOPTIONS":
        monkeypatch.setenv("PGOPTIONS", wanted)
        place = small.place()
    else:
        host, port = small.pg.host, small.pg.port
        (tmp_path / "services").write_text(
            f"[here]\nhost={host}\nport={port}\ndbname={small.dbname}\nuser=small_eng\noptions={wanted}\n"
        )
        monkeypatch.setenv("PGSERVICEFILE", str(tmp_path / "services"))
        place = Place(Target("service=here"), CONVENTION)
    shows = (
        "select current_setting('app.current_org_id'), current_setting('geqo_threshold'),"
        " current_setting('statement_timeout')"
    )
    with around(place, ["43", "7"], shows, workers=2) as asked:
        assert [rows(answer)[0] for answer in asked] == [("43", "7", "7s"), ("7", "7", "7s")]


def test_the_environment_of_a_later_moment_leads_nowhere_else(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    place = small.place()
    monkeypatch.setenv("PGOPTIONS", "-c geqo_threshold=9")
    monkeypatch.setenv("PGHOST", "/nowhere")
    with around(place, ["43", "7"], "select current_setting('geqo_threshold')", workers=2) as asked:
        assert [rows(answer) for answer in asked] == [[("12",)]] * 2
