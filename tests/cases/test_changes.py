"""A case is recorded, one thing is changed, and the replay says exactly that: here, on a standby, on another server."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from tests import pgcluster
from tests.cases.changes import ASKING_FOR_TIME, CHANGES, STATEMENTS, Change
from tests.cases.desk import NAME, Desk, changed, wrong
from tests.ready import ready

from tenantsh.model.case import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from _pytest.mark import ParameterSet
    from tests.pgcluster import Cluster

_STATEMENTS = list(STATEMENTS)
_BEHIND = ("nothing at all", "a value", "a policy's condition", "a grant less")
"""What is replayed on a standby as well; `python -m tests.cases.table 18 --standby` has them all there."""
_recorded: dict[int, Path] = {}
"""By major, of the majors before."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A recorded case, and where."""

    desk: Desk
    file: Path
    times: Path
    """The one that asks for the time."""


@pytest.fixture(scope="session")
def filed(pg: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filed]:
    desk = Desk(pg, tmp_path_factory.mktemp("desk"), ready().run)
    desk.anew()
    found = Filed(desk, desk.folder / "case.jsonl", desk.folder / "times.jsonl")
    desk.record(found.file)
    desk.record(found.times, ASKING_FOR_TIME)
    yield found
    _recorded[pg.major] = found.file
    pg.drop(NAME)


def test_there_are_enough_of_them() -> None:
    assert len(CHANGES) >= 35
    assert len({change.name for change in CHANGES}) == len(CHANGES)
    assert {verdict for change in CHANGES for verdict in (*change.verdicts.values(), change.everywhere)} == {
        *Verdict
    } - {Verdict.CANNOT_TELL, Verdict.SERVER_DIFFERS}


def _chosen() -> Iterator[ParameterSet]:
    """All of them on the newest of the chosen servers; on the others the first of those that are to say the same."""
    seen = set()
    for change in CHANGES:
        said = (*change.verdicts.items(), change.everywhere, change.opens)
        marks = [pytest.mark.newest] if said in seen else []
        seen.add(said)
        yield pytest.param(change, id=change.name.replace(" ", "-"), marks=marks)


@pytest.mark.parametrize("change", list(_chosen()))
def test_a_change_has_its_verdict_and_is_named(filed: Filed, change: Change) -> None:
    with changed(filed.desk, change):
        told = filed.desk.replay(filed.file)
    assert wrong(change, told, _STATEMENTS) == []


@pytest.mark.parametrize("change", [change for change in CHANGES if change.name in _BEHIND], ids=lambda each: each.name)
def test_a_standby_says_the_same(filed: Filed, standby: Cluster, change: Change) -> None:
    with changed(filed.desk, change, standby):
        told = filed.desk.replay(filed.file)
    assert wrong(change, told, _STATEMENTS) == []
    assert "standby" in str(told.statements)


def test_what_is_recorded_on_a_standby_reproduces_on_the_primary(
    filed: Filed, standby: Cluster, tmp_path: Path
) -> None:
    nothing = Change("")
    with changed(filed.desk, nothing, standby):
        filed.desk.record(tmp_path / "behind.jsonl", profile="there")
        filed.desk.go_to(filed.desk.cluster)
        told = filed.desk.replay(tmp_path / "behind.jsonl")
    assert wrong(nothing, told, _STATEMENTS) == []


def test_another_cluster_with_the_same_in_it_is_another_server(filed: Filed) -> None:
    other = pgcluster.start(filed.desk.cluster.programs)
    try:
        Desk(other, filed.desk.folder, ready().run).anew()
        filed.desk.go_to(other)
        told = filed.desk.replay(filed.file)
    finally:
        pgcluster.remove(other)
    change = Change("another cluster", everywhere=Verdict.SERVER_DIFFERS, words=("system identifier",))
    assert wrong(change, told, _STATEMENTS) == []


def test_a_major_is_all_that_differs_between_two(filed: Filed) -> None:
    """The databases are the same but for the server, as after a dump: nothing that it spells otherwise is a change."""
    filed.desk.anew()
    filed.desk.go_to(filed.desk.cluster)
    for major, file in _recorded.items():
        told = filed.desk.replay(file)
        change = Change("major", everywhere=Verdict.SERVER_DIFFERS, words=(f"{major}.", f"{filed.desk.cluster.major}."))
        assert wrong(change, told, _STATEMENTS) == []


def test_what_depends_on_the_time_cannot_be_told_where_rows_differ(filed: Filed) -> None:
    with changed(filed.desk, Change("")):
        told = filed.desk.replay(filed.times)
    verdicts = dict(zip(ASKING_FOR_TIME, map(told.verdict, range(3)), strict=True))
    assert verdicts["clock"] == Verdict.CANNOT_TELL
    assert verdicts["overdue"] == Verdict.REPRODUCES
    assert verdicts["drawn"] in (Verdict.SAME_ROWS_OTHER_ORDER, Verdict.CANNOT_TELL)
    assert "clock_timestamp" in told.words
    late = Change("", ("UPDATE tickets SET due = '2099-01-01Z' WHERE ticket_id = 2",))
    with changed(filed.desk, late):
        told = filed.desk.replay(filed.times)
    assert told.verdict(1) == Verdict.CANNOT_TELL
    assert "asks for the time: now" in told.words
