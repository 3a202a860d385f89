r"""Many organizations asked for a count of events: `\each`, psql in a shell loop, and one GROUP BY as the owner."""

from __future__ import annotations

import csv
import subprocess
from math import inf
from typing import TYPE_CHECKING

from benchmarks.children import Program, in_turn
from benchmarks.figures import Compared, Figure
from benchmarks.ground import LOGIN
from benchmarks.proxy import Proxy

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from benchmarks.children import Series
    from benchmarks.ground import Ground
    from benchmarks.peers import Peers

_DATABASE = "each"
_PASSWORD = "measured"
_DELAY = 0.005
_COUNT = "select count(*) from events"
_WORKERS = (4, 1, 8)
_LOOP, _GROUPED = "psql in a loop", "GROUP BY as owner"
_MORE = """
    insert into organizations (name, plan_tier) select 'Further ' || n, 'starter' from generate_series(1, {more}) as n;
    alter table events disable trigger user;
    insert into events (org_id, created_at, type, payload)
        select o.org_id, now() - n * interval '3 days', 'measured', '{{}}'
        from organizations as o cross join generate_series(1, 200) as n;
    alter table events enable trigger user
"""
_SCRIPT = f"""
while read -r org; do
    "$PSQL" -XAtq -d "$DSN" -c "begin read only" -c "set local role org_viewer" \\
        -c "set local app.current_org_id = '$org'" -c "{_COUNT}" -c commit
done < "$ORGS"
"""


def measure(ground: Ground, peers: Peers) -> Iterator[Figure]:
    orgs = _made(ground)
    runs = in_turn(_programs(ground, peers, orgs), ground.fewer, ground.folder)
    if _LOOP in runs:
        _agree(ground.folder)
    yield from _figures(len(orgs), runs, ground.fewer)
    if peers.psql:
        yield from _trips(ground, peers)


def _made(ground: Ground) -> list[str]:
    ground.copied(_DATABASE)
    ground.server.run(f"alter role {LOGIN} password '{_PASSWORD}'")
    ground.server.run(_MORE.format(more=ground.sizes.organizations - 200), _DATABASE)
    ground.server.run("vacuum analyze", _DATABASE)
    return [str(org) for (org,) in ground.server.run("select org_id from organizations order by 1", _DATABASE)]


def _programs(ground: Ground, peers: Peers, orgs: list[str]) -> dict[str, Program]:
    file = ground.folder / "orgs"
    file.write_text("".join(f"{org}\n" for org in orgs), encoding="utf-8")
    dsn = ground.server.dsn(_DATABASE, LOGIN)
    programs = {
        _ours(workers): peers.tenantsh(dsn, "-tq", "--csv", "-c", rf"\each --workers {workers} @{file} {_COUNT}")
        for workers in _WORKERS
    }
    if peers.psql:
        around = {**peers.environment, "PSQL": str(peers.psql), "DSN": dsn, "ORGS": str(file)}
        programs[_LOOP] = Program(("/bin/sh", "-c", _SCRIPT), around)
        grouped = "select org_id, count(*) from events group by 1"
        programs[_GROUPED] = peers.as_psql(ground.owner(_DATABASE), "-Atq", "-c", grouped)
    return programs


def _ours(workers: int) -> str:
    return rf"\each, {workers} at a time"


def _agree(folder: Path) -> None:
    """The three have to say the same before anybody compares how long they take."""
    with (folder / _ours(_WORKERS[0])).open(encoding="utf-8", newline="") as said:
        ours = [row[-1] for row in csv.reader(said)]
    theirs = (folder / _LOOP).read_text(encoding="utf-8").split()
    grouped = sum(int(line.partition("|")[2]) for line in (folder / _GROUPED).read_text().splitlines())
    if ours != theirs or sum(map(int, ours)) != grouped:
        raise RuntimeError(r"\each, psql and GROUP BY count different things")


def _figures(organizations: int, runs: Mapping[str, Series], rounds: int) -> Iterator[Figure]:
    ours = runs[_ours(_WORKERS[0])]
    beside = ", ".join(f"{name} {series.wall:.2f} s" for name, series in runs.items())
    compared = Compared("time", "s", {name: series.wall for name, series in runs.items()})
    what = rf"`\each` of {organizations:,} organizations, a count over 36 partitions"
    for theirs in (_LOOP, _GROUPED):
        if theirs in runs:
            ratio = ours.against(runs[theirs], lambda run: run.wall)
            yield Figure(f"{what}, against {theirs}", ratio, inf, "x", beside, rounds, compared=compared)
            compared, beside = None, "as the first of these"  # type: ignore[assignment]
    yield Figure(f"{what}: peak memory", ours.peak, inf, "MiB", "4 at a time", rounds)


def _trips(ground: Ground, peers: Peers) -> Iterator[Figure]:
    """Round trips of one organization more."""
    with Proxy(ground.socket, rtt=_DELAY) as proxy:
        dsn = f"{ground.behind(proxy.port, _DATABASE)} password={_PASSWORD} sslmode=disable"
        around = {**peers.environment, "PSQL": str(peers.psql), "DSN": dsn, "ORGS": "/dev/stdin"}

        def counted(program: Program, given: str = "") -> int:
            before = proxy.round_trips
            environment = dict(program.environment)
            subprocess.run(program.argv, env=environment, input=given, text=True, check=True, capture_output=True)
            return proxy.round_trips - before

        def each(many: int) -> int:
            command = rf"\each --workers 1 {','.join(map(str, range(1, many + 1)))} {_COUNT}"
            return counted(peers.tenantsh(dsn, "-Atq", "-c", command))

        ours = (each(12) - each(2)) / 10
        loop = Program(("/bin/sh", "-c", _SCRIPT), around)
        theirs = counted(loop, "".join(f"{org}\n" for org in range(1, 11))) / 10
    what = r"round trips of one organization more by `\each`, its connection's among them"
    beside = f"psql in a loop {theirs:.1f}, and nothing verified"
    yield Figure(what, ours, inf, "trips", beside, 10)
