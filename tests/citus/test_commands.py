r"""What meta-commands say on Citus: what works as everywhere, and what is told of workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.commands.filtering import Desk

import tenantsh
from tenantsh.db.connect import Target
from tenantsh.db.opening import Place
from tenantsh.model.convention import PLATFORM
from tenantsh.model.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.citus.conftest import Citus

    from tenantsh.model.result import Result


@pytest.fixture
def desk(citus: Citus) -> Iterator[Desk]:
    desk = Desk(Place(Target(citus.as_login()), PLATFORM), "42")
    yield desk
    desk.shell.session.close()


def page(result: Result) -> str:
    """All that a person sees of it, as a text."""
    return "\n".join(map(str, (*result.rows, *(result.notes or ()), *(result.footers or ()))))


def test_who_one_is_and_where(desk: Desk, citus: Citus) -> None:
    assert f"Citus {citus.version}, coordinator" in page(desk.feed(r"\whoami").results[0])


@pytest.mark.parametrize(
    "command",
    [r"\d", r"\d resources", r"\d+ events", r"\dt+", r"\dp resources", r"\dv", r"\df platform.*", r"\rls resources"],
)
def test_the_catalog_is_the_coordinator_s(desk: Desk, command: str) -> None:
    results = desk.feed(command).results
    assert results
    assert not any("resources_1" in page(result) for result in results)  # no shard is shown


def test_documents_are_surveyed_and_filtered(desk: Desk, citus: Citus) -> None:
    assert any("tier" in str(row) for row in desk.feed(r"\keys resources").rows)
    [(matches,)] = citus.run(
        """select count(*) from resources where org_id = 42 and metadata @> '{"tier": "premium"}'"""
    )
    assert desk.filter("resources.metadata tier=premium").told("matches") == f"{matches:,}"


def test_why_nothing_came(desk: Desk) -> None:
    said = page(desk.feed(r"\why-empty select * from resources where name = 'nope'").results[0])
    assert "1,000+" in said
    assert "error" not in said


def why(desk: Desk, asked: str) -> dict[str, tuple[str, str]]:
    return {line[0]: tuple(line[1:3]) for line in desk.feed(rf"\why {asked}").results[0].rows}


def test_why_a_row_is_seen(desk: Desk, citus: Citus) -> None:
    [(row,)] = citus.run("select min(resource_id) from resources where org_id = 42")
    for asked in (f"resources 42 {row}", f"resources {row}"):
        lines = why(desk, asked)
        assert lines["the row"] == ("exists", "on a worker of Citus")
        assert lines["asked for real"][0] == "seen"


def test_why_another_organization_s_row_is_hidden(citus: Citus) -> None:
    owner = Place(Target(citus.dsn), PLATFORM)
    desk = Desk(Place(Target(citus.as_login()), PLATFORM, admin=owner.target), "42")
    [(row,)] = citus.run("select min(resource_id) from resources where org_id = 43")
    lines = why(desk, f"resources {row}")
    desk.shell.session.close()
    assert lines["its organization"] == ("another", "43")
    assert lines["asked for real"][0] == "hidden"


def test_partitions_are_found_in_the_workers_plans(desk: Desk) -> None:
    recent = r"\prune select count(*) from events where created_at >= date_trunc('month', now())"
    ((table, _, scanned, partitions, *_),) = desk.feed(recent).results[0].rows
    assert (table, partitions) == ("events", 36)
    assert 0 < scanned < 10
    hidden = desk.feed(r"\prune select count(*) from events where created_at::date > current_date - 40").results[0]
    assert hidden.rows[0][2:4] == (36, 36)
    assert hidden.parts[0].rows[0][4] == "created_at >= current_date - 40 + 1"


def test_figures_are_said_to_be_the_coordinator_s(desk: Desk) -> None:
    for command in (r"\partitions", r"\partitions events", r"\prune select * from events"):
        assert any("this node's own, empty ones" in note for note in desk.feed(command).results[0].notes)
    counted = desk.feed(r"\partitions+ events").results[0]
    assert any("in shards, on the workers" in note for note in counted.notes)


def test_plans_have_the_workers_part(desk: Desk) -> None:
    nodes = [row[3] for row in desk.feed(r"\plan select count(*) from resources where org_id = 42").results[0].rows]
    assert "Custom Scan (Citus Adaptive)" in str(nodes)
    assert "resources" in page(desk.feed(r"\plan select count(*) from resources where org_id = 42").results[0])


def test_the_doctor_finds_nothing_in_the_platform(desk: Desk) -> None:
    result = desk.feed(r"\doctor").results[0]
    assert [row for row in result.rows if "platform_owner" in str(row) or "policy" in str(row)] == []


def test_the_doctor_s_probe_sees_what_a_worker_shows(desk: Desk, citus: Citus) -> None:
    citus.run(
        "create policy leak on billing_accounts for select to org_viewer"
        " using (org_id >= platform.current_user_org_id())"
    )
    try:
        said = [str(row) for row in desk.feed(r"\doctor").results[0].rows]
    finally:
        citus.run("drop policy leak on billing_accounts")
    assert any("billing_accounts" in line for line in said)


def test_the_doctor_knows_that_citus_has_no_restrictive_policies(desk: Desk, citus: Citus) -> None:
    [(rows,)] = citus.run("select count(*) from billing_accounts where org_id = 42")
    citus.run("create policy narrow on billing_accounts as restrictive using (billing_account_id > 0)")
    try:
        ((shown,),) = desk.feed("select count(*) from billing_accounts;").rows
        said = [str(row) for row in desk.feed(r"\doctor").results[0].rows]
        warned = desk.shell.warnings()
    finally:
        citus.run("drop policy narrow on billing_accounts")
    assert shown > rows  # that is what it is about
    assert any("restrictive-on-citus" in line and "billing_accounts" in line for line in said)
    assert any("billing_accounts" in line for line in warned)


def test_the_doctor_finds_a_policy_that_citus_has_made_permissive_for_good(desk: Desk, citus: Citus) -> None:
    for sql in (
        "create table narrow (org_id bigint, n int, primary key (org_id, n))",
        "select create_distributed_table('narrow', 'org_id', colocate_with => 'none')",
        "alter table narrow enable row level security",
        "create policy own on narrow using (org_id = platform.current_user_org_id())",
        "create policy few on narrow as restrictive using (n > 0)",
        "grant select on narrow to org_viewer",
        "select alter_distributed_table('narrow', shard_count => 3)",
    ):
        citus.run(sql)
    try:
        said = [str(row) for row in desk.feed(r"\doctor").results[0].rows]
    finally:
        citus.run("drop table narrow")
    assert not any("restrictive-on-citus" in line for line in said)
    assert any("public.narrow" in line and "few" in line and "critical" in line for line in said), said


def test_many_organizations_are_asked(desk: Desk, citus: Citus) -> None:
    (result,) = desk.feed(r"\each 42,43,44 select count(*) from resources").results
    counted = citus.run("select org_id, count(*) from resources where org_id in (42, 43, 44) group by 1 order by 1")
    assert [(int(org), count) for org, _, count in result.rows] == counted
    assert any("every node has snapshots of its own" in str(note) for note in result.notes)


def test_two_organizations_are_compared(desk: Desk) -> None:
    assert desk.feed(r"\compare 42 43 select type, count(*) from resources group by 1").results[0].rows


def test_statements_in_every_way(desk: Desk, citus: Citus) -> None:
    [(rows,)] = citus.run("select count(*) from resources where org_id = 42")
    for lines in (
        ["select count(*) from resources;"],
        [r"select count(*) from resources \g"],
        ["prepare q as select count(*) from resources;", "execute q;"],
        ["begin;", "declare c cursor for select count(*) from resources;", "fetch 1 from c;", "commit;"],
        [r"\set FETCH_COUNT 1", "select count(*) from resources;", r"\unset FETCH_COUNT"],
    ):
        counted = [row for result in desk.feed(*lines).results for row in result.rows]
        assert counted == [(rows,)]
    assert len(desk.feed(r"select * from resources \gdesc").results[0].rows) == 10


def test_frames_come_whole_and_in_batches(citus: Citus) -> None:
    [(rows,)] = citus.run("select count(*) from resources where org_id = 42")
    with tenantsh.connect(citus.as_login(), org="42") as session:
        frame = session.frame("select * from resources")
        assert len(frame) == rows
        assert set(frame["org_id"]) == {42}
        assert sum(len(batch) for batch in session.batches("select resource_id from resources")) == rows


def test_a_frame_is_inserted(citus: Citus) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {
            "name": [f"frame {at}" for at in range(450)],
            "type": "server",
            "description": [None if at % 3 else "it's" for at in range(450)],
            "metadata": [{"at": at, "of": ["Citus"]} for at in range(450)],
        }
    )
    with tenantsh.connect(citus.as_login(), org="42", write=True) as session:
        session.run("begin")
        assert session.insert("resources", frame).status == "INSERT 0 450"
        [(rows, described, least, most, org)] = session.run(
            "select count(*), count(description), min((metadata ->> 'at')::int), max((metadata ->> 'at')::int),"
            " max(org_id) from resources where name like 'frame %%'"
        ).rows
        assert (rows, described, least, most, org) == (450, 150, 0, 449, 42)
        session.run("rollback")
        with pytest.raises(UsageError, match="other organizations"):
            session.insert("resources", frame.assign(org_id=43))
        assert session.insert("resources", frame.iloc[:0]).status == "INSERT 0 0"
