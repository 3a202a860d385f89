"""From an organization to its cluster: by a table, a query or a program, by id and by name; nothing on a guess."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.db.cells.clusters import QUERY

from tenantsh.db.cells import asking
from tenantsh.db.cells.everywhere import organizations
from tenantsh.db.opening import Wanted, open_session
from tenantsh.db.steps import Step
from tenantsh.model.cells import Cells
from tenantsh.model.errors import ConnectError, DirectorySilent, UnknownOrganization, UnknownPerson

if TYPE_CHECKING:
    from pathlib import Path

    from tests.db.cells.clusters import Clusters

    from tenantsh.db.session import Session

_PROGRAM = """\
import sys
print({"42": "eu", "43": "eu", "7": "us", "48": "us"}.get(sys.argv[1], ""))
"""


def _where(session: Session) -> tuple[str | None, str, str]:
    (database,) = session.run("select current_database()").rows[0]
    return session.cluster, session.tenant.org, database.rpartition("_")[2]


def _table(clusters: Clusters, **changes: object) -> None:
    where = {"42": "eu", "43": "eu", "7": "us", "48": "us"}
    clusters.cells = Cells("main", clusters.conninfos, where, check=0, **changes)  # type: ignore[arg-type]


def _program(clusters: Clusters, folder: Path, text: str = _PROGRAM) -> None:
    path = folder / "cell_of.py"
    path.write_text(text)
    clusters.cells = Cells("main", clusters.conninfos, command=(sys.executable, str(path), "{org}"), check=0)


@pytest.fixture(params=["query", "table", "program"])
def asked(request: pytest.FixtureRequest, clusters: Clusters, tmp_path: Path) -> Clusters:
    if request.param == "table":
        _table(clusters)
    elif request.param == "program":
        _program(clusters, tmp_path)
    return clusters


def test_each_organization_is_opened_in_its_cluster(asked: Clusters) -> None:
    for org, cluster in (("42", "eu"), ("7", "us"), ("48", "us")):
        with asked.open(org) as session:
            assert _where(session) == (cluster, org, cluster)
            assert session.opened is not None
            assert session.opened.place.cluster == cluster


def test_a_name_is_found_wherever_it_is(asked: Clusters) -> None:
    for name, cluster in (("acme labs", "eu"), ("Delta", "us"), ("Größe 株式会社", "us")):
        with asked.open(name) as session:
            assert _where(session)[::2] == (cluster, cluster)


def test_what_nobody_knows_is_not_looked_for_on_a_guess(asked: Clusters) -> None:
    with pytest.raises(UnknownOrganization, match='has no organization "99"'):
        asked.open("99")
    with pytest.raises(UnknownOrganization, match='no organization "Acm"') as raised:
        asked.open("Acm")
    assert "Acme (42)" in str(raised.value.hint)


@pytest.mark.newest
@pytest.mark.parametrize("org", ["", "'", "4\x002", "-x", "--help", "x" * 100_000, "\ud800", "4;2", "$(id)", "{org}"])
def test_hostile_names_are_nobody_s(asked: Clusters, org: str) -> None:
    with pytest.raises((UnknownOrganization, DirectorySilent)):
        asked.open(org)


@pytest.mark.newest
def test_the_default_is_for_ids_that_the_directory_does_not_know(clusters: Clusters) -> None:
    clusters.cells = Cells("main", clusters.conninfos, {"7": "us"}, default="eu", check=0)
    for org, cluster in (("42", "eu"), ("7", "us"), ("Acme", "eu"), ("Delta", "us")):
        with clusters.open(org) as session:
            assert session.cluster == cluster
    with pytest.raises(UnknownOrganization):  # it is in us, and the directory says nothing of it: so it would be in eu
        clusters.open("48")


def test_a_copy_that_was_left_behind_is_not_what_is_opened(own: Clusters) -> None:
    own.admin("us", "insert into orgs values (42, 'Acme')")
    _table(own)
    with own.open("Acme") as session:
        assert _where(session) == ("eu", "42", "eu")
    own.cells = Cells("main", own.conninfos, {"7": "us"}, check=0)
    with pytest.raises(UnknownOrganization, match="eu and us"):
        own.open("Acme")
    listed, told = organizations(own.place(), "acme")
    assert {(one.org, one.cluster) for one in listed} == {("42", "eu"), ("42", "us"), ("43", "eu")}
    _table(own)
    assert [one.cluster for one in organizations(own.place(), "acme")[0]] == ["eu", "eu"]
    assert told == ()


def test_a_list_needs_no_directory(own: Clusters) -> None:
    own.admin("us", "insert into orgs values (42, 'Acme')")
    own.cells = Cells("main", own.conninfos, command=("/no/such/program", "{org}"), check=0)
    listed, told = organizations(own.place(), "acme")
    assert [(one.org, one.cluster) for one in listed] == [("42", "eu"), ("43", "eu"), ("42", "us")]
    assert len(told) == 1
    assert told[0].startswith('the directory "main" could not be asked: /no/such/program')
    assert told[0].endswith("it is not known which cluster counts for 42 (in eu and us)")


@pytest.mark.newest
def test_two_of_one_name_are_told_apart_by_their_ids(own: Clusters) -> None:
    own.admin("us", "update orgs set name = 'Acme' where org_id = 7")
    _table(own)
    with pytest.raises(UnknownOrganization, match='2 organizations are called "Acme"') as raised:
        own.open("Acme")
    assert "42" in str(raised.value.hint)
    assert "7" in str(raised.value.hint)


def test_a_cluster_that_is_away_costs_only_what_is_in_it(own: Clusters) -> None:
    _table(own)
    own.pg.drop(f"{own.prefix}_us")
    with own.open("Acme Labs") as session:
        assert session.cluster == "eu"
    listed, told = organizations(own.place(), "")
    assert {one.cluster for one in listed} == {"eu"}
    assert told[0].startswith("us could not be asked:")
    with pytest.raises(UnknownOrganization, match="Delta") as raised:
        own.open("Delta")
    assert "us could not be asked" in str(raised.value.why)


@pytest.mark.newest
@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"query": QUERY.replace("cells", "no_cells")}, "no_cells"),
        ({"query": "select 1 as one, :org as other"}, "cluster"),
        ({"query": "select 'ap' as cluster, :org as org"}, "which is none of its clusters (eu, us)"),
        ({"query": "select case when pg_sleep(60) is null then 'eu' end as cluster, :org as org"}, "timeout"),
        ({"conninfo": "host=/nowhere"}, "nowhere"),
        ({"conninfo": "host=localhost port=1 connect_timeout=2"}, "refused"),
    ],
)
def test_a_directory_that_cannot_be_asked_opens_nothing(
    clusters: Clusters, changes: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenantsh.db.cells.asking._BEGIN", _hasty())
    clusters.cells = replace(clusters.cells, **changes)  # type: ignore[arg-type]
    with pytest.raises(DirectorySilent) as raised:
        clusters.open("42")
    assert words in raised.value.what
    assert "on a guess" in str(raised.value.why)


def _hasty() -> tuple[object, ...]:
    from tenantsh.db.steps import Step

    return Step(b"BEGIN READ ONLY"), Step(b"SET LOCAL statement_timeout = '500ms'")


@pytest.mark.newest
@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("import sys; sys.exit('not today\\x1b[2J')", "ended with status 1: not today\\x1b[2J"),
        (
            "import sys; print('the cache is cold', 'the token has expired', sep='\\n', file=sys.stderr); sys.exit(3)",
            "ended with status 3: the token has expired",
        ),
        ("print('eu us')", "more than a cluster's name"),
        ("print('ap')", 'is in "ap"'),
        ("import time; time.sleep(60)", "did not end within 1 seconds"),
        ("import os, sys; os.close(1); sys.exit(3)", "status 3"),
    ],
)
def test_a_program_that_says_nothing_useful_opens_nothing(
    clusters: Clusters, tmp_path: Path, program: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenantsh.db.cells.asking.SECONDS", 1)
    _program(clusters, tmp_path, program)
    with pytest.raises(DirectorySilent) as raised:
        clusters.open("42")
    assert words in raised.value.what


@pytest.mark.newest
def test_a_program_that_is_not_there_opens_nothing(clusters: Clusters) -> None:
    clusters.cells = Cells("main", clusters.conninfos, command=("/no/such/program", "{org}"), check=0)
    with pytest.raises(DirectorySilent, match="No such file"):
        clusters.open("42")


@pytest.mark.newest
def test_a_name_and_its_id_have_to_be_in_one_cluster(clusters: Clusters) -> None:
    clusters.cells = replace(
        clusters.cells, query="select case when :org = 'Acme' then 'eu' when :org = '42' then 'us' end as cluster"
    )
    with pytest.raises(UnknownOrganization, match='"Acme" in eu, and its id 42 in us'):
        clusters.open("Acme")


@pytest.mark.newest
def test_a_query_that_finds_two_opens_neither(clusters: Clusters) -> None:
    clusters.cells = replace(clusters.cells, query="select c as cluster, :org as org from unnest('{eu,us}'::text[]) c")
    with pytest.raises(UnknownOrganization, match='says that "42" is in eu and in us') as raised:
        clusters.open("42")
    assert "on a guess" in str(raised.value.why)
    two = "select * from (values ('eu', '42'), ('us', '7')) as v (cluster, org) where :org = 'Twin'"
    clusters.cells = replace(clusters.cells, query=two)
    with pytest.raises(UnknownOrganization, match='has "Twin" 2 times') as raised:
        clusters.open("Twin")
    assert raised.value.hint == "use the id: 42 in eu, 7 in us"


@pytest.mark.newest
def test_an_error_of_a_cluster_says_which_one_it_is(own: Clusters) -> None:
    own.pg.drop(f"{own.prefix}_us")
    with pytest.raises(ConnectError) as raised:
        own.open("7")
    assert raised.value.why == '"7" is in us, by the directory "main"'
    own.move(7, "eu")
    with pytest.raises(UnknownOrganization, match='no organization "7"') as raised:
        own.open("7")
    assert raised.value.why == '"7" is in eu, by the directory "main"'


def test_a_person_is_who_she_is_in_that_cluster(clusters: Clusters) -> None:
    with clusters.open("42", user="alice@x.example") as session:
        assert session.tenant.person is not None
        assert session.tenant.person.user_id == "1"
    with clusters.open("7", user="alice@x.example") as session:
        assert session.tenant.person is not None
        assert session.tenant.person.user_id == "9"
    with pytest.raises(UnknownPerson):
        clusters.open("7", user="bob@x.example")


def test_the_directory_is_asked_once_to_open_by_an_id(clusters: Clusters) -> None:
    asked: list[str] = []
    cells = clusters.cells
    place = clusters.place()
    assert place.cells is not None
    counted = replace(place.cells, renewed=lambda: asked.append("") or cells)  # type: ignore[func-returns-value]
    open_session(replace(place, cells=counted), Wanted("42")).close()
    assert len(asked) == 1


def test_an_id_that_the_directory_gives_to_another_one_opens_nothing(clusters: Clusters) -> None:
    lies = "select cluster, '7' as org from cells where org = 7 and :org = '42'"
    clusters.cells = replace(clusters.cells, query=lies)
    with pytest.raises(UnknownOrganization, match=r"says of organization 42 that it is Delta \(7\)"):
        clusters.open("42")


def test_a_name_that_looks_like_an_id_is_still_one(own: Clusters) -> None:
    own.admin("us", "update orgs set name = '77' where org_id = 7")
    own.pg.run("update cells set name = '77' where org = 7", f"{own.prefix}_directory")
    with own.open("77") as session:
        assert _where(session) == ("us", "7", "us")


@pytest.mark.parametrize(
    "query",
    [
        "select 'us' as cluster, E'\\x1b[31m7' || left(:org, 0) as org",
        "select query_to_xml('select \"' || E'\\x1b[31m' || :org || '\"', false, false, '')::text as cluster",
    ],
)
def test_nothing_that_a_directory_says_commands_a_terminal(clusters: Clusters, query: str) -> None:
    clusters.cells = replace(clusters.cells, query=query)
    with pytest.raises((UnknownOrganization, DirectorySilent)) as refused:
        clusters.open("42")
    assert "\x1b" not in str(refused.value)
    assert "\\x1b[31m" in str(refused.value)


def test_a_directory_that_takes_no_transaction_of_ours_is_not_asked_for_ever(
    clusters: Clusters, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "_BEGIN", (Step(b"BEGIN READ ONLY"), Step(b"SET LOCAL no_such_setting = 1")))
    with pytest.raises(DirectorySilent, match="no_such_setting"):
        clusters.open("42")
