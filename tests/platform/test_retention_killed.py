"""A run that is killed at any step, and its server process too: what is left, and that the next run goes on from it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.platform.ask import superuser, value
from tests.platform.retention import Due, due, in_database, in_storage, is_there, partition, ran, small, strays

from tenantsh.model.errors import ConnectionLost
from tenantsh.platform.retention.watching import Doing, Moment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.pgcluster import Cluster

    Child = subprocess.Popen[str]

_numbers = count(1)

AUDIT = {
    Doing.COPIED: "partition, files without a manifest",
    Doing.WRITTEN: "partition, files without a manifest",
    Doing.COMPARED: "partition, files without a manifest",
    Doing.NOTED: "partition, files without a manifest",
    Doing.ARCHIVED: "partition and archive",
    Doing.CLOSED: "partition and archive",
    Doing.ACCOUNTED: "partition and archive",
    Doing.LOCKED: "partition and archive",
    Doing.DETACHED: "partition and archive",
    Doing.DROPPED: "partition and archive",
    Doing.GONE: "archive",
}
"""The state of the oldest month of audit_logs after a kill behind each step."""
EVENTS = {
    Doing.CLOSED: "partition",
    Doing.ACCOUNTED: "partition",
    Doing.LOCKED: "partition",
    Doing.DETACHED: "partition",
    Doing.DROPPED: "partition",
    Doing.GONE: "nothing",
}
"""The same of events."""
_DOCS = Path(__file__).parents[2] / "docs" / "retention.md"


@pytest.fixture
def dsn(pg: Cluster) -> Iterator[str]:
    name = f"retention_killed_{next(_numbers)}"
    yield small(pg, name)
    pg.drop(name)


@pytest.fixture
def cold(tmp_path: Path) -> Path:
    folder = tmp_path / "cold"
    folder.mkdir()
    return folder


@pytest.fixture(scope="module")
def child() -> Iterator[Child]:
    """The process that runs are forked from."""
    program = [sys.executable, str(Path(__file__).with_name("retention_child.py"))]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        yield running


def kill_itself(child: Child, dsn: str, cold: Path, doing: Doing, table: str, late: str = "") -> None:
    """A run that is killed behind a step; its server process ends when it notices."""
    assert child.stdin
    assert child.stdout
    print(json.dumps([dsn, str(cold), doing.name, table, late]), file=child.stdin, flush=True)
    assert child.stdout.readline() == "-9\n"
    with superuser(dsn) as connection:
        ours = "select count(*) from pg_stat_activity where application_name = 'tenantsh retention'"
        while value(connection, ours):
            time.sleep(0.01)


def kill_the_server_process(dsn: str, cold: Path, doing: Doing, table: str) -> None:
    """A run whose connection is ended by somebody else behind a step."""

    def watch(moment: Moment) -> None:
        if moment.doing is doing and moment.table.removeprefix("public.") == table:
            with superuser(dsn) as connection:
                connection.execute(
                    """select pg_terminate_backend(pid) from pg_stat_activity
                       where application_name = 'tenantsh retention' and datname = current_database()"""
                )

    with pytest.raises(ConnectionLost):
        ran(dsn, cold, watch)


def state(dsn: str, cold: Path, table: str, month: str) -> str:
    """Where a month is, in words."""
    there = ["partition"] if is_there(dsn, partition(table, month)) else []
    folder = cold / "public.audit_logs" / month
    if table == "audit_logs" and (folder / "manifest.json").exists():
        there.append("archive")
    if table == "audit_logs" and folder.exists() and "archive" not in there:
        there.append("files without a manifest")
        return ", ".join(there)
    return " and ".join(there) or "nothing"


def all_is_there(before: Counter[bytes], dsn: str, cold: Path) -> None:
    """Each row is in the database or in an archive, and a month that is gone from the one is in the other."""
    archived = Counter[bytes]()
    for month, lines in in_storage(cold).items():
        if not is_there(dsn, partition("audit_logs", month)):
            archived += lines
    assert in_database(dsn) + archived == before


def goes_on(before: Counter[bytes], months: Due, dsn: str, cold: Path) -> None:
    """The next run does the rest: nothing is lost, and nothing is there twice."""
    assert all(line.what in ("archived", "purged") for line in ran(dsn, cold))
    all_is_there(before, dsn, cold)
    assert tuple(in_storage(cold)) == months.audit
    assert strays(cold) == []
    assert all(state(dsn, cold, "audit_logs", month) == "archive" for month in months.audit)
    assert all(state(dsn, cold, "events", month) == "nothing" for month in months.events)
    with superuser(dsn) as connection:
        gone = """select count(*), count(distinct (table_name, begins_at)) from platform.retention_months
                  where dropped_at is not null"""
        assert connection.execute(gone).fetchone() == (len(months.audit) + len(months.events),) * 2
        assert value(connection, "select count(*) from platform.retention_months where dropped_at is null") == 0


_DECISIVE = {("audit_logs", Doing.ARCHIVED), ("audit_logs", Doing.DROPPED), ("events", Doing.GONE)}
"""The steps behind which a run is killed on every server; all of them are on the newest."""


def steps(*of: tuple[str, Doing]) -> list[object]:
    """Those of a test, of which older servers have the decisive ones."""
    named = [(f"{table}-{doing.name}", (table, doing)) for table, doing in of]
    return [pytest.param(*step, id=name, marks=() if step in _DECISIVE else pytest.mark.newest) for name, step in named]


@pytest.mark.parametrize(
    ("table", "doing"),
    steps(*(("audit_logs", doing) for doing in AUDIT), *(("events", doing) for doing in EVENTS)),
)
def test_a_run_that_is_killed_loses_nothing_and_leaves_nothing_twice(
    child: Child, dsn: str, cold: Path, table: str, doing: Doing
) -> None:
    before, months = in_database(dsn), due(dsn)
    kill_itself(child, dsn, cold, doing, table)
    month = months.audit[0] if table == "audit_logs" else months.events[0]
    assert state(dsn, cold, table, month) == (AUDIT if table == "audit_logs" else EVENTS)[doing]
    all_is_there(before, dsn, cold)
    goes_on(before, months, dsn, cold)


_WITHOUT_A_SERVER = {
    Doing.COPIED: AUDIT[Doing.WRITTEN],  # what was copied is written without it
    Doing.NOTED: AUDIT[Doing.ARCHIVED],  # and an archive made
}


@pytest.mark.parametrize(
    ("table", "doing"),
    steps(
        *(("audit_logs", doing) for doing in (*_WITHOUT_A_SERVER, Doing.ACCOUNTED, Doing.DROPPED, Doing.GONE)),
        *(("events", doing) for doing in (Doing.DROPPED, Doing.GONE)),
    ),
)
def test_a_run_whose_server_process_ends_loses_nothing_and_leaves_nothing_twice(
    dsn: str, cold: Path, table: str, doing: Doing
) -> None:
    before, months = in_database(dsn), due(dsn)
    kill_the_server_process(dsn, cold, doing, table)
    month = months.audit[0] if table == "audit_logs" else months.events[0]
    left = AUDIT | _WITHOUT_A_SERVER if table == "audit_logs" else EVENTS
    assert state(dsn, cold, table, month) == left[doing]
    all_is_there(before, dsn, cold)
    goes_on(before, months, dsn, cold)


@pytest.mark.newest
@pytest.mark.parametrize("doing", [Doing.BEGUN, Doing.MADE])
def test_before_anything_is_due_nothing_has_changed(child: Child, dsn: str, cold: Path, doing: Doing) -> None:
    before, months = in_database(dsn), due(dsn)
    kill_itself(child, dsn, cold, doing, "")
    assert in_database(dsn) == before
    assert list(cold.iterdir()) == []
    goes_on(before, months, dsn, cold)


@pytest.mark.newest
@pytest.mark.parametrize("doing", [Doing.WITHDRAWN, Doing.CLOSED])
def test_killed_after_a_row_came_late_the_row_is_archived_by_the_next_run(
    child: Child, dsn: str, cold: Path, doing: Doing
) -> None:
    months = due(dsn)
    kill_itself(child, dsn, cold, doing, "audit_logs", "late")
    before = in_database(dsn)
    assert sum(b"\tlate\t" in line for line in before) == 1
    goes_on(before, months, dsn, cold)
    assert sum(in_storage(cold)[months.audit[0]].values()) == 41


def test_a_run_that_was_killed_is_on_record_as_one_that_never_ended(child: Child, dsn: str, cold: Path) -> None:
    kill_itself(child, dsn, cold, Doing.ARCHIVED, "audit_logs")
    with superuser(dsn) as connection:
        ends = "select outcome::text, finished_at is null from platform.retention_runs"
        assert connection.execute(ends).fetchall() == [("running", True)]


def test_the_table_in_the_docs_is_this_one() -> None:
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", _DOCS.read_text(encoding="utf-8"), re.MULTILINE)
    told = {name: (audit.strip(), events.strip()) for name, audit, events in rows}
    assert told == {doing.value.replace(" ", "_"): (AUDIT.get(doing, "-"), EVENTS.get(doing, "-")) for doing in AUDIT}
