"""Organizations of several clusters asked one question: each where it is; what one cluster lacks is its own affair."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.db.each.rounds import HERE, rows

from tenantsh.db.cells.placing import at
from tenantsh.db.connect import Target
from tenantsh.db.each import Inquiry, Wanted, ask_each
from tenantsh.db.each.listing import listing
from tenantsh.db.each.tenants import memberships
from tenantsh.db.each.together import Together
from tenantsh.db.opening import Wanted as Opening
from tenantsh.db.opening import open_session
from tenantsh.model.cells import Cells
from tenantsh.model.errors import (
    ConnectError,
    DirectorySilent,
    Refused,
    StatementError,
    UnknownOrganization,
    UnknownPerson,
)
from tenantsh.model.tenant import Person

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.db.cells.clusters import Clusters
    from tests.pgbouncer import Bouncer

    from tenantsh.db.each import Answer
    from tenantsh.db.each.round import Round
    from tenantsh.model.evidence import Done

_WHERE = "select current_database(), current_setting('app.current_org_id'), count(*) from things"


def _around(
    clusters: Clusters, orgs: Sequence[str], sql: str = _WHERE, *, people: bool = False, **how: object
) -> Round:
    place = at(clusters.place(people=people), "eu")
    present = how.pop("present", HERE)
    told = {"on_done": how.pop("on_done", None), "ask_type": lambda oid, _: _type_name(clusters, oid)}
    asked = Inquiry(sql, **how)  # type: ignore[arg-type]
    return ask_each(place, present, [Wanted(org) for org in orgs], asked, **told)  # type: ignore[arg-type]


def _type_name(clusters: Clusters, oid: int) -> str:
    return str(clusters.admin("eu", f"select {oid}::regtype::text")[0][0])


def _answers(clusters: Clusters, orgs: Sequence[str], sql: str = _WHERE, **how: object) -> list[Answer]:
    with _around(clusters, orgs, sql, **how) as asked:  # type: ignore[arg-type]
        return list(asked)


def test_each_is_asked_in_its_cluster_in_the_order_that_was_asked_for(clusters: Clusters) -> None:
    found = _answers(clusters, ["7", "42", "48", "43"])
    assert [(answer.tenant.org, answer.cluster) for answer in found] == [
        ("7", "us"),
        ("42", "eu"),
        ("48", "us"),
        ("43", "eu"),
    ]
    told = [rows(answer)[0] for answer in found]
    assert [(database.rpartition("_")[2], org) for database, org, _ in told] == [
        ("us", "7"),
        ("eu", "42"),
        ("us", "48"),
        ("eu", "43"),
    ]
    assert [count for _, _, count in told] == [0, 10, 0, 7]


def test_a_cluster_has_one_moment_and_each_has_its_own(clusters: Clusters) -> None:
    with _around(clusters, ["42", "43", "7", "48"], "select pg_current_snapshot()::text") as asked:
        assert (asked.alone, asked.clusters) == (None, ("eu", "us"))
        one, same, other, also = [rows(answer)[0][0] for answer in asked]
    assert one == same
    assert other == also


def test_where_all_are_in_another_cluster_the_sessions_own_is_not_bothered(clusters: Clusters) -> None:
    with _around(clusters, ["7", "48"]) as asked:
        assert asked.clusters == ("us",)
        assert all(answer.error is None for answer in asked)


def test_types_of_ones_own_have_other_numbers_in_each_and_fit_together(clusters: Clusters) -> None:
    oids = [clusters.admin(name, "select 'mood'::regtype::oid::int") for name in ("eu", "us")]
    assert oids[0] != oids[1]
    found = _answers(clusters, ["42", "7"], "select 'glad'::mood as mood, array['sad'::mood] as moods")
    together = Together([Wanted("42"), Wanted("7")])
    for answer in found:
        together.check(answer)
    assert [answer.result.columns[0].type_name for answer in found if answer.result] == ["mood", "mood"]
    assert [rows(answer)[0][0] for answer in found] == ["glad", "glad"]


def test_what_the_directory_does_not_know_has_no_answer(clusters: Clusters) -> None:
    found = _answers(clusters, ["42", "99", "no id", "7", "\0", "x" * 10_000])
    assert [type(answer.error) for answer in found] == [
        type(None),
        UnknownOrganization,
        UnknownOrganization,
        type(None),
        UnknownOrganization,
        UnknownOrganization,
    ]
    with pytest.raises(UnknownOrganization):
        _answers(clusters, ["99", "100"])


def test_one_that_is_not_where_the_directory_has_it_is_nowhere(own: Clusters) -> None:
    own.move(43, "us")
    own.move(42, "us")
    found = _answers(own, ["43", "42", "7"])  # the first two cannot lead there
    assert [type(answer.error) for answer in found] == [UnknownOrganization, UnknownOrganization, type(None)]


def test_a_cluster_that_is_away_costs_only_what_is_in_it(own: Clusters) -> None:
    done: list[Done] = []
    own.pg.drop(f"{own.prefix}_us")
    orgs = ["42", *["7", "48"] * 10, "43"]
    found = _answers(own, orgs, on_done=done.append)
    assert [answer.tenant.org for answer in found if answer.error is None] == ["42", "43"]
    assert all(isinstance(answer.error, ConnectError) for answer in found[1:-1])
    assert len(done) == len(orgs)
    assert {one.server.database for one in done if one.tenant and one.tenant.org == "7"} == {f"{own.prefix}_us"}
    with pytest.raises(ConnectError, match="_us") as raised:
        _answers(own, ["7", "48"])
    assert raised.value.why == "asked in the cluster us"


@pytest.mark.newest
@pytest.mark.pool_size(4)
def test_a_pooler_before_one_cluster_costs_that_one_its_moment(clusters: Clusters, pgbouncer: Bouncer) -> None:
    place = at(clusters.place(), "eu")
    assert place.cells is not None
    pooled = {**place.cells.targets, "us": Target(pgbouncer.dsn(f"{clusters.prefix}_us", "small_eng"))}
    there = replace(place, cells=replace(place.cells, targets=pooled))
    with ask_each(there, HERE, [Wanted("42"), Wanted("7")], Inquiry(_WHERE)) as asked:
        assert (asked.alone or "").startswith("in us: a pooler is in between")
        assert [rows(answer)[0][2] for answer in asked] == [10, 0]
    with open_session(there, Opening("7")) as session:
        assert (session.cluster, session.link.pooled) == ("us", True)


def test_a_moment_that_one_cluster_has_lost_is_its_own_affair(own: Clusters) -> None:
    with _around(own, ["7", *["42", "7"] * 40], workers=1) as asked:
        found: list[Answer] = []
        for answer in asked:
            if not found:
                _end_the_lead(own, "us")
            found.append(answer)
    assert asked.stopped is None
    assert [answer.error for answer in found if answer.tenant.org == "42"] == [None] * 40
    assert "moment" in str(found[-1].error)


def _end_the_lead(own: Clusters, cluster: str) -> None:
    own.admin(
        cluster,
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where state = 'idle in transaction' and datname = current_database()",
    )


@pytest.mark.newest
def test_a_cluster_that_goes_away_in_the_middle_too(own: Clusters) -> None:
    orgs = ["7", *["42"] * 3, *["7"] * 40, *["43"] * 40]
    with _around(own, orgs, workers=1, shared=False) as asked:
        found: list[Answer] = []
        for answer in asked:
            if not found:
                own.pg.run(f"alter database {own.prefix}_us allow_connections false", "postgres")
            found.append(answer)
    assert asked.stopped is None
    assert [answer.error for answer in found if answer.tenant.org != "7"] == [None] * 43
    assert all(answer.error is not None for answer in found[-60:-40])


def test_a_statement_that_one_cluster_does_not_know_fails_there(clusters: Clusters) -> None:
    found = _answers(clusters, ["42", "7"], "select count(*) from padding_eu where false")
    failed = [answer.error for answer in found]
    assert all(
        isinstance(error, StatementError) for error in failed
    )  # no right to it in the one, none such in the other
    assert [error.sqlstate for error in failed if isinstance(error, StatementError)] == ["42501", "42P01"]


def test_what_the_guard_refuses_is_refused_before_anybody_is_asked(clusters: Clusters) -> None:
    with pytest.raises(Refused):
        _answers(clusters, ["7", "42"], "select set_config('app.current_org_id', '43', false)")
    with pytest.raises(StatementError):
        _answers(clusters, ["7", "42"], "select no_such_column from things")


def test_a_silent_directory_asks_nobody(clusters: Clusters) -> None:
    clusters.cells = replace(clusters.cells, query="select 1 / 0 as cluster, :org as org")
    with pytest.raises(DirectorySilent):
        _answers(clusters, ["42", "7"])


@pytest.mark.newest
def test_a_thousand_are_placed_in_one_round_trip(clusters: Clusters) -> None:
    place = clusters.place()
    assert place.cells is not None
    found = place.cells.all([str(org) for org in range(1000)])
    assert {org: one.cluster for org, one in found.items() if one} == {"42": "eu", "43": "eu", "7": "us", "48": "us"}


@pytest.mark.newest
def test_ids_that_are_none_do_not_keep_the_others_from_being_placed(clusters: Clusters) -> None:
    clusters.cells = replace(clusters.cells, query="select cluster from cells where org = :org::bigint")
    place = clusters.place()
    assert place.cells is not None
    found = place.cells.all(["x", "42", "y", "z", "7"])
    assert [found[org] and found[org].cluster for org in ("x", "42", "y", "z", "7")] == [  # type: ignore[union-attr]
        None,
        "eu",
        None,
        None,
        "us",
    ]


def test_a_person_is_found_by_her_email_in_another_cluster(clusters: Clusters) -> None:
    alice = replace(HERE, person=Person("1", "alice@x.example"))
    found = _answers(clusters, ["42", "7", "43", "48"], present=alice, people=True)
    assert [type(answer.error) for answer in found] == [type(None), type(None), UnknownPerson, UnknownPerson]
    assert [answer.tenant.person.user_id for answer in found[:2] if answer.tenant.person] == ["1", "9"]
    assert set(memberships(at(clusters.place(people=True), "eu"), alice.person or Person("", ""))) == {"42", "7"}


def test_the_list_is_all_clusters_and_says_which(own: Clusters) -> None:
    place = at(own.place(), "eu")
    assert {one.org: one.facts["cluster"] for one in listing(place)} == {"42": "eu", "43": "eu", "7": "us", "48": "us"}
    own.admin("us", "insert into orgs values (42, 'Acme')")  # on its way
    assert {one.org: one.facts["cluster"] for one in listing(place)}["42"] == "eu"
    own.cells = Cells("main", own.conninfos, {"42": "us"}, default="eu", check=0)
    assert {one.org: one.facts["cluster"] for one in listing(place)}["42"] == "us"
    own.pg.drop(f"{own.prefix}_us")
    with pytest.raises(ConnectError, match="the list of organizations cannot be known: us could not be asked"):
        listing(place)


def test_the_log_says_on_which_server(clusters: Clusters) -> None:
    done: list[Done] = []
    _answers(clusters, ["42", "7"], on_done=done.append)
    assert [(one.tenant.org, one.server.database.rpartition("_")[2]) for one in done if one.tenant] == [
        ("42", "eu"),
        ("7", "us"),
    ]
